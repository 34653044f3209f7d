/** What reports say, on small tables; the sentences are those that readers get. */
import assert from 'node:assert/strict';
import type { Block, Section } from '../../../src/documents/document.measure.js';
import { composeReport } from '../../../src/soc-reports/compose-report.measure.js';
import type { ReportFacts } from '../../../src/soc-reports/report-facts.measure.js';
import { duration } from '../../../src/soc-reports/figure-words.measure.js';
import { calendarPeriodAt, periodInWords } from '../../../src/soc-reports/report-period.measure.js';
import { changedFigures } from '../../../src/soc-reports/restatement.measure.js';
import { REPORT_TYPES, type ReportType } from '../../../src/soc-reports/soc-report.events.js';
import { absent, evolve, type IncidentRecord } from '../../../src/incidents/incident.record.js';
import * as incident from '../../examples/incident.js';
import { facts, march, ORIGINAL_ID, tableOf } from '../../examples/soc-report.js';

const sectionsOf = (given: ReportFacts): readonly Section[] => composeReport(given).document.sections;
const blocksOf = (given: ReportFacts, section: string): readonly Block[] => {
  const found = sectionsOf(given).find(({ id }) => id === section);
  assert.ok(found, `there is no section ${section}`);
  return found.blocks;
};
const block = <Kind extends Block['kind']>(given: ReportFacts, section: string, kind: Kind): Extract<Block, { kind: Kind }> =>
  blocksOf(given, section).find((one): one is Extract<Block, { kind: Kind }> => one.kind === kind)!;
const as = (reportType: ReportType, changes: Partial<ReportFacts> = {}): ReportFacts => ({
  ...facts,
  request: { ...march, reportType },
  ...changes,
});

describe('an executive report', () => {
  it('sums the month up in sentences', () =>
    assert.deepEqual(block(facts, 'summary', 'text').paragraphs, [
      'In March 2026, 42 incidents were opened, 16.7 % more than in February 2026 (36). Of these, 4 were critical and 9 of high severity. 40 incidents were resolved and 38 closed; 12 were open at the end of the period.',
      'Half of the 40 incidents acknowledged took at most 12 min and nine in ten at most 1 h 5 min; the target of at most 15 min was met. Half of the 40 incidents resolved took at most 5 h and nine in ten at most 2 d 4 h; no target is set.',
      'Of 80 service-level deadlines due, 74 were met (92.5 %); the target of at least 95.0 % was missed. Of 30 incidents with a verdict, 6 were false alarms (20.0 %); no target is set. Of 5 attack techniques in scope, 2 are covered by a tested detection rule (40.0 %); no target is set.',
    ]));
  it('names a period of its own by its days', () => {
    const days = tableOf('2026-03-02T00:00:00.000Z', '2026-03-16T00:00:00.000Z', {});
    const given = { ...facts, request: { ...march, periodType: 'on_demand' }, tables: [days, days, days] } as const;
    const [volume] = block({ ...given, request: { ...given.request, reportType: 'operational' } }, 'summary', 'text').paragraphs;
    assert.match(volume, /^From 2 to 15 March 2026, no incident was opened/);
  });
  it('says of each indicator what it should be, was before, and what stands beside it', () => {
    const { lines } = block(facts, 'indicators', 'kpis');
    const line = (name: string) => lines.find((one) => one.name.startsWith(name));
    assert.deepEqual(line('SLA attainment'), {
      name: 'SLA attainment',
      value: '92.5 %',
      n: 80,
      target: '≥ 95.0 %',
      previous: '96.0 %',
      trend: 'down',
      state: 'bad',
      word: 'missed',
      note: '74 of 80',
    });
    assert.equal(
      line('Time to resolve (')?.note,
      'nine in ten within 2 d 4 h; mean 13 h; 1 incident left out: it would end before it begins',
    );
    assert.equal(line('Time to resolve (')?.trend, 'level');
    assert.deepEqual([line('Time to detect')?.value, line('Time to detect')?.word], ['–', 'no data']);
  });
  it('says in words what its charts show', () =>
    assert.equal(
      block(facts, 'trend', 'chart').alt,
      'Opened: January 2026 31, February 2026 36, March 2026 42. Resolved: January 2026 30, February 2026 41, March 2026 40. Backlog: January 2026 15, February 2026 10, March 2026 12.',
    ));
  it('tells the main incidents from cause to lesson', () => {
    const { rows } = block(facts, 'incidents', 'table');
    assert.deepEqual(
      rows[0].map(({ text }) => text),
      [
        '5 Mar 2026',
        'INC0000045: Credentials given to a false login page (ATT&CK T1566.002)',
        'Critical',
        'Two mailboxes were read.',
        'No second factor on old mailboxes.',
        'Accounts reset, second factor enforced. (6 Mar 2026)',
        'Ask for the second factor everywhere.',
      ],
    );
  });
  it('of a month without incidents says so instead of showing zeros as success', () => {
    const nothing = tableOf(march.periodStart, march.periodEnd, {});
    const [volume, speed] = block({ ...facts, tables: [nothing, nothing, nothing] }, 'summary', 'text').paragraphs;
    assert.match(volume, /^In March 2026, no incident was opened \(0 in the period before\)\./);
    assert.match(speed, /^No incident was acknowledged in the period, so there is no time to measure\./);
  });
});

