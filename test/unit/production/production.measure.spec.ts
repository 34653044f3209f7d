/** Windows by the clock on the wall, what came of them, and what is unusual about it. */
import assert from 'node:assert/strict';
import {
  backlogAges,
  byUrgency,
  controlChart,
  type Expectation,
  lastEnded,
  latestWindow,
  measured,
  type Product,
  type Window,
  windowsBetween,
} from '../../../src/production/production.measure.js';
import { nightly, threeANight } from '../../examples/tenant-settings.js';

const everyNight: Expectation = {
  ...threeANight,
  id: nightly,
  zone: 'Europe/London',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  holidays: [],
  effectiveFrom: '2020-01-01T00:00:00.000Z',
};
const at = (time: string): number => Date.parse(`${time}Z`);
const spelt = ({ start, end, due }: Window): string =>
  `${new Date(start).toISOString().slice(0, 16)} ${(end - start) / 3_600_000} h${due ? '' : ', not expected'}`;
const windows = (expectation: Expectation, from: string, to: string): readonly string[] =>
  windowsBetween(expectation, at(from), at(to)).map(spelt);

describe('a window', () => {
  it('crosses midnight', () =>
    assert.deepEqual(windows(everyNight, '2026-01-05T12:00', '2026-01-07T12:00'), [
      '2026-01-05T22:00 8 h',
      '2026-01-06T22:00 8 h',
    ]));

  it('lies within a day when it ends after it starts', () =>
    assert.deepEqual(windows({ ...everyNight, start: '06:00', end: '14:00' }, '2026-01-05T00:00', '2026-01-05T23:59'), [
      '2026-01-05T06:00 8 h',
    ]));

  it('lasts a day when it ends at the time it starts', () =>
    assert.deepEqual(windows({ ...everyNight, end: '22:00' }, '2026-01-05T12:00', '2026-01-06T12:00'), [
      '2026-01-04T22:00 24 h',
      '2026-01-05T22:00 24 h',
    ]));

  it('is an hour shorter in the night that the clocks go forward, and an hour longer when they go back', () => {
    assert.deepEqual(windows(everyNight, '2026-03-27T23:00', '2026-03-29T23:00'), [
      '2026-03-27T22:00 8 h',
      '2026-03-28T22:00 7 h',
      '2026-03-29T21:00 8 h',
    ]);
    assert.deepEqual(windows(everyNight, '2026-10-24T12:00', '2026-10-25T23:00'), [
      '2026-10-24T21:00 9 h',
      '2026-10-25T22:00 8 h',
    ]);
    assert.deepEqual(windows({ ...everyNight, end: '22:00' }, '2026-03-28T23:00', '2026-03-29T20:00'), ['2026-03-28T22:00 23 h']);
  });

  it('reads a time that the clock skips with the offset before the gap (RFC 5545)', () =>
    assert.deepEqual(windows({ ...everyNight, start: '01:30', end: '03:00' }, '2026-03-29T00:00', '2026-03-29T12:00'), [
      '2026-03-29T01:30 0.5 h',
    ]));

  it('without a length, in the hour that the clock skips, is not expected', () =>
    assert.deepEqual(windows({ ...everyNight, start: '01:30', end: '02:15' }, '2026-03-29T00:00', '2026-03-29T12:00'), [
      '2026-03-29T01:30 0 h, not expected',
    ]));

  it('begins and ends at the first of two equal times (RFC 5545)', () => {
    assert.deepEqual(windows({ ...everyNight, start: '01:30', end: '03:00' }, '2026-10-25T00:00', '2026-10-25T12:00'), [
      '2026-10-25T00:30 2.5 h',
    ]);
    assert.deepEqual(windows({ ...everyNight, start: '00:30', end: '01:30' }, '2026-10-24T23:00', '2026-10-25T12:00'), [
      '2026-10-24T23:30 1 h',
    ]);
  });

  it('goes by the clock of its zone, far to the east and west too', () => {
    assert.deepEqual(windows({ ...everyNight, zone: 'Pacific/Kiritimati' }, '2026-01-05T12:00', '2026-01-06T07:00'), [
      '2026-01-05T08:00 8 h',
    ]);
    assert.deepEqual(windows({ ...everyNight, zone: 'Pacific/Pago_Pago' }, '2026-01-05T12:00', '2026-01-06T12:00'), [
      '2026-01-05T09:00 8 h',
      '2026-01-06T09:00 8 h',
    ]);
    assert.deepEqual(windows({ ...everyNight, zone: 'Asia/Kathmandu' }, '2026-01-05T12:00', '2026-01-06T00:10'), [
      '2026-01-05T16:15 8 h',
    ]);
  });

  it('is expected on the weekdays of its start', () =>
    assert.deepEqual(windows({ ...everyNight, weekdays: [1, 2, 3, 4, 5] }, '2026-01-09T12:00', '2026-01-12T23:00'), [
      '2026-01-09T22:00 8 h',
      '2026-01-10T22:00 8 h, not expected',
      '2026-01-11T22:00 8 h, not expected',
      '2026-01-12T22:00 8 h',
    ]));

  it('is not expected when it starts on a holiday', () =>
    assert.deepEqual(windows({ ...everyNight, holidays: ['2026-12-25'] }, '2026-12-25T01:00', '2026-12-26T23:00'), [
      '2026-12-24T22:00 8 h',
      '2026-12-25T22:00 8 h, not expected',
      '2026-12-26T22:00 8 h',
    ]));

  it('is looked at while it runs, and after it ended until the next begins', () => {
    const looked = (now: string) => spelt(latestWindow(everyNight, at(now)));
    assert.equal(looked('2026-01-05T21:59'), '2026-01-04T22:00 8 h');
    assert.equal(looked('2026-01-05T22:00'), '2026-01-05T22:00 8 h');
    assert.equal(looked('2026-01-06T05:59'), '2026-01-05T22:00 8 h');
    assert.equal(looked('2026-01-06T06:00'), '2026-01-05T22:00 8 h');
  });

  it('is found however long ago it was the last one expected', () => {
    const mondays = { ...everyNight, weekdays: [1], holidays: ['2026-01-05', '2026-01-12'] };
    assert.deepEqual(lastEnded(mondays, 2, at('2026-01-19T23:00')).map(spelt), ['2025-12-22T22:00 8 h', '2025-12-29T22:00 8 h']);
    assert.deepEqual(lastEnded(mondays, 1, at('2026-01-20T06:00')).map(spelt), ['2026-01-19T22:00 8 h']);
  });
});

