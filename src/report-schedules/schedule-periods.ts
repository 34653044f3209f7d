/** The periods of a schedule, and when the report of each is made: in local time of its zone, across clock changes. */
import { Cron } from 'croner';
import { DateTime, type DateTimeUnit, type DurationLike } from 'luxon';
import { invalidInput } from '../graphql/arguments.js';
import type { Period } from '../kpis/kpi-table.measure.js';
import type { ReportPeriodType } from '../soc-reports/soc-report.events.js';
import type { Cadence, ReportScheduleProfile } from './report-schedule.events.js';

export interface Run {
  readonly period: Period;
  readonly periodType: ReportPeriodType;
  /** UTC, ISO 8601 with milliseconds: when the report is made. */
  readonly dueAt: string;
}
type Scheduled = Pick<ReportScheduleProfile, 'cadence' | 'cron' | 'at' | 'zone' | 'activeFrom'>;

const STEPS: Record<Exclude<Cadence, 'cron'>, { unit: DateTimeUnit; length: DurationLike; type: ReportPeriodType }> = {
  daily: { unit: 'day', length: { days: 1 }, type: 'on_demand' },
  weekly: { unit: 'week', length: { weeks: 1 }, type: 'on_demand' },
  monthly: { unit: 'month', length: { months: 1 }, type: 'monthly' },
  quarterly: { unit: 'quarter', length: { months: 3 }, type: 'quarterly' },
  yearly: { unit: 'year', length: { years: 1 }, type: 'yearly' },
};
/** A report of a shorter period would be of nothing. */
const SHORTEST_MS = 3_600_000;
const CHECKED_RUNS = 50;

const utc = (time: DateTime): string => time.toUTC().toISO()!;

const calendarRuns = function* (cadence: Exclude<Cadence, 'cron'>, { at, zone, activeFrom }: Scheduled): Generator<Run> {
  const { unit, length, type } = STEPS[cadence];
  const [hour, minute] = at.split(':').map(Number);
  let start = DateTime.fromISO(activeFrom, { zone }).startOf(unit);
  for (;;) {
    const end = start.plus(length).startOf(unit);
    const period = { start: utc(start), end: utc(end), zone };
    if (period.end > activeFrom) yield { period, periodType: type, dueAt: utc(end.set({ hour, minute })) };
    start = end;
  }
};

const cronRuns = function* ({ cron, zone, activeFrom }: Scheduled): Generator<Run> {
  const times = new Cron(cron!, { timezone: zone, mode: '5-part' });
  // The period that the beginning lies in starts at the time before it.
  let start = times.previousRuns(1, new Date(activeFrom))[0] ?? new Date(activeFrom);
  for (;;) {
    const end = times.nextRun(start);
    if (!end) return;
    const period = { start: start.toISOString(), end: end.toISOString(), zone };
    if (period.end > activeFrom) yield { period, periodType: 'on_demand', dueAt: period.end };
    start = end;
  }
};

/** Every run of a schedule in order, without end unless its cron has one. */
export const runsOf = (schedule: Scheduled): Generator<Run> =>
  schedule.cadence === 'cron' ? cronRuns(schedule) : calendarRuns(schedule.cadence, schedule);

/** @returns the runs that are due by an instant and end after another one, in order, `limit` at most. */
export const dueRuns = (schedule: Scheduled, endsAfter: string, by: string, limit: number): readonly Run[] => {
  const due: Run[] = [];
  const from = endsAfter > schedule.activeFrom ? endsAfter : schedule.activeFrom;
  for (const run of runsOf({ ...schedule, activeFrom: from })) {
    if (run.dueAt > by || due.length >= limit) break;
    due.push(run);
  }
  return due;
};

/** @returns the next runs after an instant, `limit` at most. */
export const nextRuns = (schedule: Scheduled, after: string, limit: number): readonly Run[] => {
  const next: Run[] = [];
  // A run is due within a day of its period's end.
  const dayBefore = new Date(Date.parse(after) - 86_400_000).toISOString();
  const activeFrom = dayBefore > schedule.activeFrom ? dayBefore : schedule.activeFrom;
  for (const run of runsOf({ ...schedule, activeFrom })) {
    if (next.length >= limit) break;
    if (run.dueAt > after) next.push(run);
  }
  return next;
};

/** @throws LedgerError INVALID_INPUT when a cron cannot be read, never comes, or comes more often than `shortestMs`, which is an hour. */
export const checkCron = (cron: string, zone: string, now: Date, shortestMs = SHORTEST_MS): void => {
  const refuse = (message: string): never => {
    throw invalidInput([{ path: 'input.cron', message }]);
  };
  const times = ((): readonly Date[] => {
    try {
      return new Cron(cron, { timezone: zone, mode: '5-part' }).nextRuns(CHECKED_RUNS, now);
    } catch (error) {
      return refuse(`must be five fields, minute hour day month weekday, such as 0 6 * * 1: ${(error as Error).message}`);
    }
  })();
  if (times.length < 2) refuse('comes at no time or once only; name times that come again');
  if (times.some((time, index) => index > 0 && time.getTime() - times[index - 1].getTime() < shortestMs))
    refuse(`comes too often; name times at least ${shortestMs / 60_000} minutes apart`);
};
