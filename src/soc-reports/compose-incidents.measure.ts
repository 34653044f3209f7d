/** Incidents that are told of one by one. */
import type { Block, State } from '../documents/document.measure.js';
import type { Severity } from '../incidents/incident.events.js';
import { shortDate, words } from './figure-words.measure.js';
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
  resolvedAt === null ? `Not resolved: ${words(status).toLowerCase()}` : `${said(resolution)} (${shortDate(resolvedAt, zone)})`;

/** As ATT&CK names them. */
const techniquesOf = ({ techniqueIds }: Highlight): string =>
  techniqueIds.length === 0 ? '' : ` (ATT&CK ${techniqueIds.join(', ')})`;

export const highlightBlocks = ({ highlights, request: { zone } }: ReportFacts): readonly Block[] => [
  {
    kind: 'table',
    caption: 'The gravest incidents',
    columns: [
      { label: 'Detected', weight: 0.8 },
      { label: 'Incident', weight: 2.2 },
      { label: 'Severity', weight: 0.8 },
      { label: 'Impact', weight: 1.6 },
      { label: 'Cause', weight: 1.5 },
      { label: 'Resolution', weight: 1.6 },
      { label: 'Lesson', weight: 1.5 },
    ],
    rows: highlights.map((one) => [
      { text: shortDate(one.detectedAt, zone) },
      { text: `${one.number === null ? '' : `${one.number}: `}${one.title}${techniquesOf(one)}` },
      { text: words(one.severity), state: SEVERITY_STATES[one.severity] },
      { text: said(one.impact) },
      { text: said(one.rootCause) },
      { text: resolutionOf(one, zone) },
      { text: said(one.lesson) },
    ]),
    empty: 'No incident was detected in the period.',
  },
];
