/** Facts recorded on `reportSchedule-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { Instant, line, RecordId } from '../ledger/text.js';
import { profileEventsOf } from '../profiles/profile.events.js';
import { ReportType } from '../soc-reports/soc-report.events.js';

export const CADENCES = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'cron'] as const;
export const Cadence = z.enum(CADENCES);
export type Cadence = z.infer<typeof Cadence>;

export const ReportScheduleProfile = z.strictObject({
  name: line(200),
  reportType: ReportType,
  cadence: Cadence,
  /** Five fields, minute to weekday; a period reaches from one of its times to the next. Null: another cadence. */
  cron: line(100).nullable(),
  /** Local time of the day on which a period ends: when the report is made. A cron's own times go before. */
  at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a local time from 00:00 to 23:59, such as 06:00'),
  /** IANA. */
  zone: line(100),
  /** Recommendations of the library that every report of it prints. */
  recommendationIds: z.array(RecordId).max(50),
  /** Reports are made of periods that end after it. */
  activeFrom: Instant,
});
export type ReportScheduleProfile = z.infer<typeof ReportScheduleProfile>;

/** Of a schedule of which only name, type, cadence, zone and begin are known. */
export const BLANK_SCHEDULE: Omit<ReportScheduleProfile, 'name' | 'reportType' | 'cadence' | 'zone' | 'activeFrom'> = {
  cron: null,
  at: '06:00',
  recommendationIds: [],
};

export const reportScheduleEvents = defineEvents('reportSchedule', {
  ...profileEventsOf('ReportSchedule', ReportScheduleProfile, { Paused: 'Paused', Deleted: 'Deleted' }),
  /** Periods that ended while it was paused are left out. */
  ReportScheduleResumed: { version: 1, label: 'Resumed', schema: z.strictObject({ activeFrom: Instant }) },
});
export type ReportScheduleEvent = EventOf<typeof reportScheduleEvents>;
