/** Facts recorded on `intelReport-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { StixId, StixOrigin } from '../exchange/stix/stix-object.events.js';
import { InlineOrBlob } from '../ledger/blob.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, distinct, Instant, line, RecordId, Term, text } from '../ledger/text.js';

/** STIX 2.1 §10.22 report-type-ov: the standard's own terms of an open vocabulary. */
export const REPORT_TYPE_OV = [
  'attack-pattern',
  'campaign',
  'identity',
  'indicator',
  'intrusion-set',
  'malware',
  'observed-data',
  'threat-actor',
  'threat-report',
  'tool',
  'vulnerability',
] as const;

/** A MITRE ATT&CK technique or sub-technique, by its syntax: T1566, T1566.001, T0817. */
export const TechniqueId = z.string().regex(/^T\d{4}(?:\.\d{3})?$/, 'must be an ATT&CK technique id such as T1566.001');

/** STIX 2.1 §2.11. */
export const KillChainPhase = z.strictObject({ killChainName: line(200), phaseName: line(200) });

/** A web address that readers may open: http or https only. */
export const WebAddress = z
  .string()
  .max(2_000, { abort: true })
  .regex(/^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/u, 'must be an http or https address')
  .refine((address) => URL.canParse(address), 'must be an http or https address');

/** STIX 2.1 §2.5. */
export const ExternalReference = z.strictObject({
  sourceName: line(500),
  url: WebAddress.optional(),
  externalId: line(500).optional(),
  description: text(5_000).optional(),
});

/** Of a body that lies in a blob. */
export const BODY_MEDIA_TYPE = 'text/markdown';

export const IntelReportContent = z.strictObject({
  title: line(500),
  summary: text(20_000),
  body: InlineOrBlob,
  /** STIX 2.1 §10.22, an open vocabulary; {@link REPORT_TYPE_OV} holds the standard terms. */
  reportTypes: distinct(Term, 200),
  /** STIX 2.1 §3.2: 0 to 100; null: not stated. */
  confidence: z.int().min(0).max(100).nullable(),
  /** The sources that delivered it. */
  sourceIds: distinct(RecordId, 200),
  objectRefs: distinct(StixId, 1_000),
  techniqueIds: distinct(TechniqueId, 1_000),
  killChainPhases: z.array(KillChainPhase).max(200),
  externalReferences: z.array(ExternalReference).max(200),
  labels: distinct(line(200), 200),
});
export type IntelReportContent = z.infer<typeof IntelReportContent>;

/** What to change; fields left out stay. */
export const IntelReportChanges = IntelReportContent.partial();
export type IntelReportChanges = z.infer<typeof IntelReportChanges>;

/** The content of a report that has only a title. */
export const BLANK_CONTENT: Omit<IntelReportContent, 'title'> = {
  summary: '',
  body: '',
  reportTypes: [],
  confidence: null,
  sourceIds: [],
  objectRefs: [],
  techniqueIds: [],
  killChainPhases: [],
  externalReferences: [],
  labels: [],
};

/** What somebody says about a report. */
export const ReportRemark = z.strictObject({
  text: line(10_000),
  /** Whose attention it asks for. */
  mentions: distinct(ActorId, 50),
  /** The comment it answers; null: the report itself. */
  inReplyTo: RecordId.nullable(),
});
export type ReportRemark = z.infer<typeof ReportRemark>;

export const intelReportEvents = defineEvents('intelReport', {
  IntelReportDrafted: {
    version: 1,
    label: 'Drafted',
    schema: z.strictObject({ content: IntelReportContent, marking: Marking, author: ActorId }),
  },
  /** The working version changed. */
  IntelReportRevised: {
    version: 1,
    label: 'Revised',
    schema: z.strictObject({ changes: IntelReportChanges, editor: ActorId }),
  },
  /** A working version was opened from the content of the last published version. */
  IntelReportRedrafted: {
    version: 1,
    label: 'New version drafted',
    schema: z.strictObject({ changes: IntelReportChanges, author: ActorId }),
  },
  /** The working version of a report that stays published was dropped. */
  IntelReportDiscarded: { version: 1, label: 'Draft discarded', schema: z.strictObject({}) },
  /** Reclassified: record and all its versions, at once. */
  IntelReportMarked: { version: 1, label: 'Marking changed', schema: z.strictObject({ marking: Marking }) },
  IntelReportAssigned: {
    version: 1,
    label: 'Assigned',
    schema: z.strictObject({ assignee: ActorId.nullable(), dueAt: Instant.nullable() }),
  },
  IntelReportSubmitted: { version: 1, label: 'Submitted for review', schema: z.strictObject({}) },
  IntelReportApproved: { version: 1, label: 'Approved', schema: z.strictObject({ approver: ActorId }) },
  IntelReportReturned: { version: 1, label: 'Returned to draft', schema: z.strictObject({ comment: line(5_000) }) },
  IntelReportPublished: {
    version: 1,
    label: 'Published',
    happenedAt: 'publishedAt',
    schema: z.strictObject({ publishedAt: Instant, version: z.int().min(1) }),
  },
  IntelReportRetracted: { version: 1, label: 'Retracted', schema: z.strictObject({}) },
  IntelReportArchived: { version: 1, label: 'Archived', schema: z.strictObject({}) },
  IntelReportRestored: { version: 1, label: 'Restored from the archive', schema: z.strictObject({}) },
  /** Said about the report, beside its content. */
  IntelReportCommented: {
    version: 1,
    label: 'Commented',
    schema: z.strictObject({ commentId: RecordId, ...ReportRemark.shape, author: ActorId }),
  },
  /** Readers no longer see its text; the log keeps it. */
  IntelReportCommentWithdrawn: { version: 1, label: 'Comment withdrawn', schema: z.strictObject({ commentId: RecordId }) },
  /** Published elsewhere and received: a new published version. */
  IntelReportImported: {
    version: 1,
    label: 'Imported',
    happenedAt: 'publishedAt',
    schema: z.strictObject({
      content: IntelReportContent,
      marking: Marking,
      /** The importing actor. */
      author: ActorId,
      publishedAt: Instant,
      stix: StixOrigin,
    }),
  },
});
export type IntelReportEvent = EventOf<typeof intelReportEvents>;
