/** Service levels: what was promised, what was kept, and each deadline that was missed. */
import type { Block, Section } from '../documents/document.measure.js';
import { kpiBlock } from './compose-kpis.measure.js';
import { SEVERITY_STATES } from './compose-incidents.measure.js';
import { count, duration, many, moment, NOTHING, percent, words } from './figure-words.measure.js';
import type { ReportFacts } from './report-facts.measure.js';
import { kpiOf } from './report-table.measure.js';

export const attainmentTable = ({ tables: [{ sla }, before] }: ReportFacts): Block => ({
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
  rows: sla.map(({ severity, clock, target, due, met, attainment }) => {
    const previous = before.sla.find((line) => line.severity === severity && line.clock === clock)?.attainment ?? null;
    return [
      { text: words(severity) },
      { text: words(clock) },
      { text: duration(target) },
      { text: count(due) },
      { text: count(met) },
      { text: attainment === null ? NOTHING : percent(attainment) },
      { text: previous === null ? NOTHING : percent(previous) },
    ];
  }),
  empty: 'No service levels are set.',
});

const breachTable = ({ breaches, request: { zone } }: ReportFacts): Block => ({
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
  rows: breaches.map(({ number, title, severity, clock, dueAt, stoppedAt, taken, paused, cause }) => [
    { text: number === null ? title : `${number}: ${title}` },
    { text: words(severity), state: SEVERITY_STATES[severity] },
    { text: words(clock) },
    { text: moment(dueAt, zone) },
    { text: stoppedAt === null ? `${duration(taken)}, still running` : duration(taken) },
    { text: paused === 0 ? NOTHING : duration(paused) },
    { text: cause.trim() === '' ? 'Not recorded' : cause },
  ]),
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
  { id: 'attainment', title: 'Attainment', blocks: [attainmentTable(facts)] },
  { id: 'breaches', title: 'Missed deadlines', blocks: [breachTable(facts)] },
  { id: 'pauses', title: 'Pauses', blocks: [pausesTable(facts)] },
];
