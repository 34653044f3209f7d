/** The rules of an incident. Pure: no clock, no ids, no I/O. */
import { type Marking, withCreator } from '../access/marking.js';
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields } from '../ledger/text.js';
import { decideMerge, isMerging, type MergeCommand } from '../profiles/merge.measure.js';
import { MERGEABLE } from '../profiles/merge.record.js';
import { decideMark, refuseSettled, type Remark } from '../profiles/profile.measure.js';
import { decideImport, type ImportProfile } from '../profiles/profile-import.measure.js';
import type {
  DoneBy,
  HoldReason,
  IncidentDetails,
  IncidentEvent,
  ReceivedIncident,
  Severity,
  Verdict,
} from './incident.events.js';
import { heldSince } from './incident.measure.js';
import { absent, asReceived, evolve, type Incident, type IncidentRecord } from './incident.record.js';

/** `at`: when it happened, UTC ISO 8601; `now`: by our clock, which it must not be after. */
export interface Doing {
  readonly at: string;
  readonly now: string;
  readonly by: DoneBy;
}

/** What is done to an incident that is there. */
export type IncidentStep =
  | { readonly type: 'Revise'; readonly changes: Partial<IncidentDetails>; readonly remark?: Remark }
  | { readonly type: 'Acknowledge' }
  /** Null: nobody's. */
  | { readonly type: 'Assign'; readonly assignee: string | null }
  | { readonly type: 'ChangeSeverity'; readonly to: Severity; readonly reason: string | undefined }
  | { readonly type: 'Hold'; readonly reason: HoldReason }
  | { readonly type: 'Resume' }
  | { readonly type: 'Escalate'; readonly toTier: number }
  | { readonly type: 'Contain' }
  | { readonly type: 'Resolve'; readonly resolution: string; readonly verdict: Verdict; readonly automated: boolean }
  | { readonly type: 'Reopen'; readonly reason: string | undefined }
  | { readonly type: 'Close' };

export type IncidentCommand =
  | {
      readonly type: 'Open';
      readonly details: IncidentDetails;
      readonly severity: Severity;
      readonly marking: Marking;
      readonly doing: Doing;
      /** The acting actor. */
      readonly actor: string;
    }
  | { readonly type: 'Do'; readonly step: IncidentStep; readonly doing: Doing }
  /** Facts of another system in their order. Those of a `ref` that the record has imported already are dropped. */
  | { readonly type: 'Import'; readonly facts: readonly IncidentEvent[] }
  /** What another organisation tells of an incident of its own. `endedAt`: when it was revoked, UTC ISO 8601. */
  | { readonly type: 'Receive'; readonly received: ImportProfile<ReceivedIncident>; readonly endedAt: string }
  | MergeCommand;

type Facts = readonly IncidentEvent[];
const NOTHING: Facts = [];

const happened = ({ at, by }: Doing) => ({ at, by, ref: null });

const refuseTime = (message: string, field: string): never => {
  throw new RuleViolation('INVALID_INPUT', message, field);
};

const refuseFuture = (at: string, now: string, field: string): void => {
  if (at > now) refuseTime('It lies in the future. Give the present or a past time, or leave it out.', field);
};

/** What another system dated ahead of our clock holds nobody up. */
const refuseEarlier = ({ at, now }: Doing, since: string | null | undefined, what: string): void => {
  if (since != null && since <= now && at < since)
    refuseTime(`It lies before ${what} (${since}). Give a later time.`, 'input.at');
};

const refuseLateBegin = (occurredAt: string | null | undefined, detectedAt: string): void => {
  if (occurredAt != null && occurredAt > detectedAt)
    refuseTime('It lies after the detection. Give an earlier time, or none.', 'input.occurredAt');
};

const given = (reason: string | undefined, what: string): string => {
  if (reason === undefined) throw new RuleViolation('REASON_REQUIRED', `Say why ${what}: give a reason.`, 'reason');
  return reason;
};

const hasEnded = ({ status }: IncidentRecord): boolean => status === 'resolved' || status === 'closed';

const refuseEnded = (record: IncidentRecord): void => {
  if (hasEnded(record)) throw new RuleViolation('NOT_OPEN', `The incident is ${record.status}. Reopen it first.`);
};

