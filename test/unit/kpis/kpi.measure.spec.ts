/** Each KPI by its definition: given incidents, then the table. */
import assert from 'node:assert/strict';
import type { IncidentFact } from '../../../src/kpis/incident-fact.measure.js';
import { coverageOf, KpiSums, postureOf } from '../../../src/kpis/kpi.measure.js';
import type { Kpi, KpiName } from '../../../src/kpis/kpi-table.measure.js';
import { Lineage, type LineageFilter } from '../../../src/kpis/lineage.measure.js';
import { DEFAULT_SLA_POLICY, slaReach, slaRules } from '../../../src/kpis/sla.measure.js';
import type { SlaPolicy } from '../../../src/tenants/soc-settings.events.js';
import { acknowledged, at, closed, held, incident, reopened, resolved, resumed, fact, type When } from './incident-story.js';

const DAY = 24;
const HOUR = 3_600;
const ms = (when: When): number => Date.parse(at(when));
/** March 2026, measured after it. */
const MARCH = { start: ms(0), end: ms(31 * DAY), until: ms(31 * DAY) };

const policy = (changes: Partial<SlaPolicy>): SlaPolicy => ({
  name: 'High within four hours',
  targets: [{ severity: 'high', clock: 'resolve', seconds: 4 * HOUR }],
  calendar: { kind: 'always' },
  pausedOn: ['user'],
  onReopen: 'continue',
  ...changes,
});

const given = (...incidents: readonly IncidentFact[]) => {
  const measured = (policies: readonly SlaPolicy[] = [DEFAULT_SLA_POLICY], span = MARCH) => {
    const sums = new KpiSums(span, slaRules(policies, 'UTC'));
    for (const one of incidents) sums.add(one);
    return sums;
  };
  const lineage = (filter: LineageFilter, policies: readonly SlaPolicy[] = [DEFAULT_SLA_POLICY]) => {
    const collected = new Lineage(MARCH, slaRules(policies, 'UTC'), filter);
    for (const one of incidents) collected.add(one);
    return collected.contributions();
  };
  return {
    measured,
    lineage,
    kpi: (name: KpiName, expected: Partial<Kpi>) => {
      const kpi = measured().kpis().get(name)!;
      assert.deepEqual(Object.fromEntries(Object.entries(kpi).filter(([field]) => field in expected)), expected, name);
    },
    sla: (policies: readonly SlaPolicy[], due: number, met: number) => {
      const sums = measured(policies);
      const lines = sums.sla();
      assert.deepEqual([lines.reduce((n, line) => n + line.due, 0), lines.reduce((n, line) => n + line.met, 0)], [due, met]);
      assert.equal(lineage({ kpi: 'sla_attainment' }, policies).length, due);
    },
  };
};

