/** The rules of a report schedule. Pure: no clock, no ids, no I/O. */
import { IANAZone } from 'luxon';
import { RuleViolation } from '../ledger/decider.js';
import { profileDecider } from '../profiles/profile.measure.js';
import { PERIOD_OF_TYPE } from '../soc-reports/report-period.measure.js';
import type { ReportScheduleEvent, ReportScheduleProfile } from './report-schedule.events.js';
import { absent, evolve, REPORT_SCHEDULE_LIFE, type ReportScheduleRecord } from './report-schedule.record.js';

const refuse = (code: string, message: string, field: string): never => {
  throw new RuleViolation(code, message, `input.${field}`);
};

const check = ({ zone, cadence, cron, reportType }: ReportScheduleProfile): void => {
  if (!IANAZone.isValidZone(zone))
    refuse('UNKNOWN_ZONE', `${zone} is not a known IANA time zone; try one such as Europe/London.`, 'zone');
  if (cadence === 'cron' && cron === null)
    refuse('CRON_MISSING', 'A schedule by cron needs its five fields, such as 0 6 * * 1 for Mondays at six.', 'cron');
  if (cadence !== 'cron' && cron !== null)
    refuse('CRON_UNUSED', `Only the cadence cron takes one; this one is ${cadence}.`, 'cron');
  const named = PERIOD_OF_TYPE[reportType];
  if (named !== null && named !== cadence)
    refuse(
      'PERIOD_MISMATCH',
      `A report of type ${reportType} is made ${named}. Choose that cadence, or another type.`,
      'cadence',
    );
};

export const reportSchedule = profileDecider<ReportScheduleProfile, ReportScheduleRecord, ReportScheduleEvent>(
  { word: 'report schedule', owner: 'ReportSchedule', life: REPORT_SCHEDULE_LIFE, check },
  { absent, evolve },
);