const resolve = (step: Extract<IncidentStep, { type: 'Resolve' }>, record: IncidentRecord, doing: Doing): Facts => {
  if (record.status === 'resolved')
    throw new RuleViolation('ALREADY_RESOLVED', 'The incident is resolved already. Reopen it to resolve it otherwise.');
  refuseEnded(record);
  refuseEarlier(doing, heldSince(record), 'its hold');
  refuseEarlier(doing, record.reopenings.at(-1)?.at, 'its reopening');
  const { resolution, verdict, automated } = step;
  return [{ type: 'IncidentResolved', data: { ...happened(doing), resolution, verdict, automated } }];
};

const reopen = (reason: string | undefined, record: IncidentRecord, doing: Doing): Facts => {
  if (!hasEnded(record))
    throw new RuleViolation('NOT_RESOLVED', 'The incident is open. There is nothing to reopen until it is resolved.');
  refuseEarlier(doing, record.resolutions.at(-1)?.at, 'its resolution');
  if (record.status === 'closed') refuseEarlier(doing, record.closings.at(-1)?.at, 'its closing');
  return [{ type: 'IncidentReopened', data: { ...happened(doing), reason: given(reason, 'it is reopened') } }];
};

const close = (record: IncidentRecord, doing: Doing): Facts => {
  if (record.status === 'closed') return NOTHING;
  if (record.status !== 'resolved')
    throw new RuleViolation('NOT_RESOLVED', 'The incident is not resolved. Say first how it ended: resolve it, then close it.');
  refuseEarlier(doing, record.resolutions.at(-1)?.at, 'its resolution');
  return [{ type: 'IncidentClosed', data: happened(doing) }];
};

const hold = (reason: HoldReason, record: IncidentRecord, doing: Doing): Facts => {
  refuseEnded(record);
  if (record.status === 'on_hold' && record.holds.at(-1)?.reason === reason) return NOTHING;
  refuseEarlier(doing, heldSince(record), 'its hold');
  return [{ type: 'IncidentOnHold', data: { ...happened(doing), reason } }];
};

const resume = (record: IncidentRecord, doing: Doing): Facts => {
  refuseEnded(record);
  if (record.status !== 'on_hold') return NOTHING;
  refuseEarlier(doing, heldSince(record), 'its hold');
  return [{ type: 'IncidentResumed', data: happened(doing) }];
};

const contain = (record: IncidentRecord, doing: Doing): Facts => {
  refuseEnded(record);
  if (record.status === 'contained') return NOTHING;
  refuseEarlier(doing, heldSince(record), 'its hold');
  return [{ type: 'IncidentContained', data: happened(doing) }];
};

/** What is done about it is done, and counted, where it happened. */
const refuseReceived = ({ stix }: IncidentRecord): void => {
  if (stix)
    throw new RuleViolation(
      'NOT_OURS',
      'The incident is of another organisation, and stands as that one says. Open one of your own for what you do about it.',
    );
};

const revise = ({ changes, remark }: Extract<IncidentStep, { type: 'Revise' }>, record: IncidentRecord, doing: Doing): Facts => {
  const changed = changedFields<IncidentDetails>(record, changes);
  if (changed) {
    refuseSettled<string>(MERGEABLE, record.status);
    refuseLateBegin(changed.occurredAt, record.detectedAt);
  }
  return [
    ...(changed ? [{ type: 'IncidentRevised', data: { ...happened(doing), changes: changed } } as const] : []),
    ...(remark ? (decideMark('Incident', remark, record) as unknown as Facts) : []),
  ];
};

