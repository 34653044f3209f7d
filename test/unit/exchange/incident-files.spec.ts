/** Reading incident logs by a mapping, and OCSF findings: what goes in, and where it is at fault. */
import assert from 'node:assert/strict';
import { readCsv } from '../../../src/exchange/incident-import/csv-file.js';
import { CsvMapping } from '../../../src/exchange/incident-import/csv-mapping.js';
import { shippedMapping, shippedMappings } from '../../../src/exchange/incident-import/mappings.js';
import { absent, evolve } from '../../../src/incidents/incident.record.js';
import { type Opening, stepsOf } from '../../../src/exchange/incident-import/observation.measure.js';
import { readOcsf } from '../../../src/exchange/incident-import/ocsf-file.js';
import type { Reading } from '../../../src/exchange/incident-import/reading.js';

const LINE_BYTES = 10_000;
const MAPPING = {
  system: 'Desk',
  empty: ['', '-'],
  dates: { format: 'd/M/yyyy HH:mm', zone: 'Europe/Berlin' },
  columns: {
    id: 'ticket',
    state: 'status',
    openedAt: 'opened',
    updatedAt: 'updated',
    resolvedAt: 'solved',
    title: ['kind', 'symptom'],
    category: 'kind',
    priority: 'prio',
    test: 'drill',
  },
  states: { Open: 'new', Work: 'active', Waiting: 'hold:vendor', Done: 'resolved', Shut: 'closed' },
  priorities: { high: 'P1', low: 'P4' },
  booleans: { true: ['true'], false: ['false'] },
  constants: { severity: 'low', source: 'the desk' },
};
const HEADER = 'ticket,status,opened,updated,solved,kind,symptom,prio,drill';

const bytes = async function* (text: string | Buffer, size = 7) {
  const all = Buffer.from(text);
  for (let start = 0; start < all.length; start += size) yield all.subarray(start, start + size);
};
const readings = async (source: AsyncIterable<Reading>): Promise<readonly Reading[]> => {
  const all: Reading[] = [];
  for await (const reading of source) all.push(reading);
  return all;
};
const csv = (text: string | Buffer, mapping: object = MAPPING): Promise<readonly Reading[]> =>
  readings(readCsv(bytes(text), CsvMapping.parse(mapping), (name) => `p-${name}`, LINE_BYTES));
const problems = (all: readonly Reading[]) =>
  all.flatMap((reading) => ('problem' in reading ? [[reading.line, reading.problem.column, reading.problem.message]] : []));
const observations = (all: readonly Reading[]) => all.flatMap((reading) => ('report' in reading ? [reading.report] : []));

