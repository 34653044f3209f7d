/** The incidents behind a figure, each with what it added and the times that this was made of. Pure. */
import type { RsitClass, Severity } from '../incidents/incident.events.js';
import type { SlaClock } from '../tenants/soc-settings.events.js';
import { contribute, type Outcome, type Span } from './contribution.measure.js';
import type { IncidentFact } from './incident-fact.measure.js';
import { storyOf } from './incident-story.measure.js';
import { rulesBySeverity } from './kpi.measure.js';
import type { KpiName } from './kpi-table.measure.js';
import type { SlaRule } from './sla.measure.js';

export interface LineageFilter {
  readonly kpi: KpiName;
  readonly severity?: Severity | undefined;
  readonly clock?: SlaClock | undefined;
  /** `none`: those without. */
  readonly category?: string | undefined;
  readonly rsit?: string | undefined;
  readonly source?: string | undefined;
  readonly outcome?: Outcome | undefined;
}

/** Durations are seconds, times UTC ISO 8601. */
export interface Contribution {
  readonly incidentId: string;
  readonly outcome: Outcome;
  /** null: the figure counts and does not measure. */
  readonly value: number | null;
  readonly from: string;
  /** null: it still goes on. */
  readonly to: string | null;
  readonly severity: Severity;
  readonly category: string | null;
  readonly rsit: RsitClass | null;
  readonly source: string | null;
  /** Of service levels. */
  readonly sla: {
    readonly clock: SlaClock;
    /** 0, or the number of the reopening that started the clock. */
    readonly run: number;
    readonly target: number;
    readonly dueAt: string;
    readonly paused: number;
  } | null;
}

const instant = (ms: number): string => new Date(ms).toISOString();

/** Collects what incidents, added one by one, contribute to one figure of a period. */
export class Lineage {
  private readonly rules: ReadonlyMap<string, readonly SlaRule[]>;
  private readonly found: Contribution[] = [];

  constructor(
    private readonly span: Span,
    slaRules: readonly SlaRule[],
    private readonly filter: LineageFilter,
  ) {
    this.rules = filter.kpi === 'sla_attainment' ? rulesBySeverity(slaRules) : new Map();
  }

  add(fact: IncidentFact): void {
    const { filter, span } = this;
    const { id: incidentId, category, rsit, source } = fact;
    if (fact.isTest || fact.merged) return;
    if (filter.category !== undefined && filter.category !== (category ?? 'none')) return;
    if (filter.rsit !== undefined && filter.rsit !== (rsit ?? 'none')) return;
    if (filter.source !== undefined && filter.source !== (source ?? 'none')) return;
    let severity: Severity | undefined;
    contribute(fact, span, this.rules, (kpi, outcome, value, from, to, clock) => {
      if (kpi !== filter.kpi || (filter.outcome ?? outcome) !== outcome) return;
      if (filter.clock !== undefined && filter.clock !== clock?.rule.clock) return;
      severity ??= storyOf(fact, span.until).severity;
      if ((filter.severity ?? severity) !== severity) return;
      this.found.push({
        incidentId,
        outcome,
        value: value === null ? null : value / 1000,
        from: instant(from),
        to: to === null ? null : instant(to),
        severity,
        category,
        rsit,
        source,
        sla: clock
          ? {
              clock: clock.rule.clock,
              run: clock.run.run,
              target: clock.rule.target / 1000,
              dueAt: instant(clock.run.dueAt!),
              paused: clock.run.paused / 1000,
            }
          : null,
      });
    });
  }

  /** In the order of their keys. */
  contributions(): readonly Contribution[] {
    return this.found.toSorted((a, b) => {
      const [left, right] = [lineageKey(a), lineageKey(b)];
      return left < right ? -1 : Number(left > right);
    });
  }
}

/** Sorts contributions, and tells those of one figure apart: when, which clock, whose. */
export const lineageKey = ({ from, sla, incidentId }: Contribution): string =>
  `${from} ${sla ? `${sla.clock} ${`${sla.run}`.padStart(5, '0')}` : '-'} ${incidentId}`;