const take = (step: IncidentStep, record: IncidentRecord, doing: Doing): Facts => {
  refuseFuture(doing.at, doing.now, 'input.at');
  refuseEarlier(doing, record.detectedAt, 'the detection');
  // A merged incident can still be marked.
  if (step.type === 'Revise') return revise(step, record, doing);
  refuseReceived(record);
  refuseSettled<string>(MERGEABLE, record.status);
  switch (step.type) {
    case 'Acknowledge':
      if (record.acknowledged) return NOTHING;
      refuseEnded(record);
      return [{ type: 'IncidentAcknowledged', data: happened(doing) }];
    case 'Assign':
      if (record.assignee === step.assignee) return NOTHING;
      if (record.status === 'closed') refuseEnded(record);
      return [{ type: 'IncidentAssigned', data: { ...happened(doing), assignee: step.assignee } }];
    case 'ChangeSeverity': {
      const { to } = step;
      if (record.severity === to) return NOTHING;
      const reason = given(step.reason, 'the severity changes');
      return [{ type: 'IncidentSeverityChanged', data: { ...happened(doing), from: record.severity, to, reason } }];
    }
    case 'Hold':
      return hold(step.reason, record, doing);
    case 'Resume':
      return resume(record, doing);
    case 'Escalate':
      refuseEnded(record);
      if (record.tier === step.toTier) return NOTHING;
      if (record.tier !== null && step.toTier < record.tier)
        throw new RuleViolation(
          'NOT_HIGHER',
          `The incident is with tier ${record.tier} already. Escalate it to a higher one, or assign it.`,
          'input.toTier',
        );
      return [{ type: 'IncidentEscalated', data: { ...happened(doing), toTier: step.toTier } }];
    case 'Contain':
      return contain(record, doing);
    case 'Resolve':
      return resolve(step, record, doing);
    case 'Reopen':
      return reopen(step.reason, record, doing);
    case 'Close':
      return close(record, doing);
    default:
      return assertNever(step);
  }
};

const open = ({ details, severity, marking, doing, actor }: Extract<IncidentCommand, { type: 'Open' }>): Facts => {
  refuseFuture(doing.at, doing.now, 'input.detectedAt');
  refuseLateBegin(details.occurredAt, doing.at);
  const { at: detectedAt, by } = doing;
  const data = { details, severity, detectedAt, by, ref: null, origin: null, createdBy: actor };
  return [{ type: 'IncidentOpened', data: { ...data, marking: withCreator(marking, actor) } }];
};

const importFacts = (facts: Facts, state: Incident): Facts => {
  const known = new Set(state.status === 'absent' ? [] : state.imported);
  const fresh = facts.filter(({ data }) => !('ref' in data) || data.ref === null || !known.has(data.ref));
  if (fresh.length === 0) return NOTHING;
  const openings = fresh.flatMap(({ type }, index) => (type === 'IncidentOpened' ? [index] : []));
  if (state.status === 'absent') {
    if (openings[0] !== 0) throw new RuleViolation('NOT_OPENED', 'The first fact of a new incident has to open it.');
    if (openings.length > 1) throw new RuleViolation('ALREADY_OPENED', 'An incident is opened once.');
    return fresh;
  }
  refuseReceived(state);
  refuseSettled<string>(MERGEABLE, state.status);
  if (openings.length > 0)
    throw new RuleViolation('ALREADY_OPENED', 'The incident was opened by another row. Leave out what opens it again.');
  return fresh;
};

const receive = ({ received, endedAt }: Extract<IncidentCommand, { type: 'Receive' }>, state: Incident): Facts => {
  const before = state.status === 'absent' ? undefined : state;
  const data = decideImport('incident', received, before && (asReceived(before) as IncidentRecord & ReceivedIncident));
  if (!data) return NOTHING;
  if (before) refuseSettled<string>(MERGEABLE, before.status);
  const isOver = data.profile.status === 'closed';
  return [
    { type: 'IncidentImported', data: { ...data, kept: [...data.kept] } },
    ...(received.stix.revoked && !isOver
      ? [{ type: 'IncidentClosed', data: { at: endedAt, by: 'service', ref: null } } as const]
      : []),
  ];
};

export const incident: Decider<IncidentCommand, IncidentEvent, Incident> = {
  initial: absent,
  evolve,

  decide(command, state) {
    if (command.type === 'Import') return importFacts(command.facts, state);
    if (command.type === 'Receive') return receive(command, state);
    if (command.type === 'Open') {
      if (state.status !== 'absent')
        throw new RuleViolation('ALREADY_EXISTS', 'This incident exists already. Revise it, or open another.');
      return open(command);
    }
    if (state.status === 'absent') throw new RuleViolation('NOT_FOUND', 'There is no such incident. Open it first.');
    if (!isMerging(command)) return take(command.step, state, command.doing);
    // One of ours that were part of another organisation's would be counted no more.
    if (command.type === 'Absorb') refuseReceived(state);
    return decideMerge('Incident', state, command);
  },
};
