/** Charts of volumes and speed. */
import type { Block } from '../documents/document.measure.js';
import type { CountBy, KpiName } from '../kpis/kpi-table.measure.js';
import { count, words } from './figure-words.measure.js';
import type { ReportFacts } from './report-facts.measure.js';
import { periodInWords } from './report-period.measure.js';
import { kpiOf, titleOfKpi } from './report-table.measure.js';

/** The oldest first. */
const overPeriods = (facts: ReportFacts, names: readonly KpiName[], scale: number) => {
  const tables = facts.tables.toReversed();
  return {
    labels: tables.map(({ period }) => periodInWords(facts.request.periodType, period)),
    series: names.map((name) => ({
      name: titleOfKpi(name).replace(/ \(.*\)$/, ''),
      values: tables.map((table) => {
        const { value } = kpiOf(table, name);
        return value === null ? null : Math.round(value * scale * 100) / 100;
      }),
    })),
  };
};

const said = (
  labels: readonly string[],
  { name, values }: { readonly name: string; readonly values: readonly (number | null)[] },
) =>
  `${name}: ${labels.map((label, index) => `${label} ${values[index] === null ? 'nothing to measure' : count(values[index])}`).join(', ')}`;

const altOf = (chart: {
  readonly labels: readonly string[];
  readonly series: readonly { name: string; values: readonly (number | null)[] }[];
}) => `${chart.series.map((series) => said(chart.labels, series)).join('. ')}.`;

export const volumeTrend = (facts: ReportFacts): Block => {
  const chart = overPeriods(facts, ['opened', 'resolved', 'backlog'], 1);
  return {
    kind: 'chart',
    caption: 'Incidents over three periods',
    alt: altOf(chart),
    shape: 'line',
    unit: 'incidents',
    ...chart,
  };
};

export const speedTrend = (facts: ReportFacts): Block => {
  const chart = overPeriods(facts, ['time_to_acknowledge', 'time_to_resolve'], 1 / 3600);
  return { kind: 'chart', caption: 'Median times over three periods', alt: altOf(chart), shape: 'line', unit: 'hours', ...chart };
};

const MOST = 8;

/** Those most opened, the rest as one. */
const mainOnes = (counts: readonly CountBy[]): readonly CountBy[] => {
  const sorted = counts.toSorted((a, b) => b.opened - a.opened || (a.key < b.key ? -1 : 1));
  if (sorted.length <= MOST) return sorted;
  const rest = sorted.slice(MOST - 1);
  const sum = (of: 'opened' | 'resolved' | 'closed' | 'backlog'): number => rest.reduce((all, one) => all + one[of], 0);
  const others = { ...rest[0], key: `${rest.length} others`, opened: sum('opened'), resolved: sum('resolved') };
  return [...sorted.slice(0, MOST - 1), { ...others, closed: sum('closed'), backlog: sum('backlog') }];
};

/** What counts are of: `coded` keys are ours, the others are in the organisation's own words, and `none` is of those without any. */
export interface Counted {
  readonly of: string;
  readonly counts: readonly CountBy[];
  readonly coded: boolean;
}
const nameOf = ({ key }: CountBy, coded: boolean): string => (coded || key === 'none' ? words(key) : key);

/** Coded keys stay in their order. */
export const countsChart = (caption: string, { counts, coded }: Counted): Block => {
  const shown = coded ? counts.filter(({ opened, resolved, backlog }) => opened + resolved + backlog > 0) : mainOnes(counts);
  const chart = {
    labels: shown.map((one) => nameOf(one, coded)),
    series: [
      { name: 'Opened', values: shown.map(({ opened }) => opened) },
      { name: 'Resolved', values: shown.map(({ resolved }) => resolved) },
      { name: 'Open at the end', values: shown.map(({ backlog }) => backlog) },
    ],
  };
  const alt = shown.length === 0 ? 'There is nothing to show.' : altOf(chart);
  return { kind: 'chart', caption, alt, shape: 'bar', unit: 'incidents', ...chart };
};

export const countsTable = (caption: string, { of, counts, coded }: Counted): Block => ({
  kind: 'table',
  caption,
  columns: [
    { label: of, weight: 3 },
    { label: 'Opened', align: 'end' },
    { label: 'Resolved', align: 'end' },
    { label: 'Closed', align: 'end' },
    { label: 'Open at the end', align: 'end' },
  ],
  rows: counts.map((one) => [
    { text: nameOf(one, coded) },
    ...[one.opened, one.resolved, one.closed, one.backlog].map((n) => ({ text: count(n) })),
  ]),
  empty: 'No incident falls into the period.',
});
