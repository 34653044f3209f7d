/** The periods that reports are of: calendar periods of a zone, or any other on demand. */
import { DateTime, type DurationLike } from 'luxon';
import type { Period } from '../kpis/kpi-table.measure.js';
import type { ReportPeriodType, ReportRequest, ReportType } from './soc-report.events.js';

const LENGTHS: Record<Exclude<ReportPeriodType, 'on_demand'>, DurationLike> = {
  monthly: { months: 1 },
  quarterly: { months: 3 },
  yearly: { years: 1 },
};

const local = (instant: string, zone: string): DateTime => DateTime.fromISO(instant, { zone });
const utc = (time: DateTime): string => time.toUTC().toISO()!;

export const periodOf = ({
  periodStart,
  periodEnd,
  zone,
}: Pick<ReportRequest, 'periodStart' | 'periodEnd' | 'zone'>): Period => ({
  start: periodStart,
  end: periodEnd,
  zone,
});

const UNITS = { monthly: 'month', quarterly: 'quarter', yearly: 'year' } as const;

/** @returns whether a period is a whole calendar month, quarter or year of its zone; one on demand is of any length. */
export const isWhole = (type: ReportPeriodType, { start, end, zone }: Period): boolean => {
  if (type === 'on_demand') return true;
  const from = local(start, zone);
  return from.startOf(UNITS[type]).toMillis() === from.toMillis() && utc(from.plus(LENGTHS[type])) === end;
};

/** The calendar period of a zone that holds an instant. */
export const calendarPeriodAt = (type: Exclude<ReportPeriodType, 'on_demand'>, instant: string, zone: string): Period => {
  const start = local(instant, zone).startOf(UNITS[type]);
  return { start: utc(start), end: utc(start.plus(LENGTHS[type])), zone };
};

/** The last one that is over. */
export const lastCalendarPeriod = (type: Exclude<ReportPeriodType, 'on_demand'>, now: string, zone: string): Period => {
  const end = local(now, zone).startOf(UNITS[type]);
  return { start: utc(end.minus(LENGTHS[type])), end: utc(end), zone };
};

const day = (time: DateTime): string => time.toFormat('d LLLL yyyy', { locale: 'en-GB' });

/** As people say it, without the zone: `March 2026`, `Q1 2026`, `2026`, `1 to 14 March 2026`; with hours where it does not begin and end at midnight. */
export const periodInWords = (type: ReportPeriodType, { start, end, zone }: Period): string => {
  const [from, to] = [local(start, zone), local(end, zone)].map((time) => time.setLocale('en-GB'));
  if (type === 'monthly') return from.toFormat('LLLL yyyy');
  if (type === 'quarterly') return `Q${from.quarter} ${from.year}`;
  if (type === 'yearly') return `${from.year}`;
  if ([from, to].some((time) => time.startOf('day').toMillis() !== time.toMillis()))
    return `${from.toFormat('d LLLL yyyy HH:mm')} to ${to.toFormat('d LLLL yyyy HH:mm')}`;
  const last = to.minus({ days: 1 });
  if (from.hasSame(last, 'day')) return day(from);
  if (from.hasSame(last, 'month')) return `${from.day} to ${day(last)}`;
  return `${from.hasSame(last, 'year') ? from.toFormat('d LLLL') : day(from)} to ${day(last)}`;
};

export const REPORT_TITLES: Record<ReportType, string> = {
  executive_monthly: 'Executive security report',
  executive_quarterly: 'Executive security report',
  executive_yearly: 'Executive security report',
  sla_performance: 'Service level report',
  detection_coverage: 'Detection coverage report',
  operational: 'SOC operations report',
};

export const titleOf = (reportType: ReportType, periodType: ReportPeriodType, period: Period): string =>
  `${REPORT_TITLES[reportType]}, ${periodInWords(periodType, period)}`;

/** The calendar period that a report type is named after; null: it goes with any. */
export const PERIOD_OF_TYPE: Record<ReportType, Exclude<ReportPeriodType, 'on_demand'> | null> = {
  executive_monthly: 'monthly',
  executive_quarterly: 'quarterly',
  executive_yearly: 'yearly',
  sla_performance: null,
  detection_coverage: null,
  operational: null,
};

/** What a report of a period is when nothing else is asked for. */
export const TYPE_OF_PERIOD: Record<ReportPeriodType, ReportType> = {
  monthly: 'executive_monthly',
  quarterly: 'executive_quarterly',
  yearly: 'executive_yearly',
  on_demand: 'operational',
};
