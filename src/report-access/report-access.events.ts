/** Facts recorded on `reportAccess-<tenant>.<id>` streams: who opened a SOC report on a day (UTC). Never edit a published shape. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { Instant, RecordId } from '../ledger/text.js';
import { ReportFormat } from '../soc-reports/soc-report.events.js';

export const REPORT_ACCESSES = ['view', 'download'] as const;

export const reportAccessEvents = defineEvents('reportAccess', {
  /** Its actor opened it. */
  ReportAccessed: {
    version: 1,
    label: 'Report opened',
    happenedAt: 'at',
    schema: z.strictObject({ reportId: RecordId, action: z.enum(REPORT_ACCESSES), format: ReportFormat, at: Instant }),
  },
});
export type ReportAccessEvent = EventOf<typeof reportAccessEvents>;
