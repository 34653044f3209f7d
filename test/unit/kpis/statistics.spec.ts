/** Business time, percentiles, survival and periods against plain loops. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { businessTime } from '../../../src/kpis/business-time.measure.js';
import { periodProblem, previousPeriod } from '../../../src/kpis/period.measure.js';
import { kaplanMeier, Numbers, percentiles } from '../../../src/kpis/statistics.measure.js';

const HOUR = 3_600_000;
const OFFICE = { weekdays: [1, 2, 3, 4, 5], start: '09:00', end: '17:30', zone: 'America/New_York', holidays: ['2026-03-10'] };

/** Minute by minute. */
const slowly = (from: number, to: number): number => {
  let counted = 0;
  for (let t = from; t < to; t += 60_000) {
    const local = DateTime.fromMillis(t, { zone: OFFICE.zone });
    const open = OFFICE.weekdays.includes(local.weekday) && !OFFICE.holidays.includes(local.toISODate()!);
    const time = local.toFormat('HH:mm');
    if (open && time >= OFFICE.start && time < OFFICE.end) counted += 60_000;
  }
  return counted;
};

describe('business time', () => {
  // The clocks go forward in New York on 8 March 2026 and back on 1 November.
  const instants = fc.oneof(
    fc.integer({ min: 0, max: 14 * 24 * 60 }).map((minute) => Date.UTC(2026, 2, 2) + minute * 60_000),
    fc.integer({ min: 0, max: 10 * 24 * 60 }).map((minute) => Date.UTC(2026, 9, 27) + minute * 60_000),
  );

  const time = businessTime(OFFICE);

  it('is what a clock that is looked at every minute counts', () =>
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 5 * 24 * 60 }), (from, minutes) => {
        const to = from + minutes * 60_000;
        assert.equal(time.between(from, to), slowly(from, to));
      }),
      { numRuns: 10 },
    ));

  it('adds up to the first moment at which so much was counted, and back', () =>
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 200 * 60 }), (from, minutes) => {
        const due = time.after(from, minutes * 60_000);
        assert.equal(time.between(from, due), minutes * 60_000);
        assert.ok(time.between(from, due - 1) < minutes * 60_000);
        const since = time.before(due, minutes * 60_000);
        assert.ok(since <= from);
        assert.equal(time.between(since, due), minutes * 60_000);
      }),
      { numRuns: 200 },
    ));

  it('counts an hour less through the night of a clock change', () => {
    const night = businessTime({ weekdays: [6], start: '22:00', end: '06:00', zone: 'Europe/London', holidays: [] });
    assert.equal(night.between(Date.UTC(2026, 2, 28), Date.UTC(2026, 2, 30)), 7 * HOUR);
    assert.equal(night.between(Date.UTC(2026, 9, 24), Date.UTC(2026, 9, 26)), 9 * HOUR);
  });
});

describe('percentiles and survival', () => {
  const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).toSorted();

  it('interpolate linearly', () => {
    const of = (...values: number[]) => percentiles(Float64Array.from(values));
    assert.deepEqual(of(), { median: null, p90: null });
    assert.deepEqual(of(7), { median: 7, p90: 7 });
    assert.deepEqual(of(10, 0), { median: 5, p90: 9 });
    assert.equal(of(3, 1, 4, 2).median, 2.5);
  });

  it('are those of the sorted numbers', () => {
    const cont = (values: Float64Array, share: number): number => {
      const rank = share * (values.length - 1);
      const [below, above] = [values[Math.floor(rank)], values[Math.ceil(rank)]];
      return below + (rank - Math.floor(rank)) * (above - below);
    };
    // Few different ones, so that many are equal, and many.
    for (const max of [3, 1_000_000])
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 300 }), (values) => {
          const ordered = sorted(values);
          assert.deepEqual(percentiles(Float64Array.from(values)), { median: cont(ordered, 0.5), p90: cont(ordered, 0.9) });
        }),
        { numRuns: 300 },
      );
  });

  it('are of numbers that grow without end', () => {
    const numbers = new Numbers();
    for (let value = 1; value <= 1_000; value += 1) numbers.push(value * 500);
    assert.equal(numbers.length, 1_000);
    assert.equal(numbers.sum(), 250_250_000);
    assert.deepEqual([...numbers.in(1_000).slice(0, 3), numbers.in(1_000).length], [0.5, 1, 1.5, 1_000]);
  });

  it('follow the product-limit estimate of a plain loop', () => {
    const times = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 40 });
    fc.assert(
      fc.property(times, times, (done, censored) => {
        const reaches = (share: number): number | null => {
          let survival = 1;
          for (const time of [...new Set(done)].toSorted((a, b) => a - b)) {
            const atRisk = [...done, ...censored].filter((t) => t >= time).length;
            survival *= 1 - done.filter((t) => t === time).length / atRisk;
            if (survival <= share + 1e-9) return time;
          }
          return null;
        };
        assert.deepEqual(kaplanMeier(sorted(done), sorted(censored)), { median: reaches(0.5), p90: reaches(0.1) });
      }),
    );
  });

  it('are those of all where nothing is open, and none where most is', () => {
    assert.deepEqual(kaplanMeier([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], []), { median: 5, p90: 9 });
    assert.deepEqual(kaplanMeier([1], [5, 5, 5]), { median: null, p90: null });
  });
});

describe('a period', () => {
  const period = (start: string, end: string, zone: string) => ({ start, end, zone });

  it('follows the one of the same kind before it, in its zone', () => {
    // April in London begins and ends in summer time, March begins in winter time.
    assert.deepEqual(previousPeriod(period('2026-03-31T23:00:00.000Z', '2026-04-30T23:00:00.000Z', 'Europe/London')), {
      start: '2026-03-01T00:00:00.000Z',
      end: '2026-03-31T23:00:00.000Z',
      zone: 'Europe/London',
    });
    const previous = (start: string, end: string, zone = 'UTC') => previousPeriod(period(start, end, zone)).start;
    assert.equal(previous('2026-04-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z'), '2026-01-01T00:00:00.000Z');
    assert.equal(previous('2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'), '2025-01-01T00:00:00.000Z');
    // The day after the clocks went forward in London.
    assert.equal(previous('2026-03-29T23:00:00.000Z', '2026-03-30T23:00:00.000Z', 'Europe/London'), '2026-03-29T00:00:00.000Z');
    assert.equal(previous('2026-03-05T10:00:00.000Z', '2026-03-05T16:00:00.000Z'), '2026-03-05T04:00:00.000Z');
  });

  it('has an end after its start, a zone that exists, and ten years at most', () => {
    const problem = (start: string, end: string, zone = 'UTC') => periodProblem(period(start, end, zone))?.field;
    assert.equal(problem('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'), 'end');
    assert.equal(problem('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', 'Mars/Base'), 'zone');
    assert.equal(problem('2016-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'), 'end');
    assert.equal(problem('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'), undefined);
  });
});
