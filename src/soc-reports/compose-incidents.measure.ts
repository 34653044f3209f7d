/** Incidents that are told of one by one. */
import type { Block, State } from '../documents/document.measure.js';
import type { Severity } from '../incidents/incident.events.js';
import { date, words } from './figure-words.measure.js';
import type { Highlight, ReportFacts } from './report-facts.measure.js';

export const SEVERITY_STATES: Record<Severity, State> = {
  informational: 'neutral',
  low: 'neutral',
  medium: 'warning',
  high: 'bad',
  critical: 'bad',
  fatal: 'bad',
};

const said = (text: string): string => (text.trim() === '' ? 'Not recorded' : text.trim());

const resolutionOf = ({ resolution, resolvedAt, status }: Highlight, zone: string): string =>
  resolvedAt === null ? `Not resolved: ${words(status).toLowerCase()}` : `${said(resolution)} (${date(resolvedAt, zone)})`;

export const highlightBlocks = ({ highlights, request: { zone } }: ReportFacts): readonly Block[] => [
  {
    kind: 'table',
    caption: 'The gravest incidents',
    columns: [
      { label: 'Detected', weight: 1 },
      { label: 'Incident', weight: 2 },
      { label: 'Severity', weight: 0.9 },
      { label: 'Impact', weight: 1.6 },
      { label: 'ATT&CK', weight: 0.9 },
      { label: 'Cause', weight: 1.5 },
      { label: 'Resolution', weight: 1.6 },
      { label: 'Lesson', weight: 1.5 },
    ],
    rows: highlights.map((one) => [
      { text: date(one.detectedAt, zone) },
      { text: one.number === null ? one.title : `${one.number}: ${one.title}` },
      { text: words(one.severity), state: SEVERITY_STATES[one.severity] },
      { text: said(one.impact) },
      { text: one.techniqueIds.length === 0 ? 'None' : one.techniqueIds.join(', ') },
      { text: said(one.rootCause) },
      { text: resolutionOf(one, zone) },
      { text: said(one.lesson) },
    ]),
    empty: 'No incident was detected in the period.',
  },
];
