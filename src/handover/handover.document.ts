/** A handover and its brief as a document. Pure. */
import type { Block, Document, Section } from '../documents/document.measure.js';
import { dayAndTime, inWords, textBlocks } from '../documents/plain-text.measure.js';
import type { Loaded } from '../ledger/ledger.js';
import type { BriefContent } from './handover-brief.queries.js';
import type { HandoverRecord } from './handover.record.js';

export interface HandoverNames {
  readonly outgoing: string;
  readonly incoming: string | null;
}

type Item = { readonly title: string; readonly time: string; readonly type: string };

const KINDS: Readonly<Record<string, string>> = { intelReport: 'Report', source: 'Source', handover: 'Handover' };

const items = (caption: string, list: readonly Item[]): readonly Block[] =>
  list.length === 0
    ? []
    : [
        {
          kind: 'table',
          caption: `${caption} (${list.length})`,
          columns: [
            { label: 'Kind', weight: 0.7 },
            { label: 'Title', weight: 3.4 },
            { label: 'Recorded', weight: 1.3 },
          ],
          rows: list.map(({ type, title, time }) => [{ text: KINDS[type] ?? type }, { text: title }, { text: dayAndTime(time) }]),
        },
      ];

const named = (
  caption: string,
  list: readonly { readonly name: string; readonly lastReportAt: string | null }[],
): readonly Block[] =>
  list.length === 0
    ? []
    : [
        {
          kind: 'table',
          caption: `${caption} (${list.length})`,
          columns: [{ label: 'Source', weight: 3 }, { label: 'Last report' }],
          rows: list.map(({ name, lastReportAt }) => [
            { text: name },
            { text: lastReportAt === null ? 'Never' : dayAndTime(lastReportAt) },
          ]),
        },
      ];

const feeds = (caption: string, list: BriefContent['feedsUnhealthy']): readonly Block[] =>
  list.length === 0
    ? []
    : [
        {
          kind: 'table',
          caption: `${caption} (${list.length})`,
          columns: [
            { label: 'Feed', weight: 3 },
            { label: 'Health' },
            { label: 'Fault' },
            { label: 'Last success', weight: 1.3 },
          ],
          rows: list.map(({ name, health, fault, lastSuccessAt }) => [
            { text: name },
            { text: inWords(health) },
            { text: fault === null ? 'None' : inWords(fault) },
            { text: lastSuccessAt === null ? 'Never' : dayAndTime(lastSuccessAt) },
          ]),
        },
      ];

const sectionsOf = (
  { note, countersignature, shiftStart, shiftEnd, status }: HandoverRecord,
  brief: BriefContent,
  names: HandoverNames,
) => {
  const signed = countersignature
    ? [
        {
          label: 'Countersigned',
          value: `${dayAndTime(countersignature.signedAt)}, ${names.incoming ?? countersignature.incoming}`,
        },
      ]
    : [];
  const sections: readonly Section[] = [
    {
      id: 'shift',
      title: 'Shift',
      blocks: [
        {
          kind: 'facts',
          items: [
            { label: 'Status', value: inWords(status) },
            { label: 'Outgoing', value: names.outgoing },
            { label: 'Incoming', value: names.incoming ?? 'Not named' },
            ...(shiftStart === null ? [] : [{ label: 'Shift', value: `${dayAndTime(shiftStart)} to ${dayAndTime(shiftEnd)}` }]),
            { label: 'Covers', value: `${dayAndTime(brief.from.at)} to ${dayAndTime(brief.until.at)}` },
            ...signed,
          ],
        },
      ],
    },
    { id: 'note', title: 'Note of the outgoing officer', blocks: textBlocks(note) },
    {
      id: 'reports',
      title: 'Reports',
      blocks: [
        {
          kind: 'facts',
          items: [
            { label: 'Published', value: String(brief.published.length) },
            { label: 'Drafted', value: String(brief.draftedCount) },
            { label: 'Came to review', value: String(brief.inReviewCount) },
          ],
        },
        ...items('Published', brief.published),
        ...items('Superseded', brief.superseded),
        ...items('Retracted', brief.retracted),
        ...items('Archived', brief.archived),
        ...items('Restored', brief.restored),
        ...items('Reviews overdue', brief.overdueReviews),
      ],
    },
    {
      id: 'sources',
      title: 'Sources',
      blocks: [
        ...named('Fell silent', brief.sourcesSilent),
        ...named('Report again', brief.sourcesBack),
        ...items('Registered', brief.sourcesRegistered),
        ...items('Paused', brief.sourcesPaused),
        ...items('Active again', brief.sourcesResumed),
        ...items('Retired', brief.sourcesRetired),
      ],
    },
    {
      id: 'feeds',
      title: 'Feeds',
      blocks: [...feeds('Need attention', brief.feedsUnhealthy), ...feeds('Work again', brief.feedsRecovered)],
    },
    {
      id: 'production',
      title: 'Production',
      blocks:
        brief.productionMissed.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: 'Windows missed',
                columns: [
                  { label: 'Expectation', weight: 2 },
                  { label: 'Window', weight: 2 },
                  { label: 'Published', align: 'end' },
                  { label: 'Expected', align: 'end' },
                ],
                rows: brief.productionMissed.map(({ name, start, end, published, expected }) => [
                  { text: name },
                  { text: `${dayAndTime(start)} to ${dayAndTime(end)}` },
                  { text: String(published) },
                  { text: String(expected) },
                ]),
              },
            ],
    },
    {
      id: 'markings',
      title: 'Markings',
      blocks: [...items('Marking changed', brief.markingChanges), ...items('Came into sight', brief.disclosed)],
    },
    { id: 'handovers', title: 'Handovers', blocks: items('Recorded or changed', brief.handovers) },
  ];
  return sections;
};

/** The brief has to be one that everybody who may see the handover may see. */
export const handoverDocument = (
  { id, tenantId, record }: Loaded<HandoverRecord>,
  brief: BriefContent,
  names: HandoverNames,
): Document => ({
  id,
  title: 'Shift handover',
  subtitle: `Handover of ${dayAndTime(record.to.at)}`,
  tenant: tenantId,
  marking: record.marking,
  position: brief.until.position,
  asOf: brief.until.at,
  templateVersion: 'handover 2',
  sections: sectionsOf(record, brief, names)
    .filter(({ blocks }) => blocks.length > 0)
    .concat([
      {
        id: 'scope',
        title: 'What this file shows',
        blocks: [
          {
            kind: 'text',
            paragraphs: [
              'This file shows what everybody who may see the handover may see. Your own brief may show more; countersign that one.',
            ],
          },
        ],
      },
    ]),
});
