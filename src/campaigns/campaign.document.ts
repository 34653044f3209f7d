/** A campaign's profile as a document, with the records it is linked with. Pure. */
import type { Document, Section } from '../documents/document.measure.js';
import { dayAndTime, inWords, textBlocks } from '../documents/plain-text.measure.js';
import type { Loaded } from '../ledger/ledger.js';
import type { LinkedType } from '../links/link.events.js';
import type { CampaignRecord } from './campaign.record.js';

export interface LinkedName {
  readonly type: LinkedType;
  readonly name: string;
  readonly status: string;
}

const WORDS: Readonly<Record<LinkedType, string>> = {
  campaign: 'Campaign',
  threatActor: 'Threat actor',
  investigation: 'Investigation',
  attackPattern: 'Attack pattern',
  target: 'Target',
  infrastructure: 'Infrastructure',
};

const sectionsOf = (record: CampaignRecord, linked: readonly LinkedName[]): readonly Section[] => {
  const instant = (value: string | null): string => (value === null ? 'Not known' : dayAndTime(value));
  const { objectives, description, externalReferences, confidence } = record;
  return [
    {
      id: 'profile',
      title: 'Profile',
      blocks: [
        ...textBlocks(description),
        {
          kind: 'facts',
          items: [
            { label: 'Status', value: inWords(record.status) },
            { label: 'Threat level', value: inWords(record.threatLevel) },
            ...(record.aliases.length > 0 ? [{ label: 'Also known as', value: record.aliases.join(', ') }] : []),
            { label: 'Begin', value: instant(record.startDate) },
            { label: 'End', value: record.status === 'active' && record.endDate === null ? 'Goes on' : instant(record.endDate) },
            { label: 'First seen', value: instant(record.firstSeen) },
            { label: 'Last seen', value: instant(record.lastSeen) },
            { label: 'Confidence', value: confidence === null ? 'Not stated' : `${confidence} of 100` },
          ],
        },
      ],
    },
    { id: 'objectives', title: 'Objectives', blocks: objectives.length > 0 ? [{ kind: 'list', items: objectives }] : [] },
    {
      id: 'linked',
      title: 'Linked records',
      blocks:
        linked.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: 'What it is linked with',
                columns: [{ label: 'Kind' }, { label: 'Name', weight: 3 }, { label: 'Status' }],
                rows: linked.map(({ type, name, status }) => [{ text: WORDS[type] }, { text: name }, { text: inWords(status) }]),
              },
            ],
    },
    {
      id: 'references',
      title: 'References',
      blocks:
        externalReferences.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: 'References',
                columns: [{ label: 'Source' }, { label: 'Reference', weight: 2.4 }],
                rows: externalReferences.map(({ sourceName, externalId, url, description: text }) => [
                  { text: sourceName },
                  { text: [externalId, text, url].filter((part) => part !== undefined).join('\n') },
                ]),
              },
            ],
    },
  ];
};

export const campaignDocument = (loaded: Loaded<CampaignRecord>, linked: readonly LinkedName[]): Document => ({
  id: loaded.id,
  title: loaded.record.name,
  subtitle: 'Campaign profile',
  tenant: loaded.tenantId,
  marking: loaded.record.marking,
  position: loaded.position.toString(),
  asOf: loaded.updatedAt,
  templateVersion: 'campaign 1',
  sections: sectionsOf(loaded.record, linked).filter(({ blocks }) => blocks.length > 0),
});
