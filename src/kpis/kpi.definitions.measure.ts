/** What each KPI means, in the words that are printed beside it. Pure. */
import type { KpiName, KpiUnit } from './kpi-table.measure.js';

/** Raised with every change of a figure's meaning; a report names the version that it was made under. */
export const DEFINITIONS_VERSION = 1;

export interface KpiDefinition {
  readonly name: KpiName;
  readonly title: string;
  readonly unit: KpiUnit;
  readonly definition: string;
  readonly leftOut: string;
  /** What a target of it usually bounds. */
  readonly betterIs: 'lower' | 'higher' | 'neither';
}

/** What holds for every figure. */
export const GENERAL_DEFINITIONS: readonly string[] = [
  'A period runs from its start to just before its end, in the named zone. A period that has not ended is measured up to the minute of the question.',
  'Whatever happened at or after the end of the period is not counted, whenever it was recorded. What was recorded after the stated position is not known.',
  'Every incident counts once, with the severity that it has at the end of the period. Test incidents never count. An incident that was merged into another one does not count beside it.',
  'Only records that the reader, or the audience of the report, may see are counted.',
  'The headline of a duration is its median; the 90th percentile and the mean stand beside it, with n. Percentiles interpolate linearly (SQL percentile_cont).',
  'A duration below zero is bad data: left out of the statistic, and counted beside it.',
  'An incident that was closed without a resolution counts as resolved at its closing, without a verdict. An incident resolved again counts by its last resolution in the period.',
];

const NEGATIVE = 'Durations below zero, which are counted beside it.';
const NOTHING = 'Nothing but test incidents and merged duplicates.';