describe('the KPIs of a period', () => {
  it('time detection from when it began, where that is known, and leave out what is impossible', () => {
    const story = given(
      incident(10, [], { occurredAt: at(8) }),
      incident(20, [], { occurredAt: at(14) }),
      incident(30),
      incident(40, [], { occurredAt: at(41) }),
      incident(-5, [], { occurredAt: at(-9) }),
    );
    story.kpi('time_to_detect', { n: 2, median: 4 * HOUR, mean: 4 * HOUR, p90: 5.6 * HOUR, negative: 1, value: 4 * HOUR });
  });

  it('time acknowledgements of the period, by people and by rules apart', () => {
    const story = given(
      incident(-2, [acknowledged(1)]),
      incident(5, [acknowledged(6), acknowledged(9)]),
      incident(5, [acknowledged(5, 'rule')]),
      incident(5, [acknowledged(4)]),
      incident(700, [acknowledged(31 * DAY)]),
    );
    story.kpi('time_to_acknowledge', { n: 2, median: 2 * HOUR, negative: 1 });
    story.kpi('time_to_acknowledge_automatic', { n: 1, median: 0, negative: 0 });
    story.kpi('open_aware_time_to_acknowledge', { n: 3, censored: 1, negative: 1, mean: null });
  });

  it('time acknowledgements and resolutions of each severity, as it is at the end', () => {
    const sums = given(
      incident(0, [acknowledged(1), resolved(10)]),
      incident(0, [acknowledged(3), held(4), resumed(6), resolved(20)]),
      incident(0, [
        acknowledged(5, 'rule'),
        fact('IncidentSeverityChanged', 6, { from: 'high', to: 'low', reason: 'x' }),
        resolved(7),
      ]),
      incident(5, [acknowledged(4)], { severity: 'critical' }),
    ).measured();
    const line = (severity: string, kpi: string, n: number, median: number, p90: number, mean = median) => ({
      severity,
      kpi,
      n,
      median: median * HOUR,
      p90: p90 * HOUR,
      mean: mean * HOUR,
    });
    assert.deepEqual(sums.severityTimes(), [
      line('high', 'time_to_acknowledge', 2, 2, 2.8),
      line('high', 'time_to_resolve', 2, 15, 19),
      line('high', 'time_to_resolve_without_holds', 2, 14, 17.2),
      line('low', 'time_to_resolve', 1, 7, 7),
      line('low', 'time_to_resolve_without_holds', 1, 7, 7),
    ]);
  });

  it('count a resolution that is said again with its verdict once, when it was resolved', () => {
    const story = given(incident(0, [resolved(3, 'unknown'), closed(5), resolved(3, 'false_positive')]));
    story.kpi('time_to_resolve', { n: 1, median: 3 * HOUR });
    story.kpi('false_positive_rate', { numerator: 1, n: 1 });
    story.kpi('closed', { value: 1 });
    story.kpi('backlog', { value: 0 });
  });

  it('time resolutions to the last one, with holds and without, of what is not open again', () => {
    const story = given(
      incident(0, [held(2), resumed(6), resolved(10)]),
      incident(0, [resolved(3), reopened(5), resolved(20), closed(30)]),
      incident(0, [resolved(3), reopened(5)]),
      incident(0, [resolved(3), reopened(31 * DAY), resolved(31 * DAY + 1)]),
      incident(0, [closed(8)]),
    );
    story.kpi('time_to_resolve', { n: 4, mean: 10.25 * HOUR, median: 9 * HOUR });
    story.kpi('time_to_resolve_without_holds', { n: 4, mean: 9.25 * HOUR });
    story.kpi('resolved', { value: 5 });
    story.kpi('closed', { value: 2 });
    story.kpi('reopen_rate', { numerator: 2, n: 5, value: 0.4 });
    story.kpi('backlog', { value: 1, median: 31 * DAY * HOUR });
  });

  it('see as of the end of the period, whatever came later', () => {
    const later = incident(0, [acknowledged(1), resolved(31 * DAY)], { severity: 'low' });
    const raised = incident(1, [fact('IncidentSeverityChanged', 31 * DAY + 5, { from: 'high', to: 'fatal', reason: 'spread' })]);
    const story = given(later, raised, incident(31 * DAY));
    story.kpi('resolved', { value: 0 });
    story.kpi('opened', { value: 2 });
    story.kpi('open_aware_time_to_resolve', { n: 2, censored: 2, median: null, value: null });
    const backlog = story
      .measured()
      .volumes()
      .bySeverity.filter(({ backlog }) => backlog > 0);
    assert.deepEqual(
      backlog.map(({ key, backlog }) => [key, backlog]),
      [
        ['high', 1],
        ['low', 1],
      ],
    );
  });

  it('count facts that were recorded in one minute in the order of the log', () =>
    given(incident(0, [resolved(3), closed(3), reopened(3), resolved(3)])).kpi('time_to_resolve', { n: 1, median: 3 * HOUR }));

  it('rate automation, false positives, escalations and reopenings', () => {
    const rule = { by: 'rule' } as const;
    const story = given(
      incident(0, [acknowledged(0, 'rule'), resolved(1, 'false_positive', 'rule')], rule),
      incident(0, [acknowledged(1), resolved(2, 'true_positive')], rule),
      incident(0, [acknowledged(1), fact('IncidentEscalated', 2, { toTier: 2 }), resolved(4, 'benign')]),
      incident(0, [resolved(4, 'unknown')]),
      incident(0, [resolved(2, 'true_positive', 'rule'), fact('IncidentRevised', 31 * DAY + 1, { changes: {} })], rule),
    );
    story.kpi('auto_resolution_rate', { numerator: 2, n: 5 });
    story.kpi('false_positive_rate', { numerator: 1, n: 3 });
    story.kpi('escalation_rate', { numerator: 1, n: 3 });
    assert.deepEqual(story.measured().verdicts(), [
      { verdict: 'true_positive', incidents: 2 },
      { verdict: 'benign', incidents: 1 },
      { verdict: 'false_positive', incidents: 1 },
      { verdict: 'unknown', incidents: 1 },
    ]);
  });

  it('leave out a merged duplicate that nobody resolved when something happened to it, not in every period after', () => {
    const duplicate = [
      incident(-40 * DAY, [acknowledged(-39 * DAY)], { merged: true }),
      incident(-40 * DAY, [acknowledged(2)], { merged: true }),
      incident(5, [], { merged: true }),
    ];
    const left = (...incidents: IncidentFact[]): number =>
      given(...incidents)
        .measured()
        .counted().merged;
    assert.deepEqual(
      duplicate.map((one) => left(one)),
      [0, 1, 1],
    );
  });

  it('count a merged duplicate once and an exercise never, and say so', () => {
    const story = given(
      incident(0, [resolved(1)]),
      incident(0, [resolved(1)], { merged: true }),
      incident(0, [resolved(1)], { isTest: true }),
      incident(-900, [resolved(-800)], { isTest: true }),
    );
    story.kpi('resolved', { value: 1 });
    assert.deepEqual(story.measured().counted(), { incidents: 1, tests: 1, merged: 1 });
    assert.equal(story.lineage({ kpi: 'resolved' }).length, 1);
  });

  it('open each figure down to its incidents', () => {
    const own = incident(0, [resolved(3)], { category: 'malware', rsit: 'malicious-code' });
    const story = given(own, incident(0, [resolved(1)], { severity: 'low' }), incident(9, [resolved(8)]));
    const [first] = story.lineage({ kpi: 'time_to_resolve', category: 'malware', rsit: 'malicious-code', severity: 'high' });
    assert.deepEqual(first, {
      incidentId: own.id,
      outcome: 'counted',
      value: 3 * HOUR,
      from: at(0),
      to: at(3),
      severity: 'high',
      category: 'malware',
      rsit: 'malicious-code',
      source: null,
      sla: null,
    });
    assert.equal(story.lineage({ kpi: 'time_to_resolve', outcome: 'negative' }).length, 1);
    const { byCategory, byRsit, byVeris } = story.measured().volumes();
    assert.deepEqual(
      [byCategory, byRsit, byVeris].map((lines) => lines.map(({ key, opened }) => [key, opened])),
      [
        [
          ['none', 2],
          ['malware', 1],
        ],
        [
          ['none', 2],
          ['malicious-code', 1],
        ],
        [
          ['unknown', 2],
          ['malware', 1],
        ],
      ],
    );
  });
});

