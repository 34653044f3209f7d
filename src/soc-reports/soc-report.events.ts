/** Facts recorded on `socReport-<tenant>.<id>` streams: a report run from its request to its files. Never edit a published shape. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { LogPosition } from '../handover/handover.events.js';
import { BlobRef } from '../ledger/blob.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, Instant, line, RecordId, Sha256, text } from '../ledger/text.js';

export const REPORT_TYPES = [
  'executive_monthly',
  'executive_quarterly',
  'executive_yearly',
  'sla_performance',
  'detection_coverage',
  'operational',
] as const;
export const ReportType = z.enum(REPORT_TYPES);
export type ReportType = z.infer<typeof ReportType>;

export const REPORT_PERIOD_TYPES = ['monthly', 'quarterly', 'yearly', 'on_demand'] as const;
export const ReportPeriodType = z.enum(REPORT_PERIOD_TYPES);
export type ReportPeriodType = z.infer<typeof ReportPeriodType>;

export const REPORT_FORMATS = ['json', 'html', 'pdf', 'csv'] as const;
export const ReportFormat = z.enum(REPORT_FORMATS);
export type ReportFormat = z.infer<typeof ReportFormat>;

/** What a run is of; nothing of it ever changes. */
export const ReportRequest = z.strictObject({
  title: line(300),
  reportType: ReportType,
  periodType: ReportPeriodType,
  /** Half-open. */
  periodStart: Instant,
  periodEnd: Instant,
  /** IANA. */
  zone: line(100),
  /** The schedule that asked for it; null: a person did. */
  scheduleId: RecordId.nullable(),
  /** The completed report of the same period that this one restates; null: it restates none. */
  restates: RecordId.nullable(),
  /** Recommendations of the tenant's library to be printed, by id, with what is said in this report. */
  recommendations: z.array(z.strictObject({ id: RecordId, text: line(5_000) })).max(50),
});
export type ReportRequest = z.infer<typeof ReportRequest>;

export const socReportEvents = defineEvents('socReport', {
  SocReportRequested: {
    version: 1,
    label: 'Requested',
    schema: z.strictObject({ request: ReportRequest, marking: Marking, requestedBy: ActorId }),
  },
  /** From here every figure is of this position. A retry keeps the position of the first attempt. */
  SocReportGenerationStarted: {
    version: 1,
    label: 'Generation started',
    schema: z.strictObject({
      attempt: z.int().min(1),
      position: LogPosition,
      /** The recorded clock at that position. */
      asOf: Instant,
      definitionsVersion: z.int().min(1),
      templateVersion: line(50),
    }),
  },
  SocReportGenerationFailed: {
    version: 1,
    label: 'Generation failed',
    schema: z.strictObject({ attempt: z.int().min(1), error: line(2_000) }),
  },
  SocReportRetried: { version: 1, label: 'Retried', schema: z.strictObject({}) },
  /** The figures and the text are there; the formats follow from them. */
  SocReportCompleted: {
    version: 1,
    label: 'Completed',
    happenedAt: 'generatedAt',
    schema: z.strictObject({
      generatedAt: Instant,
      /** JSON: the document and the KPI table. */
      data: BlobRef,
      /** Of the data in canonical JSON (RFC 8785). */
      dataHash: Sha256,
    }),
  },
  SocReportRendered: {
    version: 1,
    label: 'Rendered',
    schema: z.strictObject({
      format: ReportFormat,
      content: BlobRef,
      /** Of formats that have pages. */
      pages: z.int().min(1).nullable(),
    }),
  },
  SocReportRenderingFailed: {
    version: 1,
    label: 'Rendering failed',
    schema: z.strictObject({ format: ReportFormat, error: line(2_000) }),
  },
  /** A later run of the same period came to other figures. */
  SocReportRestated: {
    version: 1,
    label: 'Restated',
    schema: z.strictObject({ by: RecordId, summary: text(5_000) }),
  },
  SocReportMarked: { version: 1, label: 'Marking changed', schema: z.strictObject({ marking: Marking }) },
});
export type SocReportEvent = EventOf<typeof socReportEvents>;
