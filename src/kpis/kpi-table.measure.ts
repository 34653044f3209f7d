/** The shape of a tenant's KPIs over a period. */
import type { Severity, Verdict } from '../incidents/incident.events.js';
import type { DetectionScope, SlaClock, SlaPolicy } from '../tenants/soc-settings.events.js';
import { KPI_NAMES, type KpiName } from './kpi-names.measure.js';

/** Half-open, `[start, end)`. */
export interface Period {
  /** UTC, ISO 8601 with milliseconds. */
  readonly start: string;
  readonly end: string;
  /** IANA; days and business hours are of it, and it is printed. */
  readonly zone: string;
}

export { KPI_NAMES, type KpiName };

export type KpiUnit = 'seconds' | 'ratio' | 'count';

/** A figure and everything said beside it. Durations are seconds, rates are ratios from 0 to 1. */
export interface Kpi {
  readonly name: KpiName;
  readonly unit: KpiUnit;
  /** The headline: the median of durations, the ratio of rates, the count of counts; null: nothing to measure. */
  readonly value: number | null;
  /** What it is made of; of a rate its denominator. */
  readonly n: number;
  /** Of a rate. */
  readonly numerator: number | null;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  /** Bad data: negative durations, left out and counted. */
  readonly negative: number;
  /** Open incidents that an open-aware figure counts up to the period's end. */
  readonly censored: number;
  readonly target: number | null;
  readonly targetIs: 'at_most' | 'at_least' | null;
  /** The headline of the period of the same kind before. */
  readonly previous: number | null;
  readonly status: 'met' | 'missed' | 'no_target' | 'no_data';
}

export interface SlaLine {
  readonly severity: Severity;
  readonly clock: SlaClock;
  /** Seconds of the calendar. */
  readonly target: number;
  readonly due: number;
  readonly met: number;
  /** null: nothing was due. */
  readonly attainment: number | null;
}

/** Times that are told by severity. */
export const TIMED_KPIS = [
  'time_to_acknowledge',
  'time_to_resolve',
  'time_to_resolve_without_holds',
] as const satisfies KpiName[];
export type TimedKpi = (typeof TIMED_KPIS)[number];

/** Seconds; negative durations are left out. */
export interface SeverityTime {
  readonly severity: Severity;
  readonly kpi: TimedKpi;
  readonly n: number;
  readonly median: number | null;
  readonly p90: number | null;
  readonly mean: number | null;
}

export interface SlaBreach {
  readonly incidentId: string;
  readonly number: string | null;
  readonly title: string;
  readonly severity: Severity;
  readonly clock: SlaClock;
  readonly dueAt: string;
  /** null: it still runs. */
  readonly stoppedAt: string | null;
  /** Seconds of the calendar, pauses left out. */
  readonly taken: number;
  readonly paused: number;
  readonly cause: string;
}

export interface CountBy {
  readonly key: string;
  readonly opened: number;
  readonly resolved: number;
  readonly closed: number;
  readonly backlog: number;
  /** Of those opened in the period, what was done by its end (cohort); the others count what happened in it (throughput). */
  readonly cohortResolved: number;
  readonly cohortClosed: number;
}

export interface CoverageTechnique {
  readonly techniqueId: string;
  /** Covered: an enabled rule whose last test passed. */
  readonly state: 'covered' | 'untested' | 'failed' | 'gap';
  readonly rules: number;
}

export interface KpiTable {
  readonly period: Period;
  /** Of the definitions, printed in each appendix. */
  readonly definitionsVersion: number;
  readonly kpis: readonly Kpi[];
  readonly sla: readonly SlaLine[];
  /** Of each severity that has any, the most severe first. */
  readonly times: readonly SeverityTime[];
  readonly backlogAge: { readonly median: number | null; readonly p90: number | null };
  readonly bySeverity: readonly CountBy[];
  readonly byCategory: readonly CountBy[];
  /** By class of the RSIT taxonomy; `none` where an incident has none. */
  readonly byRsit: readonly CountBy[];
  /** By VERIS action, after the RSIT class. */
  readonly byVeris: readonly CountBy[];
  /** By what raised them. */
  readonly bySource: readonly CountBy[];
  /** Of what was resolved in the period, by its last verdict. */
  readonly verdicts: readonly { readonly verdict: Verdict; readonly incidents: number }[];
  /** The service levels that were measured; the defaults where the tenant has set none. */
  readonly slaPolicies: readonly (SlaPolicy & { readonly id: string | null })[];
  /** The period of the same kind before, that `previous` is of. */
  readonly previousPeriod: Period;
  readonly coverage: {
    readonly scopeVersion: string | null;
    readonly scopeNote: DetectionScope['note'];
    readonly techniques: readonly CoverageTechnique[];
  };
  readonly posture: readonly {
    readonly framework: string;
    readonly byStatus: readonly { readonly status: string; readonly controls: number }[];
    /** Days since the evidence; null: no evidence. */
    readonly oldestEvidence: number | null;
    readonly withoutEvidence: number;
  }[];
  /** What the figures are of: test incidents and merged duplicates are left out, and counted here. */
  readonly scope: { readonly incidents: number; readonly tests: number; readonly merged: number };
}
