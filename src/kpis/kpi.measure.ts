/** Sums what incidents add to the figures of a period, and makes its table of KPIs. Pure. */
import type { ControlProfile } from '../controls/control.events.js';
import type { DetectionRuleTest } from '../detection-rules/detection-rule.events.js';
import { SEVERITIES, type Severity, type Verdict } from '../incidents/incident.events.js';
import type { DetectionScope, KpiTarget } from '../tenants/soc-settings.events.js';
import { contribute, type Emit, type Outcome, type Span } from './contribution.measure.js';
import type { IncidentFact } from './incident-fact.measure.js';
import { DEFINITIONS_VERSION, definitionOf, KPI_DEFINITIONS } from './kpi.definitions.measure.js';
import {
  type CountBy,
  type CoverageTechnique,
  type Kpi,
  type KpiName,
  type KpiTable,
  type Period,
  type SeverityTime,
  type SlaLine,
  TIMED_KPIS,
  type TimedKpi,
} from './kpi-table.measure.js';
import type { SlaRule } from './sla.measure.js';
import { kaplanMeier, Numbers, percentiles } from './statistics.measure.js';
import { verisOf } from './taxonomy.measure.js';

const SECOND = 1_000;
const DAY = 86_400_000;

const entry = <Key, Value>(map: Map<Key, Value>, key: Key, none: () => Value): Value => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = none();
  map.set(key, value);
  return value;
};

const grouped = <Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): ReadonlyMap<Key, readonly Value[]> => {
  const groups = new Map<Key, Value[]>();
  for (const value of values) entry(groups, keyOf(value), () => []).push(value);
  return groups;
};

export const rulesBySeverity = (rules: readonly SlaRule[]): ReadonlyMap<string, readonly SlaRule[]> =>
  grouped(rules, ({ severity }) => severity);

interface Sum {
  /** Milliseconds. */
  readonly counted: Numbers;
  readonly censored: Numbers;
  readonly outcomes: Record<Outcome, number>;
}
export type Figures = ReadonlyMap<KpiName, Kpi>;
type Counts = { -readonly [Count in Exclude<keyof CountBy, 'key'>]: number };

const noSum = (): Sum => ({
  counted: new Numbers(),
  censored: new Numbers(),
  outcomes: { counted: 0, negative: 0, censored: 0, in_numerator: 0, in_denominator: 0, in_both: 0 },
});
const noLine = () => ({ due: 0, met: 0 });
const noTimes = (): Numbers => new Numbers();
const noCounts = (): Counts => ({ opened: 0, resolved: 0, closed: 0, backlog: 0, cohortResolved: 0, cohortClosed: 0 });

/** The sums of a period, over incidents that are added one by one in any order. */
export class KpiSums {
  private readonly sums = new Map<KpiName, Sum>(KPI_DEFINITIONS.map(({ name }) => [name, noSum()]));
  private readonly lines = new Map<SlaRule, { due: number; met: number }>();
  private readonly by = {
    severity: new Map<string, Counts>(SEVERITIES.toReversed().map((severity) => [severity, noCounts()])),
    category: new Map<string, Counts>(),
    rsit: new Map<string, Counts>(),
    veris: new Map<string, Counts>(),
    source: new Map<string, Counts>(),
  };
  /** Milliseconds, by KPI and severity. */
  private readonly times = new Map<TimedKpi, Map<Severity, Numbers>>(TIMED_KPIS.map((kpi) => [kpi, new Map()]));
  /** Of the incident that is being added. */
  private emitted = 0;
  private readonly took = new Map<TimedKpi, number>();
  private readonly byVerdict = new Map<Verdict, number>();
  private readonly scope = { incidents: 0, tests: 0, merged: 0 };
  private readonly rules: ReadonlyMap<string, readonly SlaRule[]>;

  constructor(
    private readonly span: Span,
    private readonly slaRules: readonly SlaRule[],
  ) {
    this.rules = rulesBySeverity(slaRules);
  }

  add(fact: IncidentFact): void {
    if (fact.isTest || fact.merged) {
      let counts = false;
      contribute(fact, this.span, this.rules, (kpi) => {
        // A duplicate that was never resolved stays as it was when it was merged: nothing of it is open.
        counts ||= kpi !== 'backlog' || !fact.merged;
      });
      if (counts) this.scope[fact.isTest ? 'tests' : 'merged'] += 1;
      return;
    }
    this.emitted = 0;
    this.took.clear();
    const told = contribute(fact, this.span, this.rules, this.emit);
    if (!told || this.emitted === 0) return;
    this.scope.incidents += 1;
    const { story, volume } = told;
    for (const [kpi, value] of this.took) entry(this.times.get(kpi)!, story.severity, noTimes).push(value);
    const { opened, resolved, closed, backlog } = volume;
    const last = story.resolutions.at(-1);
    if (resolved && last) this.byVerdict.set(last.verdict, (this.byVerdict.get(last.verdict) ?? 0) + 1);
    if (!opened && !resolved && !closed && !backlog) return;
    const { severity, category, rsit, veris, source } = this.by;
    for (const counted of [
      entry(severity, story.severity, noCounts),
      entry(category, fact.category ?? 'none', noCounts),
      entry(rsit, fact.rsit ?? 'none', noCounts),
      entry(veris, verisOf(fact.rsit), noCounts),
      entry(source, fact.source ?? 'none', noCounts),
    ]) {
      if (opened) counted.opened += 1;
      if (resolved) counted.resolved += 1;
      if (closed) counted.closed += 1;
      if (backlog) counted.backlog += 1;
      if (opened && !backlog) counted.cohortResolved += 1;
      if (opened && closed && !backlog) counted.cohortClosed += 1;
    }
  }

