/** The schedules that every tenant with incidents begins with; it may revise, pause or delete them. */
import { DateTime } from 'luxon';
import type { Marking } from '../access/marking.js';
import { BLANK_SCHEDULE, type ReportScheduleProfile } from './report-schedule.events.js';

const BUILT_IN = [
  { name: 'Monthly executive report', reportType: 'executive_monthly', cadence: 'monthly' },
  { name: 'Quarterly executive report', reportType: 'executive_quarterly', cadence: 'quarterly' },
  { name: 'Yearly executive report', reportType: 'executive_yearly', cadence: 'yearly' },
  { name: 'Monthly service level report', reportType: 'sla_performance', cadence: 'monthly' },
  { name: 'Quarterly detection coverage report', reportType: 'detection_coverage', cadence: 'quarterly' },
] as const;
export const BUILT_IN_TYPES = BUILT_IN.map(({ reportType }) => reportType);
const UNITS = { monthly: 'month', quarterly: 'quarter', yearly: 'year' } as const;

/** TLP:AMBER at the tenant's level for it. */
export const builtInMarking = (secrecyLevel: Marking['secrecyLevel']): Marking => ({
  secrecyLevel,
  tlp: 'AMBER',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
});

/** They begin with the last period of each that is over, so that a report of each is there at once. */
export const builtInSchedules = (zone: string, now: Date): readonly ReportScheduleProfile[] =>
  BUILT_IN.map((schedule) => {
    const began = DateTime.fromJSDate(now, { zone }).startOf(UNITS[schedule.cadence]).minus({ milliseconds: 1 });
    return { ...BLANK_SCHEDULE, ...schedule, recommendationIds: [], zone, activeFrom: began.toUTC().toISO()! };
  });
