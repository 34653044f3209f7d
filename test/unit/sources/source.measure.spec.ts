/** When a source counts as silent, told by sources that publish in their own ways. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  cadenceOf,
  expectedDeliveries,
  SILENT_AT,
  type Silence,
  silenceOf,
  type SourceFacts,
} from '../../../src/sources/source.measure.js';

const REGISTERED = '2025-01-01T00:00:00.000Z';

/** Local times of deliveries, `2026-03-02T09:00`, of a source that has been active since long before them. */
const given = (local: readonly string[], { zone = 'UTC', ...changes }: Partial<SourceFacts> = {}) => {
  const at = local.map((time) => DateTime.fromISO(time, { zone }));
  const count = (keys: readonly (string | number)[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  const facts: SourceFacts = {
    status: 'active',
    transitions: [{ status: 'active', at: REGISTERED }],
    expectedCadenceSeconds: null,
    lastReportAt: at.at(-1)?.toUTC().toISO() ?? null,
    zone,
    perDay: count(at.map((time) => time.toISODate()!)),
    perHour: count(at.map(({ hour }) => hour)),
    ...changes,
  };
  const cadence = cadenceOf(facts);
  return {
    cadence,
    at: (time: string): Silence => silenceOf(facts, cadence, DateTime.fromISO(time, { zone }).toUTC().toISO()!),
  };
};

/** Every local day from one to another, both included, at the given hours. */
const everyDay = (
  from: string,
  to: string,
  hours: readonly string[],
  on: (weekday: number) => boolean = () => true,
): string[] => {
  const times: string[] = [];
  for (let day = DateTime.fromISO(from); day <= DateTime.fromISO(to); day = day.plus({ days: 1 }))
    if (on(day.weekday)) times.push(...hours.map((hour) => `${day.toISODate()}T${hour}`));
  return times;
};
const weekdays = (weekday: number): boolean => weekday <= 5;
const close = (actual: number | null, expected: number, within: number): void =>
  assert.ok(actual !== null && Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);

describe('a source that never publishes at weekends', () => {
  // 2026-03-27 is a Friday; the weekend after it has the change to summer time in Berlin.
  const source = given(everyDay('2026-02-02', '2026-03-27', ['09:00', '15:00'], weekdays), { zone: 'Europe/Berlin' });

  it('is not silent on a Sunday', () => {
    assert.equal(source.at('2026-03-29T20:00').state, 'active');
    assert.ok(source.at('2026-03-29T20:00').probability! > 0.4);
  });
  it('is not silent on the Monday morning', () => assert.equal(source.at('2026-03-30T10:00').state, 'active'));
  it('is silent on the Tuesday', () => {
    const { state, basis, since, probability } = source.at('2026-03-31T16:00');
    assert.deepEqual([state, basis, since], ['silent', 'learned', '2026-03-27T14:00:00.000Z']);
    assert.ok(probability! <= SILENT_AT);
  });
  it('shows two deliveries on each weekday and next to none at weekends', () => {
    const { perWeekday, days, zone } = source.cadence!;
    for (const rate of perWeekday.slice(0, 5)) close(rate, 2, 0.15);
    for (const rate of perWeekday.slice(5)) close(rate, 0, 0.2);
    assert.deepEqual([days, zone], [40, 'Europe/Berlin']);
  });
});

describe('a source that delivers once a day', () => {
  const source = given(everyDay('2026-03-01', '2026-03-21', ['08:00']));

  it('is quiet for n days with the probability e to the minus n', () => {
    for (const [day, days] of [
      [23, 2],
      [24, 3],
      [28, 7],
    ] as const)
      close(source.at(`2026-03-${day}T08:00`).probability, Math.exp(-days), 1e-9);
  });
  it('is silent after the third day', () => {
    assert.equal(source.at('2026-03-24T00:00').state, 'active');
    assert.equal(source.at('2026-03-24T08:00').state, 'silent');
  });
  it('is expected within a day', () => assert.equal(source.at('2026-03-22T08:00').expectedWithinSeconds, 86_400));
});

describe('a source that publishes in office hours', () => {
  const hours = ['09:00', '11:00', '12:00', '14:00', '16:30'];
  const source = given(everyDay('2026-02-02', '2026-03-26', hours, weekdays));

  it('is not silent by the next morning', () => assert.equal(source.at('2026-03-27T08:00').state, 'active'));
  it('is silent by the next afternoon', () => assert.equal(source.at('2026-03-27T15:00').state, 'silent'));
});

describe('a source that changed its pace', () => {
  it('is judged by twice the pace three weeks after it doubled', () => {
    const source = given([
      ...everyDay('2026-01-19', '2026-03-01', ['08:00']),
      ...everyDay('2026-03-02', '2026-03-22', ['08:00', '20:00']),
    ]);
    close(source.cadence!.expectedIntervalSeconds, 43_200, 4_000);
    assert.equal(source.at('2026-03-24T09:00').state, 'silent');
  });
  it('is judged by half the pace three weeks after it slowed', () => {
    const source = given([
      ...everyDay('2026-01-19', '2026-03-01', ['08:00', '20:00']),
      ...everyDay('2026-03-02', '2026-03-22', ['08:00']),
    ]);
    close(source.cadence!.expectedIntervalSeconds, 86_400, 8_000);
    assert.equal(source.at('2026-03-24T09:00').state, 'active');
  });
  it('is not given more time because it has been silent for long', () => {
    const source = given(everyDay('2026-01-01', '2026-02-01', ['08:00']));
    assert.ok(source.at('2026-12-01T08:00').probability! < 1e-100);
  });
});

describe('a source of which little is known', () => {
  const unjudged = {
    state: 'not_judged',
    reason: 'too_few_deliveries',
    probability: null,
    expectedWithinSeconds: null,
    basis: null,
  };

  it('is not judged with two reports ever', () =>
    assert.deepEqual(given(['2026-03-02T09:00', '2026-03-09T09:00']).at('2026-12-01T09:00'), {
      ...unjudged,
      since: '2026-03-09T09:00:00.000Z',
    }));
  it('is not judged with many reports on two days', () =>
    assert.equal(
      given(everyDay('2026-03-02', '2026-03-03', ['08:00', '09:00', '10:00'])).at('2026-12-01T09:00').state,
      'not_judged',
    ));
  it('is not judged without a report', () =>
    assert.deepEqual(given([]).at('2026-12-01T09:00'), { ...unjudged, since: REGISTERED }));
  it('is judged from the third day of data on', () => {
    const source = given(['2026-03-02T09:00', '2026-03-09T09:00', '2026-03-16T09:00']);
    close(source.cadence!.expectedIntervalSeconds, 7 * 86_400, 2 * 86_400);
    assert.equal(source.at('2026-03-24T09:00').state, 'active');
    assert.equal(source.at('2026-04-20T09:00').state, 'silent');
  });
  it('knows the pace of a source that delivers once a month', () => {
    const source = given(Array.from({ length: 12 }, (_, month) => `2025-${`${month + 1}`.padStart(2, '0')}-15T09:00`));
    close(source.cadence!.expectedIntervalSeconds, 30.4 * 86_400, 86_400);
    assert.equal(source.at('2026-02-01T09:00').state, 'active');
    assert.equal(source.at('2026-04-01T09:00').state, 'silent');
  });
});

describe('a source that is not used', () => {
  const delivered = everyDay('2026-03-01', '2026-03-21', ['08:00']);
  const transitions = (...later: SourceFacts['transitions']) => [{ status: 'active' as const, at: REGISTERED }, ...later];

  for (const status of ['paused', 'retired'] as const)
    it(`is never silent while it is ${status}`, () => {
      const source = given(delivered, { status, transitions: transitions({ status, at: '2026-03-22T00:00:00.000Z' }) });
      const { state, reason, probability } = source.at('2027-01-01T00:00');
      assert.deepEqual([state, reason, probability], ['not_judged', status, null]);
    });
  it('is quiet from its resumption on, not from its last delivery', () => {
    const source = given(delivered, {
      transitions: transitions(
        { status: 'paused', at: '2026-03-22T00:00:00.000Z' },
        { status: 'active', at: '2026-06-01T08:00:00.000Z' },
      ),
    });
    const { state, since } = source.at('2026-06-01T12:00');
    assert.deepEqual([state, since], ['active', '2026-06-01T08:00:00.000Z']);
    assert.equal(source.at('2026-06-04T09:00').state, 'silent');
  });
  it('has not slowed down by a pause', () => {
    const source = given([...delivered, ...everyDay('2026-05-01', '2026-05-03', ['08:00'])], {
      transitions: transitions(
        { status: 'paused', at: '2026-03-22T00:00:00.000Z' },
        { status: 'active', at: '2026-05-01T00:00:00.000Z' },
      ),
    });
    assert.equal(source.cadence!.expectedIntervalSeconds, 86_400);
  });
});

describe('a source with an expected cadence', () => {
  it('is judged by it, whatever it delivered', () => {
    const source = given(everyDay('2026-03-01', '2026-03-21', ['08:00']), { expectedCadenceSeconds: 3_600 });
    const { state, basis, probability, expectedWithinSeconds } = source.at('2026-03-21T10:00');
    assert.deepEqual([state, basis, expectedWithinSeconds], ['active', 'expected', 3_600]);
    close(probability, Math.exp(-2), 1e-12);
    assert.equal(source.at('2026-03-21T11:00').state, 'silent');
  });
  it('is silent when it never delivered since it was registered', () => {
    const source = given([], { expectedCadenceSeconds: 86_400 });
    assert.equal(source.at('2025-01-03T00:00').state, 'active');
    assert.equal(source.at('2025-01-04T00:00').state, 'silent');
  });
});

describe('the deliveries expected in an interval', () => {
  const { cadence } = given(everyDay('2026-02-02', '2026-03-27', ['01:30', '02:30', '09:00'], weekdays), {
    zone: 'Europe/Berlin',
  });
  const utc = (time: string): string => DateTime.fromISO(time, { zone: 'Europe/Berlin' }).toUTC().toISO()!;

  it('are those of one day on days of 23, 24 and 25 hours alike', () => {
    for (const day of ['2026-03-29', '2026-04-05', '2026-10-25']) {
      const next = DateTime.fromISO(day).plus({ days: 1 }).toISODate();
      close(expectedDeliveries(cadence!, utc(`${day}T00:00`), utc(`${next}T00:00`)), cadence!.perWeekday[6]!, 1e-12);
    }
  });
  it('add up and never shrink, across changes of the clock', () => {
    const start = Date.UTC(2026, 2, 20);
    const instant = fc.integer({ min: 0, max: 300 * 24 * 60 }).map((minutes) => new Date(start + minutes * 60_000).toISOString());
    fc.assert(
      fc.property(fc.tuple(instant, instant, instant), (instants) => {
        const [a, b, c] = instants.toSorted() as [string, string, string];
        const [first, second, both] = [
          expectedDeliveries(cadence!, a, b),
          expectedDeliveries(cadence!, b, c),
          expectedDeliveries(cadence!, a, c),
        ];
        assert.ok(first >= 0 && second >= 0);
        close(first + second, both, 1e-9);
      }),
    );
  });
});