  /** Made once: hundreds of thousands of incidents are added. */
  private readonly emit: Emit = (kpi, outcome, value, _from, _to, clock) => {
    this.emitted += 1;
    const sum = this.sums.get(kpi)!;
    sum.outcomes[outcome] += 1;
    if (value !== null && outcome === 'counted') {
      sum.counted.push(value);
      if (isTimed(kpi)) this.took.set(kpi, value);
    } else if (value !== null && outcome === 'censored') sum.censored.push(value);
    if (!clock) return;
    const line = entry(this.lines, clock.rule, noLine);
    line.due += 1;
    if (clock.run.met) line.met += 1;
  };

  /** Each KPI without target and previous. */
  kpis(): Figures {
    return new Map(KPI_DEFINITIONS.map(({ name }) => [name, this.kpi(name)]));
  }

  /** Durations in seconds. */
  private kpi(name: KpiName): Kpi {
    const { counted, censored, outcomes } = this.sums.get(name)!;
    const { unit } = definitionOf(name);
    const openAware = name.startsWith('open_aware');
    const { median, p90 } = openAware
      ? kaplanMeier(counted.in(SECOND).toSorted(), censored.in(SECOND).toSorted())
      : percentiles(counted.in(SECOND));
    const numerator = outcomes.in_both + outcomes.in_numerator;
    const denominator = outcomes.in_both + outcomes.in_denominator;
    const n = unit === 'ratio' ? denominator : outcomes.counted + outcomes.censored;
    return {
      name,
      unit,
      value: unit === 'seconds' ? median : unit === 'count' ? n : ratio(numerator, denominator),
      n,
      numerator: unit === 'ratio' ? numerator : null,
      mean: openAware || counted.length === 0 ? null : meanOf(counted),
      median,
      p90,
      negative: outcomes.negative,
      censored: outcomes.censored,
      target: null,
      targetIs: null,
      previous: null,
      status: 'no_data',
    };
  }

  /** The most severe first. */
  severityTimes(): readonly SeverityTime[] {
    return SEVERITIES.toReversed().flatMap((severity) =>
      TIMED_KPIS.flatMap((kpi) => {
        const counted = this.times.get(kpi)?.get(severity);
        if (!counted) return [];
        return [{ severity, kpi, n: counted.length, ...percentiles(counted.in(SECOND)), mean: meanOf(counted) }];
      }),
    );
  }

  /** The most severe first. */
  sla(): readonly SlaLine[] {
    return this.slaRules
      .map((rule) => {
        const { due, met } = this.lines.get(rule) ?? noLine();
        const { severity, clock, target } = rule;
        return { severity, clock, target: target / 1000, due, met, attainment: ratio(met, due) };
      })
      .toSorted(
        (a, b) =>
          SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.clock < b.clock ? -1 : Number(a.clock > b.clock)),
      );
  }

  volumes(): Pick<KpiTable, 'bySeverity' | 'byCategory' | 'byRsit' | 'byVeris' | 'bySource'> {
    const { severity, category, rsit, veris, source } = this.by;
    return {
      bySeverity: [...severity].map(([key, counts]) => ({ key, ...counts })),
      byCategory: listed(category),
      byRsit: listed(rsit),
      byVeris: listed(veris),
      bySource: listed(source),
    };
  }

  verdicts(): KpiTable['verdicts'] {
    return [...this.byVerdict]
      .map(([verdict, incidents]) => ({ verdict, incidents }))
      .toSorted((a, b) => b.incidents - a.incidents || (a.verdict < b.verdict ? -1 : 1));
  }

  counted(): KpiTable['scope'] {
    return { ...this.scope };
  }
}

const timed: ReadonlySet<KpiName> = new Set(TIMED_KPIS);
const isTimed = (kpi: KpiName): kpi is TimedKpi => timed.has(kpi);

/** Seconds. */
const meanOf = (counted: Numbers): number => counted.sum() / SECOND / counted.length;
const ratio = (numerator: number, denominator: number): number | null => (denominator === 0 ? null : numerator / denominator);