describe('service levels', () => {
  it('are met up to the last moment, and missed after it or while overdue', () =>
    given(
      incident(0, [resolved(4)]),
      incident(0, [resolved(4.1)]),
      incident(10),
      incident(31 * DAY - 1),
      incident(0, [resolved(1)], { severity: 'low' }),
    ).sla([policy({})], 3, 1));

  it('belong to the period in which they fall due', () => {
    const late = incident(31 * DAY - 1, [resolved(31 * DAY - 0.5)]);
    given(late).sla([policy({})], 0, 0);
    const april = { start: MARCH.end, end: ms(61 * DAY), until: ms(61 * DAY) };
    assert.deepEqual(
      given(late)
        .measured([policy({})], april)
        .sla(),
      [{ severity: 'high', clock: 'resolve', target: 4 * HOUR, due: 1, met: 1, attainment: 1 }],
    );
    assert.ok(slaReach(slaRules([policy({})], 'UTC'), april.start) <= ms(31 * DAY - 0.5));
  });

  it('stand while it waits for what the policy says, and run on while it waits for something else', () => {
    const waits = incident(0, [held(1, 'user'), resumed(11), resolved(13)]);
    given(waits).sla([policy({})], 1, 1);
    given(waits).sla([policy({ pausedOn: ['vendor'] })], 1, 0);
    given(incident(0, [held(1, 'user')])).sla([policy({})], 0, 0);
    given(incident(0, [held(5, 'user')])).sla([policy({})], 1, 0);
    const [{ sla, value }] = given(waits).lineage({ kpi: 'sla_attainment' }, [policy({})]);
    assert.deepEqual([value, sla?.paused, sla?.dueAt], [3 * HOUR, 10 * HOUR, at(14)]);
  });

  it('go on or start again with a reopening, as the policy says', () => {
    const again = incident(0, [resolved(3), reopened(20), resolved(23)]);
    given(again).sla([policy({ onReopen: 'continue' })], 1, 0);
    given(again).sla([policy({ onReopen: 'restart' })], 2, 2);
  });

  it('stop to acknowledge with the acknowledgement, or else with the resolution', () => {
    const toAcknowledge = policy({ targets: [{ severity: 'high', clock: 'acknowledge', seconds: HOUR }] });
    given(incident(0, [acknowledged(1)]), incident(0, [resolved(0.5)]), incident(0, [acknowledged(2)])).sla(
      [toAcknowledge],
      3,
      2,
    );
  });

  it('keep office hours in their zone, but for holidays', () => {
    const office = policy({
      calendar: {
        kind: 'business_hours',
        weekdays: [1, 2, 3, 4, 5],
        start: '09:00',
        end: '17:00',
        zone: 'Europe/London',
        holidays: ['2026-03-09'],
      },
    });
    // Friday 6 March 15:00; two hours on Friday, none on the Monday that is a holiday, two on Tuesday.
    const friday = '2026-03-06T15:00:00.000Z';
    given(incident(friday, [resolved('2026-03-10T11:00:00.000Z')])).sla([office], 1, 1);
    given(incident(friday, [resolved('2026-03-10T11:01:00.000Z')])).sla([office], 1, 0);
    // The clocks go forward on Sunday 29 March: 9:00 on Monday is 8:00 UTC.
    given(incident('2026-03-27T15:00:00.000Z', [resolved('2026-03-30T10:00:00.000Z')])).sla([office], 1, 1);
    given(incident('2026-03-27T15:00:00.000Z', [resolved('2026-03-30T10:01:00.000Z')])).sla([office], 1, 0);
  });
});

