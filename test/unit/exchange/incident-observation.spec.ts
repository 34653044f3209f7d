/** What each row of an incident log makes of an incident, told row by row. */
import assert from 'node:assert/strict';
import {
  batchesOf,
  type Observation,
  type ObservedState,
  type Opening,
  type Step,
  stepsOf,
} from '../../../src/exchange/incident-import/observation.measure.js';
import { absent, evolve, type Incident } from '../../../src/incidents/incident.record.js';
import { readEvent } from '../../../src/event-catalogue.js';

const OPENED_AT = '2026-03-02T08:00:00.000Z';
const OPENING: Opening = {
  origin: { system: 'Tickets', id: 'INC1' },
  marking: {
    secrecyLevel: 'RESTRICTED',
    tlp: 'AMBER',
    organisations: [],
    releasableTo: [],
    notReleasableTo: [],
    recipients: [],
  },
  createdBy: 'ann',
};

const at = (time: string): string => `2026-03-02T${time}:00.000Z`;
let line = 1;
/** A row of the time of day, in the order in which rows are told. */
const row = (
  time: string,
  state: ObservedState['is'] | `hold:${'user' | 'vendor'}`,
  more: Partial<Observation> = {},
): Observation => {
  const [is, reason] = state.split(':');
  return {
    line: (line += 1),
    at: at(time),
    sequence: 0,
    openedAt: OPENED_AT,
    state: (reason ? { is, reason } : { is }) as ObservedState,
    details: {},
    severity: null,
    assignee: null,
    tier: null,
    resolution: { at: null, text: '', verdict: 'unknown', automated: false },
    by: 'human',
    ...more,
  };
};
const fold = (before: Incident, steps: readonly Step[]): Incident => steps.flatMap(({ facts }) => facts).reduce(evolve, before);

/** Each step as its facts, each as what it says and the time of day. */
const told = (...observations: readonly Observation[]): readonly (readonly string[])[] =>
  stepsOf(absent, observations, OPENING).map(({ facts }) =>
    facts.map((fact) => {
      assert.deepEqual(readEvent(fact.type, 1, JSON.parse(JSON.stringify(fact.data))), fact);
      const time = fact.type === 'IncidentOpened' ? fact.data.detectedAt : (fact.data as { at: string }).at;
      return `${fact.type.replace('Incident', '')} ${time.slice(11, 16)}`;
    }),
  );