describe('what came of a window', () => {
  const [window] = windowsBetween(everyNight, at('2026-01-05T23:00'), at('2026-01-05T23:00'));
  const product = (reportId: string, time: string, ...reportTypes: string[]): Product => ({
    reportId,
    publishedAt: at(time),
    reportTypes: reportTypes.length > 0 ? reportTypes : ['threat-report'],
  });
  const three = ['2026-01-05T22:00', '2026-01-06T01:00', '2026-01-06T05:59'].map((time, n) => product(`r${n}`, time));
  const came = (products: readonly Product[], now = '2026-01-06T06:00', expectation = everyNight, of = window) => {
    const { expected, published, state } = measured(expectation, of, products, at(now));
    return [expected, published, state];
  };

  it('is met by as many products as were expected, also before its end', () => {
    assert.deepEqual(came(three), [3, 3, 'met']);
    assert.deepEqual(came(three, '2026-01-06T05:59'), [3, 3, 'met']);
  });
  it('is below while it runs, and missed when it has ended', () => {
    assert.deepEqual(came(three.slice(1), '2026-01-06T05:59:59'), [3, 2, 'below']);
    assert.deepEqual(came(three.slice(1), '2026-01-06T06:00'), [3, 2, 'missed']);
  });
  it('leaves out what was published before its start and from its end on', () =>
    assert.deepEqual(came([product('a', '2026-01-05T21:59'), ...three, product('b', '2026-01-06T06:00')]), [3, 3, 'met']));
  it('counts a report once, however many versions were published', () =>
    assert.deepEqual(came([product('r1', '2026-01-05T23:00'), ...three]), [3, 3, 'met']));
  it('counts products of any of the types, and of every type when none is named', () => {
    const mixed = [product('a', '2026-01-05T23:00', 'malware'), product('b', '2026-01-05T23:00', 'malware', 'threat-report')];
    assert.deepEqual(came(mixed), [3, 1, 'missed']);
    assert.deepEqual(came(mixed, undefined, { ...everyNight, reportTypes: [] }), [3, 2, 'missed']);
  });
  it('is none on a day that nothing is expected of, whatever came', () =>
    assert.deepEqual(came(three, undefined, everyNight, { ...window, due: false }), [0, 3, 'none']));
  it('is none when it ended before the expectation held', () => {
    const since = (effectiveFrom: string) => came([], undefined, { ...everyNight, effectiveFrom: `${effectiveFrom}:00.000Z` });
    assert.deepEqual(since('2026-01-06T06:00'), [0, 0, 'none']);
    assert.deepEqual(since('2026-01-06T05:59'), [3, 0, 'missed']);
  });
  it('puts the worst first', () => {
    const states = (['met', 'none', 'missed', 'below'] as const).map((state) => ({
      ...measured(everyNight, window, [], at('2026-01-06T06:00')),
      state,
    }));
    assert.deepEqual(
      states.toSorted(byUrgency).map(({ state }) => state),
      ['missed', 'below', 'met', 'none'],
    );
  });
});