describe('coverage and posture', () => {
  it('count what an enabled rule is shown to detect, in scope', () => {
    const scope = { version: '1', techniqueIds: ['T1566', 'T1059', 'T1486', 'T1110', 'T1003'], note: '' };
    const rule = (techniqueIds: string[], enabled: boolean, lastTest: 'passed' | 'failed' | null) => ({
      techniqueIds,
      enabled,
      lastTest,
    });
    const states = coverageOf(scope, [
      rule(['T1566'], true, 'passed'),
      rule(['T1059', 'T1566'], true, null),
      rule(['T1486'], true, 'failed'),
      rule(['T1110'], false, 'passed'),
      rule(['T1190'], true, 'passed'),
    ]);
    assert.deepEqual(
      states.map(({ techniqueId, state, rules }) => [techniqueId, state, rules]),
      [
        ['T1003', 'gap', 0],
        ['T1059', 'untested', 1],
        ['T1110', 'gap', 0],
        ['T1486', 'failed', 1],
        ['T1566', 'covered', 2],
      ],
    );
  });

  it('say how old the evidence is', () =>
    assert.deepEqual(
      postureOf(
        [
          { framework: 'NIST CSF 2.0', implementationStatus: 'implemented', evidenceAt: at(0) },
          { framework: 'NIST CSF 2.0', implementationStatus: 'planned', evidenceAt: null },
        ],
        MARCH.end,
      ),
      [
        {
          framework: 'NIST CSF 2.0',
          byStatus: [
            { status: 'implemented', controls: 1 },
            { status: 'planned', controls: 1 },
          ],
          oldestEvidence: 31,
          withoutEvidence: 1,
        },
      ],
    ));
});