describe('every report', () => {
  it('ends with recommendations, scope and the definitions with their version', () => {
    for (const reportType of REPORT_TYPES) {
      const given = as(reportType);
      assert.deepEqual(
        sectionsOf(given)
          .slice(-3)
          .map(({ id }) => id),
        ['recommendations', 'scope', 'definitions'],
      );
      assert.deepEqual(block(given, 'recommendations', 'list').items, ['Second factor. Enforce it for all mailboxes by June.']);
      assert.equal(block(given, 'definitions', 'table').caption, 'Definitions, version 1');
      assert.ok(block(given, 'scope', 'facts').items.some(({ value }) => value.includes('position 4097 of the ledger')));
      const ids = sectionsOf(given).map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, 'the ids of sections are unique');
    }
  });
  it('is the same for the same facts', () =>
    assert.equal(JSON.stringify(composeReport(facts)), JSON.stringify(composeReport(structuredClone(facts)))));
  it('of a year has the classes of the taxonomy', () =>
    assert.ok(sectionsOf(as('executive_yearly')).some(({ id }) => id === 'taxonomy')));
});

describe('a coverage report', () => {
  const given = as('detection_coverage');
  it('shows techniques under their tactics, in the order of the matrix', () => {
    const { columns, alt } = block(given, 'matrix', 'heatmap');
    assert.deepEqual(
      columns.map(({ label, cells }) => [label, cells.map(({ id, word }) => `${id} ${word}`)]),
      [
        ['Initial access', ['T1078 untested', 'T1566 covered']],
        ['Persistence', ['T1078 untested']],
        ['Tactic not known', ['T1003 no rule', 'T1059 test failed', 'T1190 covered']],
      ],
    );
    assert.match(alt, /^Initial access: 1 of 2 techniques covered\./);
  });
  it('takes the names and the order of tactics from the chosen release of ATT&CK, and says which that is', () => {
    const tactics = [
      { shortName: 'persistence', name: 'Persistence, renamed' },
      { shortName: 'initial-access', name: 'Initial Access' },
    ];
    const attack = { releases: ['ATT&CK Enterprise 18.1'], tactics, notices: ['Notice.'] };
    const named = as('detection_coverage', { attack });
    assert.deepEqual(
      block(named, 'matrix', 'heatmap').columns.map(({ label }) => label),
      ['Persistence, renamed', 'Initial Access', 'Tactic not known'],
    );
    assert.ok(block(named, 'scope', 'facts').items.some(({ value }) => value === 'ATT&CK Enterprise 18.1'));
    assert.equal(block(named, 'scope', 'text').paragraphs.at(-1), 'Notice.');
  });
  it('says what is covered, what is not and why', () => {
    assert.match(
      block(given, 'summary', 'text').paragraphs[0],
      /^2 of 5 techniques in scope 2026-1 are covered by an enabled rule whose last test passed \(40\.0 %\); 1 more has an enabled rule that was never tested\.$/,
    );
    assert.equal(block(given, 'gaps', 'table').rows.length, 3);
  });
});