describe('incident logs by a mapping', () => {
  it('reads columns, words, dates in their zone and constants', async () => {
    const [report] = observations(
      await csv(`\uFEFF${HEADER}\r\nT-1,Waiting,29/3/2026 01:30,29/3/2026 03:30,-,Mail,"late,\nbroken",high,true\r\n`),
    );
    assert.deepEqual(report.origin, { system: 'Desk', id: 'T-1' });
    const { openedAt, at, state, details, severity, line } = report.observation;
    // The clock went forward between the two.
    assert.deepEqual([openedAt, at], ['2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.000Z']);
    assert.deepEqual([state, severity, line], [{ is: 'hold', reason: 'vendor' }, 'low', 2]);
    assert.deepEqual(details, {
      title: 'Mail, late,\nbroken',
      priority: 'P1',
      category: 'Mail',
      source: 'the desk',
      isTest: true,
    });
  });

  it('names line and column of what it cannot read, and reads the other rows', async () => {
    const all = await csv(
      [
        HEADER,
        'T-1,Open,1/3/2026 08:00,1/3/2026 08:00,-,Mail,-,low,false',
        'T-1,-100,1/3/2026 08:00,1/3/2026 09:00,-,Mail,-,low,false',
        'T-1,Work,1/3/2026 08:00,2026-03-01,-,Mail,-,low,false',
        'T-1,Done,1/3/2026 08:00,1/3/2026 10:00,31/2/2026 08:00,Mail,-,low,false',
        'T-1,Work,1/3/2026 08:00,1/3/2026 10:00,-,Mail,-,urgent,false',
        'T-1,Work,1/3/2026 08:00,1/3/2026 10:00,-,Mail,-,low,perhaps',
        ',Work,1/3/2026 08:00,1/3/2026 10:00,-,Mail,-,low,false',
        'T-1,Work,1/3/2026 08:00',
        `T-1,Work,1/3/2026 08:00,1/3/2026 10:00,-,${'x'.repeat(201)},-,low,false`,
        'T-1,Work,2/3/2026 08:00,1/3/2026 10:00,-,Mail,-,low,false',
      ].join('\n'),
    );
    assert.deepEqual(
      problems(all).map(([line, column]) => [line, column]),
      [
        [3, 'status'],
        [4, 'updated'],
        [5, 'solved'],
        [6, 'prio'],
        [7, 'drill'],
        [8, 'ticket'],
        [9, undefined],
        [10, 'kind'],
      ],
    );
    assert.match(String(problems(all)[1][2]), /"2026-03-01" is no date of the form d\/M\/yyyy HH:mm/);
    assert.deepEqual(
      observations(all).map(({ observation, warnings }) => [observation.line, warnings]),
      [
        [2, []],
        [11, ['updated is before opened; the row is kept']],
      ],
    );
  });

  const broken: readonly (readonly [string, string | Buffer, RegExp])[] = [
    ['a header without its columns', 'ticket,status\nT-1,Open\n', /^Line 1: the header has no columns opened, updated, solved/],
    ['a column twice', `${HEADER},status\n`, /^Line 1: the header has the column status twice/],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from(`${HEADER}\nT-1,Open\nT-`), Buffer.from([0xff, 0xfe])]),
      /^Line 3: it is not text in UTF-8/,
    ],
    ['a binary file', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0]), /^Line 1: it is not text in UTF-8/],
    ['a line without end', `${HEADER}\nT-1,${'x'.repeat(LINE_BYTES)}`, /^Line 2: it is longer than 10000 bytes/],
    ['a quote that is never closed', `${HEADER}\nT-1,"Open\n`, /^Line \d: it is no CSV: Quote Not Closed/],
    ['an empty file', '', /^The file is empty/],
  ];
  for (const [what, text, message] of broken)
    it(`refuses ${what} as a whole, and says where`, () => assert.rejects(csv(text), { code: 'INVALID_INPUT', message }));

  it('refuses a mapping that says too little or too much, naming the place', () => {
    const wrong = (mapping: object): readonly string[] =>
      (CsvMapping.safeParse({ ...MAPPING, ...mapping }).error?.issues ?? []).map(
        ({ path, message }) => `${path.join('.')}: ${message.slice(0, 40)}`,
      );
    assert.deepEqual(wrong({}), []);
    assert.match(wrong({ colour: 'red' })[0], /Unrecognized key/);
    assert.match(wrong({ states: { Open: 'started' } })[0], /^states\.Open: must be one of new, active, hold:user/);
    assert.match(wrong({ dates: { format: 'HH:mm', zone: 'UTC' } })[0], /^dates\.format: must be Luxon tokens/);
    assert.match(wrong({ dates: { format: 'ISO', zone: 'Mars/Base' } })[0], /^dates\.zone: must be an IANA/);
    assert.match(wrong({ priorities: undefined })[0], /^priorities: must be given, since columns\.priority/);
    assert.match(wrong({ constants: { priority: 'P1' } })[0], /^constants\.priority: must be left out/);
  });

  it('comes with mappings that are valid', () => {
    assert.deepEqual(shippedMappings(), ['servicenow-audit']);
    for (const name of shippedMappings()) assert.ok(shippedMapping(name)?.about);
    assert.equal(shippedMapping('../package'), undefined);
  });
});

const T0 = Date.UTC(2026, 2, 1, 8);
const finding = (minutes: number, activity: 1 | 2 | 3, more: object = {}) => ({
  class_uid: 2005,
  activity_id: activity,
  time: T0 + minutes * 60_000,
  severity_id: 3,
  status_id: 1,
  metadata: { version: '1.5.0', product: { name: 'Hub', vendor_name: 'Acme' } },
  finding_info_list: [
    { uid: 'F-1', title: 'Odd login', attacks: [{ technique: { uid: 'T1078' }, sub_technique: { uid: 'T1078.004' } }] },
  ],
  ...more,
});
const ocsf = (...messages: readonly (object | string)[]): Promise<readonly Reading[]> =>
  readings(
    readOcsf(
      bytes(messages.map((message) => (typeof message === 'string' ? message : JSON.stringify(message))).join('\n'), 100),
      (system, name) => `p-${system}-${name}`,
      LINE_BYTES,
    ),
  );