export const KPI_DEFINITIONS: readonly KpiDefinition[] = [
  {
    name: 'time_to_detect',
    title: 'Time to detect (TTD)',
    unit: 'seconds',
    definition: 'Detection − occurrence, of incidents detected in the period.',
    leftOut: `Incidents of which it is not known when they began. ${NEGATIVE}`,
    betterIs: 'lower',
  },
  {
    name: 'time_to_acknowledge',
    title: 'Time to acknowledge (TTA; its mean is MTTA)',
    unit: 'seconds',
    definition:
      'First acknowledgement − detection, of incidents first acknowledged in the period by a person, or a service for one.',
    leftOut: `Automatic acknowledgements, which have a line of their own. ${NEGATIVE}`,
    betterIs: 'lower',
  },
  {
    name: 'time_to_acknowledge_automatic',
    title: 'Time to acknowledge, automatic',
    unit: 'seconds',
    definition: 'First acknowledgement − detection, of incidents first acknowledged in the period by a rule.',
    leftOut: NEGATIVE,
    betterIs: 'lower',
  },
  {
    name: 'time_to_resolve',
    title: 'Time to resolve (TTR; its mean is MTTR)',
    unit: 'seconds',
    definition:
      'Last resolution − detection, of incidents whose last resolution falls in the period and that are not open again at its end. Time on hold is included.',
    leftOut: `Incidents open again at the end of the period. ${NEGATIVE}`,
    betterIs: 'lower',
  },
  {
    name: 'time_to_resolve_without_holds',
    title: 'Time to resolve, without holds',
    unit: 'seconds',
    definition: 'Time to resolve, less the time on hold for any reason.',
    leftOut: `Incidents open again at the end of the period. ${NEGATIVE}`,
    betterIs: 'lower',
  },
  {
    name: 'time_to_contain',
    title: 'Time to contain (TTC)',
    unit: 'seconds',
    definition: 'First containment − detection, of incidents first contained in the period.',
    leftOut: NEGATIVE,
    betterIs: 'lower',
  },
  {
    name: 'open_aware_time_to_acknowledge',
    title: 'Time to acknowledge, open-aware',
    unit: 'seconds',
    definition:
      'Kaplan–Meier median and 90th percentile of first acknowledgement − detection over all incidents detected in the period; those not yet acknowledged are censored at its end. It has none where too many are open.',
    leftOut: NEGATIVE,
    betterIs: 'lower',
  },
  {
    name: 'open_aware_time_to_resolve',
    title: 'Time to resolve, open-aware',
    unit: 'seconds',
    definition:
      'Kaplan–Meier median and 90th percentile of last resolution − detection over all incidents detected in the period; those open at its end are censored there. It has none where too many are open.',
    leftOut: NEGATIVE,
    betterIs: 'lower',
  },
  {
    name: 'auto_resolution_rate',
    title: 'Auto-resolution rate',
    unit: 'ratio',
    definition: 'Incidents resolved in the period without any act of a person by its end ÷ incidents resolved in the period.',
    leftOut: NOTHING,
    betterIs: 'higher',
  },
  {
    name: 'false_positive_rate',
    title: 'False-positive rate',
    unit: 'ratio',
    definition: 'False positives ÷ incidents resolved in the period with a verdict, by the last verdict.',
    leftOut: 'Verdicts benign, duplicate and test, which are listed apart, and incidents without a verdict.',
    betterIs: 'lower',
  },
  {
    name: 'escalation_rate',
    title: 'Escalation rate',
    unit: 'ratio',
    definition: 'Incidents escalated by the end of the period ÷ incidents first acknowledged in the period.',
    leftOut: NOTHING,
    betterIs: 'lower',
  },
  {
    name: 'reopen_rate',
    title: 'Reopen rate',
    unit: 'ratio',
    definition: 'Incidents reopened in the period ÷ incidents resolved in the period. It may exceed 1.',
    leftOut: NOTHING,
    betterIs: 'lower',
  },
  {
    name: 'sla_attainment',
    title: 'SLA attainment',
    unit: 'ratio',
    definition:
      'Clocks met ÷ clocks due in the period, over severity × clock. A clock is due when its target is used up, or would have been had it not stopped. Overdue and still open is missed. The calendar, the holds that pause it and what a reopening does are those of the policy; after a restart each run is a clock of its own. A resolution also stops the clock to acknowledge.',
    leftOut: 'Severities without a target; clocks still open within their target, and those that stand.',
    betterIs: 'higher',
  },
  {
    name: 'backlog',
    title: 'Backlog',
    unit: 'count',
    definition: 'Incidents open at the end of the period; median, 90th percentile and mean are of their age since detection.',
    leftOut: NOTHING,
    betterIs: 'lower',
  },
  {
    name: 'opened',
    title: 'Opened',
    unit: 'count',
    definition: 'Incidents detected in the period.',
    leftOut: NOTHING,
    betterIs: 'neither',
  },
  {
    name: 'resolved',
    title: 'Resolved',
    unit: 'count',
    definition: 'Incidents resolved in the period, those reopened since too.',
    leftOut: NOTHING,
    betterIs: 'neither',
  },
  {
    name: 'closed',
    title: 'Closed',
    unit: 'count',
    definition: 'Incidents closed in the period.',
    leftOut: NOTHING,
    betterIs: 'neither',
  },
  {
    name: 'detection_coverage',
    title: 'Detection coverage',
    unit: 'ratio',
    definition:
      'Techniques with an enabled rule whose last test passed ÷ techniques in the declared scope, as known at the stated position. A rule covers the techniques it names, not their sub-techniques.',
    leftOut: 'Techniques outside the scope; those with enabled rules that were never tested are listed apart.',
    betterIs: 'higher',
  },
  {
    name: 'compliance_posture',
    title: 'Compliance posture',
    unit: 'ratio',
    definition: 'Controls implemented ÷ controls that apply, over all frameworks, as known at the stated position.',
    leftOut: 'Controls that do not apply, and retired ones.',
    betterIs: 'higher',
  },
];

export const definitionOf = (name: KpiName): KpiDefinition => KPI_DEFINITIONS.find((definition) => definition.name === name)!;