describe('the control chart of a production', () => {
  it('has its limits three standard deviations of a Poisson count around the mean', () =>
    assert.deepEqual(controlChart([16, 12, 20]), {
      centre: 16,
      lower: 4,
      upper: 28,
      points: Array.from({ length: 3 }, () => ({ outside: false, run: false })),
    }));
  it('has no lower limit below nothing', () => assert.equal(controlChart([4, 4]).lower, 0));
  it('flags a lull and a surge', () => {
    const usual = Array.from({ length: 27 }, () => 16);
    const { centre, points } = controlChart([...usual, 2, 16, 30]);
    assert.equal(centre, 16);
    assert.deepEqual(
      points.flatMap(({ outside }, index) => (outside ? [index] : [])),
      [27, 29],
    );
  });
  it('flags the eighth night in a row on one side', () => {
    const eight = Array.from({ length: 8 }, () => 9);
    const runs = (counts: readonly number[]) => controlChart(counts).points.flatMap(({ run }, index) => (run ? [index] : []));
    assert.deepEqual(runs([...eight, 11, 11, 11, 11, 11, 11, 11, 11]), [7, 15]);
    assert.deepEqual(runs([9, 9, 9, 9, 10, 9, 9, 9, 9, 11, 11, 11, 11, 11, 11, 11, 10, 11]), []);
  });
  it('of nights without any product flags nothing', () =>
    assert.deepEqual(controlChart([0, 0]), {
      centre: 0,
      lower: 0,
      upper: 0,
      points: [
        { outside: false, run: false },
        { outside: false, run: false },
      ],
    }));
  it('of no night is empty', () => assert.deepEqual(controlChart([]), { centre: null, lower: null, upper: null, points: [] }));
});

describe('the age of the backlog', () => {
  const now = '2026-01-05T12:00:00.000Z';
  const since = (minutes: number): string => new Date(Date.parse(now) - minutes * 60_000).toISOString();
  const work = (status: 'draft' | 'in_review' | 'approved', minutes: number, dueAt: string | null = null) => ({
    status,
    since: since(minutes),
    dueAt,
  });

  it('is told for drafts and reviews apart, by nearest rank', () => {
    const reviews = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100].map((minutes) => work('in_review', minutes));
    const ages = backlogAges([...reviews, work('draft', 5), work('draft', 50), work('approved', 500)], now);
    assert.deepEqual(ages, {
      reviewAges: { count: 11, oldest: 6_000, median: 360, p90: 600 },
      draftAges: { count: 2, oldest: 3_000, median: 300, p90: 3_000 },
      oldestDraftAt: since(50),
      overdue: 0,
    });
  });
  it('counts what was due before now', () =>
    assert.equal(
      backlogAges([work('draft', 5, since(1)), work('in_review', 5, now), work('approved', 5, since(2)), work('draft', 5)], now)
        .overdue,
      2,
    ));
  it('is none of nothing', () =>
    assert.deepEqual(backlogAges([], now), { reviewAges: null, draftAges: null, oldestDraftAt: null, overdue: 0 }));
});
