/** Service levels: what was promised, what was kept, and each deadline that was missed. */
import { Info } from 'luxon';
import type { Block, Section } from '../documents/document.measure.js';
import { SEVERITIES, type Severity } from '../incidents/incident.events.js';
import type { SlaLine, TimedKpi } from '../kpis/kpi-table.measure.js';
import { kpiBlock } from './compose-kpis.measure.js';
import { SEVERITY_STATES } from './compose-incidents.measure.js';
import { count, duration, figure, hours, many, moment, NOTHING, percent, words } from './figure-words.measure.js';
import type { ReportFacts } from './report-facts.measure.js';
import { kpiOf } from './report-table.measure.js';

type Clock = Pick<SlaLine, 'severity' | 'clock'>;

/** How times of a clock are written: in hours where only some of a day count. */
const timeOf = ({ tables: [{ slaPolicies }] }: ReportFacts, { severity, clock }: Clock): ((seconds: number) => string) => {
  const own = slaPolicies.find(({ targets }) => targets.some((one) => one.severity === severity && one.clock === clock));
  return own?.calendar.kind === 'business_hours' ? hours : duration;
};

/** ISO 8601 weekdays: `Monday to Friday`, `Monday, Wednesday`. */
const inWords = (days: readonly number[]): string => {
  const names = days.map((day) => Info.weekdays('long', { locale: 'en-GB' })[day - 1]);
  const inRow = days.length > 2 && days.every((day, index) => day === days[0] + index);
  return inRow ? `${names[0]} to ${names.at(-1)}` : names.join(', ');
};

/** Which hours count, where not all do. */
export const calendarNotes = ({ tables: [{ slaPolicies }] }: ReportFacts): readonly Block[] => {
  const notes = slaPolicies.flatMap(({ calendar, targets }) => {
    if (calendar.kind !== 'business_hours') return [];
    const severities = [...new Set(targets.map(({ severity }) => words(severity).toLowerCase()))].join(' and ');
    const days = inWords(calendar.weekdays);
    return [`For ${severities} severity only working hours count: ${days}, ${calendar.start} to ${calendar.end}.`];
  });
  return notes.length > 0 ? [{ kind: 'text', paragraphs: notes }] : [];
};

export const attainmentTable = (facts: ReportFacts): Block => ({
  kind: 'table',
  caption: 'Attainment by severity and clock',
  columns: [
    { label: 'Severity' },
    { label: 'Clock' },
    { label: 'Target', align: 'end' },
    { label: 'Due', align: 'end' },
    { label: 'Met', align: 'end' },
    { label: 'Attainment', align: 'end' },
    { label: 'Before', align: 'end' },
  ],
  rows: facts.tables[0].sla.map(({ severity, clock, target, due, met, attainment }) => {
    const previous = facts.tables[1].sla.find((line) => line.severity === severity && line.clock === clock)?.attainment ?? null;
    return [
      { text: words(severity) },
      { text: words(clock) },
      { text: timeOf(facts, { severity, clock })(target) },
      { text: count(due) },
      { text: count(met) },
      { text: attainment === null ? NOTHING : percent(attainment) },
      { text: previous === null ? NOTHING : percent(previous) },
    ];
  }),
  empty: 'No service levels are set.',
});

/** How long the work took, whatever was promised. */
const timesTable = ({ tables: [{ times }] }: ReportFacts): Block => {
  const cells = (severity: Severity, kpi: TimedKpi) => {
    const { n, median, p90 } = times.find((one) => one.severity === severity && one.kpi === kpi) ?? {
      n: 0,
      median: null,
      p90: null,
    };
    return [count(n), figure(median, 'seconds'), figure(p90, 'seconds')].map((text) => ({ text }));
  };
  return {
    kind: 'table',
    caption: 'Median and 90th percentile by severity',
    columns: [
      { label: 'Severity', weight: 1.2 },
      ...['Acknowledged', 'Median', 'P90', 'Resolved', 'Median', 'P90', 'P90 without holds'].map(
        (label) => ({ label, align: 'end' }) as const,
      ),
    ],
    rows: SEVERITIES.toReversed()
      .filter((severity) => times.some((one) => one.severity === severity))
      .map((severity) => [
        { text: words(severity), state: SEVERITY_STATES[severity] },
        ...cells(severity, 'time_to_acknowledge'),
        ...cells(severity, 'time_to_resolve'),
        cells(severity, 'time_to_resolve_without_holds')[2],
      ]),
    empty: 'Nothing was acknowledged or resolved in the period.',
  };
};

const breachTable = (facts: ReportFacts): Block => ({
  kind: 'table',
  caption: 'Deadlines that were missed',
  columns: [
    { label: 'Incident', weight: 2 },
    { label: 'Severity', weight: 0.9 },
    { label: 'Clock', weight: 0.9 },
    { label: 'Due', weight: 1.3 },
    { label: 'Taken', align: 'end', weight: 0.9 },
    { label: 'Waited', align: 'end', weight: 0.9 },
    { label: 'Cause', weight: 2 },
  ],
  rows: facts.breaches.map(({ number, title, severity, clock, dueAt, stoppedAt, taken, paused, cause }) => {
    const time = timeOf(facts, { severity, clock });
    return [
      { text: number === null ? title : `${number}: ${title}` },
      { text: words(severity), state: SEVERITY_STATES[severity] },
      { text: words(clock) },
      { text: moment(dueAt, facts.request.zone) },
      { text: stoppedAt === null ? `${time(taken)}, still running` : time(taken) },
      { text: paused === 0 ? NOTHING : time(paused) },
      { text: cause.trim() === '' ? 'Not recorded' : cause },
    ];
  }),
  empty: 'Every deadline was met.',
});

export const pausesTable = ({ pauses }: ReportFacts): Block => ({
  kind: 'table',
  caption: 'What work waited for',
  columns: [
    { label: 'Waiting for', weight: 2 },
    { label: 'Times', align: 'end' },
    { label: 'Altogether', align: 'end' },
  ],
  rows: pauses.map(({ reason, holds, seconds }) => [
    { text: words(reason) },
    { text: count(holds) },
    { text: duration(seconds) },
  ]),
  empty: 'No incident had to wait.',
});

const sentence = ({ tables: [table], breaches }: ReportFacts): string => {
  const { value, numerator, n } = kpiOf(table, 'sla_attainment');
  if (value === null || n === 0) return 'No deadline was due in the period.';
  return `${count(numerator ?? 0)} of ${many(n, 'deadline')} due in the period were met (${percent(value)}); ${count(breaches.length)} were missed.`;
};

export const slaSections = (facts: ReportFacts): readonly Section[] => [
  {
    id: 'summary',
    title: 'Summary',
    blocks: [
      { kind: 'text', paragraphs: [sentence(facts)] },
      kpiBlock(facts, [
        'sla_attainment',
        'time_to_acknowledge',
        'time_to_resolve',
        'time_to_resolve_without_holds',
        'open_aware_time_to_acknowledge',
        'open_aware_time_to_resolve',
      ]),
    ],
  },
  { id: 'attainment', title: 'Attainment', blocks: [attainmentTable(facts), ...calendarNotes(facts), timesTable(facts)] },
  { id: 'breaches', title: 'Missed deadlines', blocks: [breachTable(facts)] },
  { id: 'pauses', title: 'Pauses', blocks: [pausesTable(facts)] },
];
