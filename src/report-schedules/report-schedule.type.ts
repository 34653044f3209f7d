/** The record type of report schedules. */
import type { RecordType } from '../ledger/ledger.js';
import type { ProfileCommand } from '../profiles/profile.measure.js';
import { reportSchedule } from './report-schedule.decider.js';
import { reportScheduleEvents, type ReportScheduleProfile } from './report-schedule.events.js';
import type { ReportSchedule } from './report-schedule.record.js';

export const reportScheduleType: RecordType<
  typeof reportScheduleEvents,
  ProfileCommand<ReportScheduleProfile>,
  ReportSchedule
> = {
  name: 'report schedule',
  contracts: reportScheduleEvents,
  decider: reportSchedule,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