describe('a service level report', () => {
  it('lists every deadline that was missed, with its cause', () => {
    const breach = {
      incidentId: ORIGINAL_ID,
      number: 'INC7',
      title: 'Loader on a till',
      severity: 'high',
      clock: 'resolve',
      dueAt: '2026-03-30T09:00:00.000Z',
      stoppedAt: null,
      taken: 100_800,
      paused: 7_200,
      cause: '',
    } as const;
    const given = as('sla_performance', { breaches: [breach] });
    assert.deepEqual(
      block(given, 'breaches', 'table').rows[0].map(({ text }) => text),
      ['INC7: Loader on a till', 'High', 'Resolve', '30 March 2026, 10:00', '1 d 4 h, still running', '2 h', 'Not recorded'],
    );
    const times = blocksOf(given, 'attainment').flatMap((one) => (one.kind === 'table' ? [one.rows] : []))[1];
    assert.deepEqual(
      times.map((row) => row.map(({ text }) => text)),
      [
        ['High', '9', '10 min', '30 min', '8', '4 h', '1 d', '12 h'],
        ['Medium', '1', '1 h', '1 h', '0', '–', '–', '–'],
      ],
    );
    assert.deepEqual(block(given, 'pauses', 'table').rows, [[{ text: 'Vendor' }, { text: '3' }, { text: '1 d 2 h' }]]);
  });
});

describe('a restatement', () => {
  const [now, ...before] = facts.tables;
  const original = {
    id: ORIGINAL_ID,
    position: '4000',
    asOf: '2026-04-01T06:00:00.000Z',
    definitionsVersion: 1,
    table: { ...now, kpis: now.kpis.map((kpi) => (kpi.name === 'opened' ? { ...kpi, value: 41, n: 41 } : kpi)) },
    causes: [{ incidentId: ORIGINAL_ID, number: 'INC9', title: 'Found late', events: ['Opened'] }],
  };
  const given: ReportFacts = { ...facts, tables: [now, ...before] as never, original };
  it('shows original, restated and what caused it', () => {
    const { restatement } = composeReport(given);
    assert.equal(
      restatement?.summary,
      'A later report of March 2026, made with what was known on 2 April 2026, comes to other figures: Opened 42 (n 42) instead of 41 (n 41).',
    );
    const tables = blocksOf(given, 'restatement').filter((one) => one.kind === 'table');
    assert.deepEqual(tables[0].rows, [[{ text: 'Opened' }, { text: '41 (n 41)' }, { text: '42 (n 42)' }]]);
    assert.deepEqual(tables[1].rows, [[{ text: 'INC9: Found late' }, { text: 'Opened' }]]);
  });
  it('of the same figures says that nothing has changed', () =>
    assert.match(
      block({ ...given, original: { ...original, table: now } }, 'restatement', 'note').text,
      /No figure has changed\.$/,
    ));
  it('is caused by what happened in the period, whenever it was recorded, and by nothing later', () => {
    const fold = (...events: Parameters<typeof evolve>[1][]): IncidentRecord => events.reduce(evolve, absent) as IncidentRecord;
    const early = fold(incident.opened());
    const late = fold(incident.opened(), incident.acknowledged);
    assert.ok(changedFigures(early, late, '2026-01-06T00:00:00.000Z'));
    assert.ok(!changedFigures(early, late, '2026-01-05T08:00:30.000Z'), 'it was acknowledged after the period');
    assert.ok(changedFigures(undefined, early, '2026-01-06T00:00:00.000Z'), 'it was found late');
    assert.ok(!changedFigures(undefined, early, '2026-01-05T00:00:00.000Z'), 'it is of a later period');
  });
});

describe('figures and periods in words', () => {
  it('carry their units', () =>
    assert.deepEqual([0, 59, 60, 3_599, 3_600, 7_800, 86_399, 86_400, 273_600, -90].map(duration), [
      '0 s',
      '59 s',
      '1 min',
      '1 h',
      '1 h',
      '2 h 10 min',
      '1 d',
      '1 d',
      '3 d 4 h',
      '−2 min',
    ]));
  it('are those of the zone, across a change of its clocks', () => {
    const period = calendarPeriodAt('monthly', '2026-03-31T22:59:59.000Z', 'Europe/London');
    assert.deepEqual([period.start, period.end], [march.periodStart, march.periodEnd]);
    assert.equal(
      periodInWords('quarterly', { start: '2026-01-01T00:00:00.000Z', end: march.periodEnd, zone: march.zone }),
      'Q1 2026',
    );
    const fortnight = { start: march.periodStart, end: '2026-03-15T00:00:00.000Z', zone: march.zone };
    assert.equal(periodInWords('on_demand', fortnight), '1 to 14 March 2026');
  });
});
