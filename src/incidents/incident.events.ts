/** Facts recorded on `incident-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { TechniqueId } from '../intel-reports/intel-report.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, distinct, Instant, line, text } from '../ledger/text.js';
import { mergeEventsOf } from '../profiles/merge.events.js';
import { importEventsOf } from '../profiles/profile-import.events.js';

/** OCSF 1.x `severity_id` 1 to 6, in its order. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** P1 is the most urgent. */
export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export const Priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof Priority>;

/** OCSF 1.x `verdict_id` 0 to 10, and 99. */
export const VERDICTS = [
  'unknown',
  'false_positive',
  'true_positive',
  'disregard',
  'suspicious',
  'benign',
  'test',
  'insufficient_data',
  'security_risk',
  'managed_externally',
  'duplicate',
  'other',
] as const;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

/** The classes of the Reference Security Incident Taxonomy (RSIT, ENISA and TF-CSIRT). */
export const RSIT_CLASSES = [
  'abusive-content',
  'malicious-code',
  'information-gathering',
  'intrusion-attempts',
  'intrusions',
  'availability',
  'information-content-security',
  'fraud',
  'vulnerable',
  'other',
  'test',
] as const;
export const RsitClass = z.enum(RSIT_CLASSES);
export type RsitClass = z.infer<typeof RsitClass>;

export const HOLD_REASONS = ['user', 'vendor', 'problem', 'evidence', 'other'] as const;
/** On what it waits. */
export const HoldReason = z.enum(HOLD_REASONS);
export type HoldReason = z.infer<typeof HoldReason>;

/** Who did it: a person, a service acting for one, or a rule on its own. */
export const DoneBy = z.enum(['human', 'service', 'rule']);
export type DoneBy = z.infer<typeof DoneBy>;

/** The system that an incident comes from, and its id there; what is imported again is recognised by it. */
export const IncidentOrigin = z.strictObject({ system: line(200), id: line(500) });
export type IncidentOrigin = z.infer<typeof IncidentOrigin>;

/** What an incident is; every field can be revised, severity by an event of its own. */
export const IncidentDetails = z.strictObject({
  /** As the organisation numbers its incidents. Not unique: a refusal would tell of an incident that the caller may not see. */
  number: line(100).nullable(),
  title: line(500),
  description: text(20_000),
  priority: Priority,
  /** In the organisation's own words. */
  category: line(200).nullable(),
  /** Its class in the taxonomy that yearly reporting uses. */
  rsit: RsitClass.nullable(),
  /** When it began, as far as it is known; time to detect counts from here. */
  occurredAt: Instant.nullable(),
  /** What raised it: a detection rule, a mailbox, a person's role. */
  source: line(500).nullable(),
  assetRefs: distinct(line(500), 500),
  techniqueIds: distinct(TechniqueId, 200),
  /** An exercise: in no figure. */
  isTest: z.boolean(),
  impact: text(5_000),
  rootCause: text(5_000),
  lesson: text(5_000),
});
export type IncidentDetails = z.infer<typeof IncidentDetails>;

/** Of an incident that has only a title. */
export const BLANK_INCIDENT: Omit<IncidentDetails, 'title'> = {
  number: null,
  description: '',
  priority: 'P3',
  category: null,
  rsit: null,
  occurredAt: null,
  source: null,
  assetRefs: [],
  techniqueIds: [],
  isTest: false,
  impact: '',
  rootCause: '',
  lesson: '',
};

/** How far whoever works on it is with it. */
export const WORK_STATUSES = ['new', 'active', 'on_hold', 'contained', 'resolved', 'closed'] as const;
export const WorkStatus = z.enum(WORK_STATUSES);
export type WorkStatus = z.infer<typeof WorkStatus>;

/** An incident of another organisation as it tells of it: where it stands, not how it came there. */
export const ReceivedIncident = IncidentDetails.extend({
  status: WorkStatus,
  severity: Severity,
  detectedAt: Instant,
  /** Null: it did not happen, or is not told. */
  acknowledgedAt: Instant.nullable(),
  containedAt: Instant.nullable(),
  resolvedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  /** How it ended; told with `resolvedAt` only. */
  resolution: text(5_000),
  verdict: Verdict,
});
export type ReceivedIncident = z.infer<typeof ReceivedIncident>;

/** What every fact of an incident says of itself. */
const happened = {
  /** When it happened; when it was recorded is in the metadata. */
  at: Instant,
  by: DoneBy,
  /** The row or message it was imported from; null: it was not imported. Known ones are not imported again. */
  ref: line(200).nullable(),
};
const fact = <Shape extends z.ZodRawShape>(label: string, shape: Shape) => ({
  version: 1,
  label,
  happenedAt: 'at',
  schema: z.strictObject({ ...happened, ...shape }),
});

export const incidentEvents = defineEvents('incident', {
  IncidentOpened: {
    version: 1,
    label: 'Opened',
    happenedAt: 'detectedAt',
    schema: z.strictObject({
      details: IncidentDetails,
      severity: Severity,
      detectedAt: Instant,
      by: DoneBy,
      ref: happened.ref,
      origin: IncidentOrigin.nullable(),
      marking: Marking,
      createdBy: ActorId,
    }),
  },
  IncidentRevised: fact('Revised', { changes: IncidentDetails.partial() }),
  IncidentMarked: { version: 1, label: 'Marking changed', schema: z.strictObject({ marking: Marking }) },
  IncidentAcknowledged: fact('Acknowledged', {}),
  IncidentAssigned: fact('Assigned', { assignee: ActorId.nullable() }),
  IncidentSeverityChanged: fact('Severity changed', { from: Severity, to: Severity, reason: line(2_000) }),
  IncidentOnHold: fact('Put on hold', { reason: HoldReason }),
  IncidentResumed: fact('Resumed', {}),
  IncidentEscalated: fact('Escalated', { toTier: z.int().min(1).max(9) }),
  IncidentContained: fact('Contained', {}),
  IncidentResolved: fact('Resolved', {
    resolution: text(5_000),
    verdict: Verdict,
    /** A playbook or rule resolved it. */
    automated: z.boolean(),
  }),
  IncidentReopened: fact('Reopened', { reason: text(2_000) }),
  IncidentClosed: fact('Closed', {}),
  ...mergeEventsOf('Incident'),
  ...importEventsOf('Incident', ReceivedIncident),
});
export type IncidentEvent = EventOf<typeof incidentEvents>;
