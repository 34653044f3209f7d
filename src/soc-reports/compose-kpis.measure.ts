/** The table of indicators: each with what it should be, was before, and what is said beside it. */
import type { Block, KpiLine } from '../documents/document.measure.js';
import type { Kpi, KpiName } from '../kpis/kpi-table.measure.js';
import { count, duration, figure, many, STATES, STATUS_WORDS, target, trend } from './figure-words.measure.js';
import type { ReportFacts } from './report-facts.measure.js';
import { kpiOf, titleOfKpi } from './report-table.measure.js';

const noteOf = ({ unit, mean, p90, numerator, n, negative, censored }: Kpi): string | undefined => {
  const said = [
    ...(unit === 'seconds' && p90 !== null ? [`nine in ten within ${duration(p90)}`] : []),
    ...(unit === 'seconds' && mean !== null ? [`mean ${duration(mean)}`] : []),
    ...(unit === 'ratio' && numerator !== null ? [`${count(numerator)} of ${count(n)}`] : []),
    ...(censored > 0 ? [`${many(censored, 'open incident')} counted up to the end of the period`] : []),
    ...(negative > 0 ? [`${many(negative, 'incident')} left out: it would end before it begins`] : []),
  ];
  return said.length > 0 ? said.join('; ') : undefined;
};

export const kpiLine = (facts: ReportFacts, name: KpiName): KpiLine => {
  const kpi = kpiOf(facts.tables[0], name);
  const { unit, value, n, previous, status } = kpi;
  const note = noteOf(kpi);
  return {
    name: titleOfKpi(name),
    value: figure(value, unit),
    n,
    target: target(kpi),
    previous: previous === null ? null : figure(previous, unit),
    trend: trend(value, previous),
    state: STATES[status],
    word: STATUS_WORDS[status],
    ...(note === undefined ? {} : { note }),
  };
};

export const kpiBlock = (facts: ReportFacts, names: readonly KpiName[]): Block => ({
  kind: 'kpis',
  lines: names.map((name) => kpiLine(facts, name)),
});