/** The most opened first. */
const listed = (counts: ReadonlyMap<string, Counts>): readonly CountBy[] =>
  [...counts]
    .map(([key, count]) => ({ key, ...count }))
    .toSorted((a, b) => b.opened - a.opened || b.backlog - a.backlog || (a.key < b.key ? -1 : 1));

export interface RuleFact {
  readonly enabled: boolean;
  readonly techniqueIds: readonly string[];
  readonly lastTest: DetectionRuleTest['result'] | null;
}
export type ControlFact = Pick<ControlProfile, 'framework' | 'implementationStatus' | 'evidenceAt'>;

/** The state of each technique in scope: the best that an enabled rule gives it. */
export const coverageOf = (scope: DetectionScope | null, rules: readonly RuleFact[]): readonly CoverageTechnique[] => {
  const enabled = rules.filter((rule) => rule.enabled);
  return (scope?.techniqueIds ?? []).toSorted().map((techniqueId) => {
    const own = enabled.filter(({ techniqueIds }) => techniqueIds.includes(techniqueId));
    const results = new Set(own.map(({ lastTest }) => lastTest));
    const state = results.has('passed') ? 'covered' : results.has(null) ? 'untested' : own.length > 0 ? 'failed' : 'gap';
    return { techniqueId, state, rules: own.length };
  });
};

/** By framework. @param until milliseconds: ages of evidence are taken then. */
export const postureOf = (controls: readonly ControlFact[], until: number): KpiTable['posture'] =>
  [...grouped(controls, ({ framework }) => framework)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([framework, own]) => {
      const evidence = own.flatMap(({ evidenceAt }) => (evidenceAt === null ? [] : [Date.parse(evidenceAt)]));
      return {
        framework,
        byStatus: [...grouped(own, ({ implementationStatus }) => implementationStatus)]
          .map(([status, { length }]) => ({ status, controls: length }))
          .toSorted((a, b) => (a.status < b.status ? -1 : 1)),
        oldestEvidence: evidence.length === 0 ? null : Math.max(0, Math.floor((until - Math.min(...evidence)) / DAY)),
        withoutEvidence: own.length - evidence.length,
      };
    });

export interface Measured {
  readonly period: Period;
  readonly previousPeriod: Period;
  readonly span: Span;
  readonly sums: KpiSums;
  /** Of these sums. */
  readonly figures: Figures;
  /** Of the period before. */
  readonly before: Figures;
  readonly targets: Readonly<Record<string, KpiTarget>>;
  readonly slaPolicies: KpiTable['slaPolicies'];
  readonly scope: DetectionScope | null;
  readonly rules: readonly RuleFact[];
  readonly controls: readonly ControlFact[];
}

const rateOf = (name: KpiName, numerator: number, n: number): Pick<Kpi, 'name' | 'value' | 'numerator' | 'n'> => ({
  name,
  value: ratio(numerator, n),
  numerator,
  n,
});

const judged = (kpi: Kpi, previous: number | null, wanted: KpiTarget | undefined): Kpi => {
  const { value } = kpi;
  const { target = null, targetIs = null } = wanted ?? {};
  const status =
    value === null
      ? 'no_data'
      : target === null
        ? 'no_target'
        : (targetIs === 'at_most' ? value <= target : value >= target)
          ? 'met'
          : 'missed';
  return { ...kpi, target, targetIs, previous, status };
};

/** Definitions version 1. What is known of rules and controls has no period before. */
export const tableOf = (measured: Measured): KpiTable => {
  const { period, previousPeriod, span, sums, figures, before, targets, slaPolicies, scope, rules, controls } = measured;
  const techniques = coverageOf(scope, rules);
  const applying = controls.filter(({ implementationStatus }) => implementationStatus !== 'not_applicable');
  const known = new Map<KpiName, Partial<Kpi>>(
    [
      rateOf('detection_coverage', techniques.filter(({ state }) => state === 'covered').length, techniques.length),
      rateOf(
        'compliance_posture',
        applying.filter(({ implementationStatus }) => implementationStatus === 'implemented').length,
        applying.length,
      ),
    ].map((rate) => [rate.name, rate]),
  );
  const kpis = KPI_DEFINITIONS.map(({ name }) => {
    const given = known.get(name);
    return judged({ ...figures.get(name)!, ...given }, given ? null : before.get(name)!.value, targets[name]);
  });
  const { median, p90 } = kpis.find(({ name }) => name === 'backlog')!;
  return {
    period,
    previousPeriod,
    definitionsVersion: DEFINITIONS_VERSION,
    kpis,
    sla: sums.sla(),
    times: sums.severityTimes(),
    slaPolicies,
    backlogAge: { median, p90 },
    ...sums.volumes(),
    verdicts: sums.verdicts(),
    coverage: { scopeVersion: scope?.version ?? null, scopeNote: scope?.note ?? '', techniques },
    posture: postureOf(controls, span.until),
    scope: sums.counted(),
  };
};
