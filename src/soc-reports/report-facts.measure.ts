/** Everything that a report is composed of, of one position of the log and for one audience. */
import type { Marking } from '../access/marking.js';
import type { IncidentStatus } from '../incidents/incident.record.js';
import type { HoldReason, Severity, Verdict } from '../incidents/incident.events.js';
import type { KpiTable, SlaBreach } from '../kpis/kpi-table.measure.js';
import type { ReportRequest } from './soc-report.events.js';

/** An incident that is told of by itself. */
export interface Highlight {
  readonly id: string;
  readonly number: string | null;
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly detectedAt: string;
  readonly impact: string;
  readonly techniqueIds: readonly string[];
  readonly rootCause: string;
  /** Of the last resolution; empty: not resolved. */
  readonly resolution: string;
  readonly resolvedAt: string | null;
  readonly verdict: Verdict | null;
  readonly lesson: string;
}

/** How long work waited, for what. */
export interface Pauses {
  readonly reason: HoldReason;
  readonly holds: number;
  /** Seconds within the period; what still waits counts up to its end. */
  readonly seconds: number;
}

export interface RuleFact {
  readonly id: string;
  readonly name: string;
  readonly techniqueIds: readonly string[];
}

/** What was recorded of detection rules from the beginning of the period up to the report's position, and which of those enabled were never tested. */
export interface RuleChanges {
  readonly enabled: number;
  readonly added: readonly RuleFact[];
  readonly retired: readonly RuleFact[];
  readonly untested: readonly RuleFact[];
}

export interface TechniqueName {
  readonly techniqueId: string;
  readonly name: string;
  /** ATT&CK short names, such as `initial-access`; empty: not known. */
  readonly tactics: readonly string[];
}

/** The releases of ATT&CK that were chosen then; empty lists: none. */
export interface AttackFacts {
  /** Such as `ATT&CK Enterprise 18.1`. */
  readonly releases: readonly string[];
  /** In the order of the matrices. */
  readonly tactics: readonly { readonly shortName: string; readonly name: string }[];
  /** What MITRE asks to be shown with its work. */
  readonly notices: readonly string[];
}

/** An incident with events between two positions that changed what it counts for. */
export interface Cause {
  readonly incidentId: string;
  readonly number: string | null;
  readonly title: string;
  /** In the order of the log, such as `Resolved`. */
  readonly events: readonly string[];
}

/** The earlier report of the same period, and what happened since. */
export interface Original {
  readonly id: string;
  readonly position: string;
  readonly asOf: string;
  readonly definitionsVersion: number;
  readonly table: KpiTable;
  readonly causes: readonly Cause[];
}

export interface ReportFacts {
  readonly id: string;
  readonly tenant: string;
  readonly request: ReportRequest;
  readonly marking: Marking;
  /** In digits. */
  readonly position: string;
  readonly asOf: string;
  readonly templateVersion: string;
  /** Of the period and of the two before it, the newest first. */
  readonly tables: readonly [KpiTable, KpiTable, KpiTable];
  /** The gravest first. */
  readonly highlights: readonly Highlight[];
  /** For reports on service levels; empty for others. */
  readonly breaches: readonly SlaBreach[];
  readonly pauses: readonly Pauses[];
  readonly rules: RuleChanges;
  readonly techniques: readonly TechniqueName[];
  readonly attack: AttackFacts;
  readonly recommendations: readonly { readonly title: string; readonly text: string }[];
  readonly original: Original | null;
}
