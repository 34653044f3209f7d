/** The period in sentences: what happened, how fast it was dealt with, and what was promised. */
import type { Kpi, KpiName, KpiTable, Period } from '../kpis/kpi-table.measure.js';
import { count, duration, figure, many, percent } from './figure-words.measure.js';
import type { ReportFacts } from './report-facts.measure.js';
import { periodInWords } from './report-period.measure.js';
import type { ReportPeriodType } from './soc-report.events.js';
import { kpiOf } from './report-table.measure.js';

const valueOf = (table: KpiTable, name: KpiName): number => kpiOf(table, name).value ?? 0;

const comparedWith = (now: number, before: number, when: string): string => {
  if (now === before) return `as many as ${when}`;
  if (before === 0) return `against none ${when}`;
  return `${percent(Math.abs(now - before) / before)} ${now > before ? 'more' : 'fewer'} than ${when} (${count(before)})`;
};

const gravity = ({ bySeverity }: KpiTable): readonly string[] => {
  const openedAs = (...keys: readonly string[]): number =>
    bySeverity.filter(({ key }) => keys.includes(key)).reduce((sum, { opened }) => sum + opened, 0);
  const [gravest, high] = [openedAs('critical', 'fatal'), openedAs('high')];
  if (gravest + high === 0) return [];
  return [`Of these, ${count(gravest)} ${gravest === 1 ? 'was' : 'were'} critical and ${count(high)} of high severity.`];
};

/** `in March 2026`, `on 14 March 2026`, `from 1 to 14 March 2026`. */
const duringPeriod = (type: ReportPeriodType, period: Period): string => {
  const when = periodInWords(type, period);
  if (type !== 'on_demand') return `in ${when}`;
  return when.includes(' to ') ? `from ${when}` : `on ${when}`;
};
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const volume = ({ tables, request }: ReportFacts): readonly string[] => {
  const [now, before] = tables;
  const during = (period: Period): string => duringPeriod(request.periodType, period);
  const when = during(now.period);
  const [opened, previously] = [valueOf(now, 'opened'), valueOf(before, 'opened')];
  const compared = comparedWith(opened, previously, during(before.period));
  const [resolved, closed, open] = [valueOf(now, 'resolved'), valueOf(now, 'closed'), valueOf(now, 'backlog')];
  const first =
    opened === 0
      ? `${capital(when)}, no incident was opened (${count(previously)} in the period before).`
      : `${capital(when)}, ${many(opened, 'incident')} ${opened === 1 ? 'was' : 'were'} opened, ${compared}.`;
  return [
    first,
    ...gravity(now),
    `${many(resolved, 'incident')} ${resolved === 1 ? 'was' : 'were'} resolved and ${count(closed)} closed; ${count(open)} ${
      open === 1 ? 'was' : 'were'
    } open at the end of the period.`,
  ];
};

const kept = ({ status, target, targetIs, unit }: Kpi): string => {
  if (status !== 'met' && status !== 'missed') return 'no target is set';
  return `the target of at ${targetIs === 'at_least' ? 'least' : 'most'} ${figure(target, unit)} was ${status}`;
};

const speed = (table: KpiTable, name: KpiName, verb: string): readonly string[] => {
  const kpi = kpiOf(table, name);
  const { median, p90, n } = kpi;
  if (median === null || p90 === null || n === 0)
    return [`No incident was ${verb} in the period, so there is no time to measure.`];
  return [
    `Half of the ${many(n, 'incident')} ${verb} took at most ${duration(median)} and nine in ten at most ${duration(p90)}; ${kept(kpi)}.`,
  ];
};

const rate = (table: KpiTable, name: KpiName, said: (numerator: string, n: string) => string): readonly string[] => {
  const kpi = kpiOf(table, name);
  const { value, numerator, n } = kpi;
  if (value === null || numerator === null || n === 0) return [];
  return [`${said(count(numerator), count(n))} (${percent(value)}); ${kept(kpi)}.`];
};

/** Paragraphs for readers who read nothing else. */
export const summaryOf = (facts: ReportFacts): readonly string[] => {
  const [table] = facts.tables;
  return [
    volume(facts).join(' '),
    [...speed(table, 'time_to_acknowledge', 'acknowledged'), ...speed(table, 'time_to_resolve', 'resolved')].join(' '),
    [
      ...rate(table, 'sla_attainment', (met, due) => `Of ${due} service-level deadlines due, ${met} were met`),
      ...rate(table, 'false_positive_rate', (wrong, all) => `Of ${all} incidents with a verdict, ${wrong} were false alarms`),
      ...rate(
        table,
        'detection_coverage',
        (covered, scope) => `Of ${scope} attack techniques in scope, ${covered} are covered by a tested detection rule`,
      ),
    ].join(' '),
  ].filter((paragraph) => paragraph !== '');
};
