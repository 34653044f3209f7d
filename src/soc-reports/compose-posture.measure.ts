/** Controls by framework, and how old their evidence is. */
import { IMPLEMENTATION_STATUSES } from '../controls/control.events.js';
import type { Block } from '../documents/document.measure.js';
import { count, many, NOTHING, words } from './figure-words.measure.js';
import type { ReportFacts } from './report-facts.measure.js';

const ORDER: readonly string[] = IMPLEMENTATION_STATUSES;

export const postureBlocks = ({ tables: [{ posture }] }: ReportFacts): readonly Block[] => [
  {
    kind: 'table',
    caption: 'Controls by framework',
    columns: [
      { label: 'Framework', weight: 1.5 },
      { label: 'Controls', align: 'end' },
      { label: 'By status', weight: 3 },
      { label: 'Oldest evidence', align: 'end', weight: 1.2 },
      { label: 'Without evidence', align: 'end', weight: 1.2 },
    ],
    rows: posture.map(({ framework, byStatus, oldestEvidence, withoutEvidence }) => [
      { text: framework },
      { text: count(byStatus.reduce((sum, { controls }) => sum + controls, 0)) },
      {
        text: byStatus
          .toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
          .map(({ status, controls }) => `${count(controls)} ${words(status).toLowerCase()}`)
          .join(', '),
      },
      { text: oldestEvidence === null ? NOTHING : many(Math.floor(oldestEvidence), 'day') },
      { text: count(withoutEvidence), ...(withoutEvidence > 0 ? { state: 'warning' as const } : {}) },
    ]),
    empty: 'No controls are recorded.',
  },
];
