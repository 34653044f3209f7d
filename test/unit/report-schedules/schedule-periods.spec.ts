/** Which periods a schedule reports on and when each report is due, across clock changes. */
import assert from 'node:assert/strict';
import { builtInSchedules } from '../../../src/report-schedules/built-in-schedules.js';
import { BLANK_SCHEDULE, type ReportScheduleProfile } from '../../../src/report-schedules/report-schedule.events.js';
import { checkCron, dueRuns, nextRuns } from '../../../src/report-schedules/schedule-periods.js';

type Scheduled = Pick<ReportScheduleProfile, 'cadence' | 'cron' | 'at' | 'zone' | 'activeFrom'>;
const schedule = (given: Partial<Scheduled>): Scheduled => ({
  ...BLANK_SCHEDULE,
  cadence: 'daily',
  zone: 'Europe/London',
  activeFrom: '2026-01-01T00:00:00.000Z',
  ...given,
});
const BEGINNING = '2000-01-01T00:00:00.000Z';
const due = (given: Partial<Scheduled>, by: string, endsAfter = BEGINNING, limit = 50) =>
  dueRuns(schedule(given), endsAfter, by, limit).map(({ period, dueAt }) => [period.start, period.end, dueAt]);

describe('the periods of a schedule', () => {
  it('are local days: 23 hours when clocks go forward, 25 when they go back, due at the same local time', () => {
    assert.deepEqual(due({ activeFrom: '2026-03-29T00:00:00.000Z' }, '2026-03-30T05:00:00.000Z'), [
      ['2026-03-29T00:00:00.000Z', '2026-03-29T23:00:00.000Z', '2026-03-30T05:00:00.000Z'],
    ]);
    assert.deepEqual(due({ activeFrom: '2026-10-24T23:00:00.000Z' }, '2026-10-26T06:00:00.000Z'), [
      ['2026-10-24T23:00:00.000Z', '2026-10-26T00:00:00.000Z', '2026-10-26T06:00:00.000Z'],
    ]);
  });
  it('are not due before their local time', () =>
    assert.deepEqual(due({ activeFrom: '2026-03-29T00:00:00.000Z' }, '2026-03-30T04:59:59.999Z'), []));
  it('are calendar weeks, months, quarters and years, each with its type', () => {
    const runs = (cadence: Scheduled['cadence'], activeFrom: string) =>
      nextRuns(schedule({ cadence, activeFrom, zone: 'UTC' }), activeFrom, 1).map(({ period, periodType }) => [
        period.start.slice(0, 10),
        period.end.slice(0, 10),
        periodType,
      ])[0];
    assert.deepEqual(runs('weekly', '2026-11-18T12:00:00.000Z'), ['2026-11-16', '2026-11-23', 'on_demand']);
    assert.deepEqual(runs('monthly', '2028-02-10T00:00:00.000Z'), ['2028-02-01', '2028-03-01', 'monthly']);
    assert.deepEqual(runs('quarterly', '2026-11-18T12:00:00.000Z'), ['2026-10-01', '2027-01-01', 'quarterly']);
    assert.deepEqual(runs('yearly', '2026-11-18T12:00:00.000Z'), ['2026-01-01', '2027-01-01', 'yearly']);
  });
  it('reach, by cron, from one of its times to the next, and are due when they end', () => {
    const mondays = { cadence: 'cron', cron: '0 6 * * 1', activeFrom: '2026-10-20T00:00:00.000Z' } as const;
    assert.deepEqual(due(mondays, '2026-11-02T06:00:00.000Z'), [
      ['2026-10-19T05:00:00.000Z', '2026-10-26T06:00:00.000Z', '2026-10-26T06:00:00.000Z'],
      ['2026-10-26T06:00:00.000Z', '2026-11-02T06:00:00.000Z', '2026-11-02T06:00:00.000Z'],
    ]);
  });
  it('that were missed are due in order, the rest of a long time at the next look', () => {
    const given = { activeFrom: '2026-11-01T00:00:00.000Z', zone: 'UTC' };
    const week = due(given, '2026-11-08T06:00:00.000Z');
    assert.deepEqual(
      week.map(([start]) => start.slice(8, 10)),
      ['01', '02', '03', '04', '05', '06', '07'],
    );
    const first = due(given, '2026-11-08T06:00:00.000Z', BEGINNING, 3);
    const rest = due(given, '2026-11-08T06:00:00.000Z', first.at(-1)![1]);
    assert.deepEqual([...first, ...rest], week);
  });
  it('end after the schedule became active: the one that it begins in counts, those before do not', () => {
    assert.deepEqual(
      due({ cadence: 'monthly', activeFrom: '2026-03-15T00:00:00.000Z', zone: 'UTC' }, '2026-05-02T00:00:00.000Z').map(
        ([start]) => start,
      ),
      ['2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
    );
    assert.deepEqual(due({ activeFrom: '2026-04-01T00:00:00.000Z', zone: 'UTC' }, '2026-04-01T06:00:00.000Z'), []);
  });
});

describe('the schedules that every tenant begins with', () => {
  it('have one report due of each: of the last month, quarter and year in the zone', () => {
    const now = new Date('2026-11-01T00:30:00.000Z');
    const runs = builtInSchedules('America/New_York', now).map((built) => {
      const found = dueRuns(built, built.activeFrom, '2026-11-01T10:00:00.000Z', 50);
      return [built.reportType, ...found.map(({ period }) => period.start)];
    });
    assert.deepEqual(runs, [
      ['executive_monthly', '2026-09-01T04:00:00.000Z'],
      ['executive_quarterly', '2026-07-01T04:00:00.000Z'],
      ['executive_yearly', '2025-01-01T05:00:00.000Z'],
      ['sla_performance', '2026-09-01T04:00:00.000Z'],
      ['detection_coverage', '2026-07-01T04:00:00.000Z'],
    ]);
  });
});

describe('the cron of a schedule', () => {
  const now = new Date('2026-11-01T00:00:00.000Z');
  it('is refused when it cannot be read, comes once or never, or more often than every hour', () => {
    for (const [cron, reason] of [
      ['every monday', /must be five fields/],
      ['0 0 31 2 *', /comes at no time/],
      ['*/30 * * * *', /too often; name times at least 60 minutes apart/],
    ] as const)
      assert.throws(() => checkCron(cron, 'UTC', now), reason);
  });
  it('is taken with an hour between its times, also where clocks change', () =>
    assert.doesNotThrow(() => checkCron('0 * * * *', 'Europe/London', new Date('2026-10-24T20:00:00.000Z'))));
});