describe('what rows of an incident log make of an incident', () => {
  it('opens with the opening time, and acknowledges with the first row that is not new', () =>
    assert.deepEqual(told(row('08:05', 'new'), row('08:07', 'new'), row('08:30', 'active')), [
      ['Opened 08:00'],
      [],
      ['Acknowledged 08:30'],
    ]));

  it('acknowledges, resolves and closes in one row when there is only one', () =>
    assert.deepEqual(told(row('09:00', 'closed')), [['Opened 08:00', 'Acknowledged 09:00', 'Resolved 09:00', 'Closed 09:00']]));

  it('holds by its reason, holds anew for another one, and resumes when it is active again', () =>
    assert.deepEqual(
      told(row('09:00', 'hold:user'), row('09:10', 'hold:user'), row('10:00', 'hold:vendor'), row('11:00', 'active')),
      [['Opened 08:00', 'Acknowledged 09:00', 'OnHold 09:00'], [], ['OnHold 10:00'], ['Resumed 11:00']],
    ));

  it('resolves when the row says it was resolved, else when the row was recorded', () => {
    const resolution = { at: at('11:29'), text: 'code 5', verdict: 'unknown', automated: false } as const;
    assert.deepEqual(told(row('08:53', 'resolved', { resolution }), row('12:00', 'closed', { resolution })), [
      ['Opened 08:00', 'Acknowledged 08:53', 'Resolved 11:29'],
      ['Closed 12:00'],
    ]);
    assert.deepEqual(told(row('08:53', 'resolved')).at(-1)!.at(-1), 'Resolved 08:53');
  });

  for (const [again, state] of [
    ['active', 'active'],
    ['new', 'new'],
    ['waiting', 'hold:user'],
  ] as const)
    it(`reopens what is ${again} after it was resolved or closed, and resolves it again`, () => {
      const waits = state === 'hold:user';
      const tail = (time: string) => [`Reopened ${time}`, ...(waits ? [`OnHold ${time}`] : [])];
      assert.deepEqual(
        told(
          row('09:00', 'resolved'),
          row('10:00', state),
          row('11:00', 'closed'),
          row('12:00', state),
          row('13:00', 'closed'),
        ).slice(1),
        [tail('10:00'), ['Resolved 11:00', 'Closed 11:00'], tail('12:00'), ['Resolved 13:00', 'Closed 13:00']],
      );
    });

  it('orders rows by time, count of changes and place in the file, wherever they stand', () => {
    const rows = [
      row('10:00', 'closed', { sequence: 3 }),
      row('10:00', 'resolved', { sequence: 2 }),
      row('09:00', 'active', { sequence: 1 }),
      row('09:00', 'hold:user', { sequence: 1 }),
    ];
    const expected = [['Opened 08:00', 'Acknowledged 09:00'], ['OnHold 09:00'], ['Resolved 10:00'], ['Closed 10:00']];
    assert.deepEqual(told(...rows), expected);
    assert.deepEqual(told(...rows.toReversed()), expected);
  });

  it('tells changes of priority, severity, assignee and tier; what is not said stays', () => {
    const first = row('08:05', 'new', { details: { title: 'Phish', priority: 'P3' }, severity: 'low', assignee: 'bo' });
    const second = row('09:00', 'active', { details: { priority: 'P1' }, severity: 'high', assignee: 'cy', tier: 2 });
    const steps = stepsOf(absent, [first, second, row('10:00', 'active')], OPENING);
    assert.deepEqual(told(first, second, row('10:00', 'active')).slice(1), [
      ['Acknowledged 09:00', 'Revised 09:00', 'SeverityChanged 09:00', 'Assigned 09:00', 'Escalated 09:00'],
      [],
    ]);
    const record = fold(absent, steps);
    assert.ok(record.status !== 'absent');
    assert.deepEqual(
      [record.title, record.priority, record.severity, record.assignee, record.tier, record.creator],
      ['Phish', 'P1', 'high', 'cy', 2, 'ann'],
    );
  });

  it('changes nothing the second time, also when a file goes on where another ended', () => {
    const first = [row('08:05', 'new'), row('09:00', 'active'), row('09:30', 'active')];
    const rest = [row('10:00', 'resolved'), row('11:00', 'closed')];
    const whole = stepsOf(absent, [...first, ...rest], OPENING);
    const half = fold(absent, stepsOf(absent, first, OPENING));
    assert.deepEqual(fold(half, stepsOf(half, [...first, ...rest], OPENING)), fold(absent, whole));
    assert.deepEqual(fold(half, stepsOf(half, rest, OPENING)), fold(absent, whole));
    const again = stepsOf(fold(absent, whole), [...first, ...rest], OPENING);
    assert.deepEqual(
      again.map(({ facts, known }) => [facts.length, known]),
      again.map(() => [0, true]),
    );
  });

  it('gives facts of rows that share time and count of changes refs of their own', () => {
    const refs = stepsOf(absent, [row('09:00', 'hold:user'), row('09:00', 'hold:vendor')], OPENING).flatMap(({ facts }) =>
      facts.map(({ data }) => (data as { ref: string }).ref),
    );
    assert.equal(new Set(refs).size, refs.length);
  });

  it('keeps a verdict that came after the resolution with that resolution, once, and the incident as it was', () => {
    const judged = (verdict: 'false_positive' | 'unknown') => ({
      resolution: { at: null, text: '', verdict, automated: false } as const,
    });
    const rows = [
      row('09:00', 'resolved'),
      row('10:00', 'closed', judged('false_positive')),
      row('11:00', 'closed', judged('unknown')),
      row('12:00', 'closed', judged('false_positive')),
      row('13:00', 'active'),
    ];
    assert.deepEqual(told(...rows).slice(1), [['Resolved 09:00', 'Closed 10:00'], [], [], ['Reopened 13:00']]);
    const late = stepsOf(absent, [row('09:00', 'closed'), row('12:00', 'closed', judged('false_positive'))], OPENING);
    const record = late.flatMap(({ facts }) => facts).reduce(evolve, absent);
    assert.ok(record.status === 'closed');
    assert.deepEqual(
      record.resolutions.map(({ at: when, verdict }) => [when.slice(11, 16), verdict]),
      [
        ['09:00', 'unknown'],
        ['09:00', 'false_positive'],
      ],
    );
  });

  it('cuts long histories into batches of whole rows', () => {
    const rows = Array.from({ length: 500 }, (_, index) =>
      row(
        `${String(8 + Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`,
        index % 2 ? 'active' : 'hold:user',
      ),
    );
    const steps = stepsOf(absent, rows, OPENING);
    const batches = batchesOf(steps);
    assert.deepEqual(batches.flat(), steps);
    assert.ok(batches.length > 1 && batches.every((batch) => batch.flatMap(({ facts }) => facts).length <= 200));
  });
});