const OPENING: Omit<Opening, 'origin'> = {
  marking: { secrecyLevel: 'RESTRICTED', tlp: 'AMBER', organisations: [], releasableTo: [], notReleasableTo: [], recipients: [] },
  createdBy: 'ann',
};

describe('OCSF findings', () => {
  it('become facts by comparing each with the state after the earlier ones', async () => {
    const reports = observations(
      await ocsf(
        finding(0, 1, { start_time: T0 - 3_600_000, resources: [{ uid: 'host-1' }, { name: 'db' }], is_suspected_breach: true }),
        finding(10, 2, { status_id: 2, severity_id: 4, priority_id: 4, assignee: { name: 'Bo' } }),
        finding(20, 2, { status_id: 3 }),
        finding(30, 2, { status_id: 2 }),
        finding(35, 2, { status_id: 0, severity_id: 0 }),
        finding(40, 2, { status_id: 4, verdict_id: 2, comment: 'Password reset.' }),
        finding(50, 3, { status_id: 5, verdict_id: 2 }),
      ),
    );
    const steps = stepsOf(
      absent,
      reports.map(({ observation }) => observation),
      { ...OPENING, origin: reports[0].origin },
    );
    assert.deepEqual(
      steps.map(({ facts }) => facts.map(({ type }) => type.replace('Incident', ''))),
      [
        ['Opened'],
        ['Acknowledged', 'Revised', 'SeverityChanged', 'Assigned'],
        ['OnHold', 'SeverityChanged'].toReversed(),
        ['Resumed'],
        [],
        ['Resolved'],
        ['Closed'],
      ],
    );
    const record = steps.flatMap(({ facts }) => facts).reduce(evolve, absent);
    assert.ok(record.status === 'closed');
    assert.deepEqual(record.origin, { system: 'Acme Hub', id: 'F-1' });
    assert.deepEqual(
      [record.title, record.techniqueIds, record.assetRefs, record.impact, record.assignee, record.priority, record.severity],
      ['Odd login', ['T1078.004'], ['host-1', 'db'], 'Suspected breach.', 'p-Acme Hub-Bo', 'P1', 'medium'],
    );
    assert.deepEqual([record.occurredAt, record.detectedAt], ['2026-03-01T07:00:00.000Z', '2026-03-01T08:00:00.000Z']);
    assert.deepEqual(
      record.resolutions.map(({ verdict, resolution }) => [verdict, resolution]),
      [['true_positive', 'Password reset.']],
    );
  });

  it('are raised by their rule when they are detections, and dealt with when suppressed', async () => {
    const detection = {
      class_uid: 2004,
      finding_info_list: undefined,
      finding_info: {
        uid: 'D-1',
        title: 'Beacon',
        created_time: T0 - 60_000,
        first_seen_time: T0 - 120_000,
        analytic: { name: 'beacon-v2' },
      },
    };
    const reports = observations(await ocsf(finding(0, 1, detection), finding(5, 2, { ...detection, status_id: 3 })));
    assert.deepEqual(
      reports.map(({ observation: { by, state, resolution } }) => [by, state?.is, resolution.verdict]),
      [
        ['rule', 'new', 'unknown'],
        ['service', 'resolved', 'disregard'],
      ],
    );
    assert.deepEqual(
      [reports[0].observation.openedAt, reports[0].observation.details.source],
      ['2026-03-01T07:59:00.000Z', 'beacon-v2'],
    );
  });

  it('names line and field of what it cannot read, and reads the others', async () => {
    const all = await ocsf(
      finding(0, 1),
      '{"class_uid":',
      '',
      finding(1, 2, { class_uid: 2001 }),
      finding(1, 2, { time: 'noon' }),
      finding(1, 2, { finding_info_list: [] }),
      finding(1, 2, { attacks: [{ technique: { uid: 'AML.T0051' } }] }),
    );
    assert.deepEqual(
      problems(all).map(([line, column]) => [line, column]),
      [
        [2, undefined],
        [4, 'class_uid'],
        [5, 'time'],
        [6, 'finding_info.uid'],
      ],
    );
    assert.match(String(problems(all)[0][2]), /^it is not valid JSON, character 14/);
    assert.deepEqual(
      observations(all).map(({ warnings }) => warnings),
      [[], ['AML.T0051 is no ATT&CK technique id; it is left out']],
    );
  });
});
