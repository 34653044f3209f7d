/** An intelligence report as a document: what its readers see of it, without what is said about it. Pure. */
import type { Block, Document, Section } from '../documents/document.measure.js';
import { dayAndTime, inWords, textBlocks } from '../documents/plain-text.measure.js';
import type { Loaded } from '../ledger/ledger.js';
import type { SourceRecord } from '../sources/source.record.js';
import { currentContent, type IntelReportRecord } from './intel-report.record.js';

export interface ReportParts {
  readonly loaded: Loaded<IntelReportRecord>;
  /** Of the content that readers see. */
  readonly body: string;
  /** Whose it is, by name. */
  readonly author: string;
  /** Those that the file may name. */
  readonly sources: readonly Loaded<SourceRecord>[];
}

const sourceTable = (sources: ReportParts['sources']): Block => ({
  kind: 'table',
  caption: 'Sources',
  columns: [{ label: 'Name', weight: 3 }, { label: 'Kind', weight: 1.4 }, { label: 'Reliability' }, { label: 'Credibility' }],
  rows: sources.map(({ record }) => [
    { text: record.name },
    { text: inWords(record.kind) },
    { text: record.reliability },
    { text: String(record.credibility) },
  ]),
});

/** @throws Error for a report without content, which no event leaves behind. */
export const intelReportDocument = ({ loaded, body, author, sources }: ReportParts): Document => {
  const { record } = loaded;
  const content = currentContent(record);
  if (!content) throw new Error('an intelligence report without content');
  const version = record.versions.at(-1);
  const facts = [
    { label: 'Status', value: inWords(record.status) },
    ...(version ? [{ label: 'Version', value: `${version.number}, published ${dayAndTime(version.publishedAt)}` }] : []),
    { label: 'Author', value: author },
    { label: 'Organisation', value: loaded.ownerOrganisation },
    { label: 'Type', value: content.reportTypes.map(inWords).join(', ') || '–' },
    { label: 'Confidence', value: content.confidence === null ? 'Not stated' : `${content.confidence} of 100` },
    ...(content.techniqueIds.length > 0 ? [{ label: 'ATT&CK techniques', value: content.techniqueIds.join(', ') }] : []),
    ...(content.labels.length > 0 ? [{ label: 'Labels', value: content.labels.join(', ') }] : []),
  ];
  const warning: readonly Block[] =
    version === undefined
      ? [{ kind: 'note', state: 'warning', text: `Not published: this is a working version (${inWords(record.status)}).` }]
      : record.status === 'retracted' || record.status === 'archived'
        ? [{ kind: 'note', state: 'bad', text: `This report is ${record.status}. Do not rely on it.` }]
        : [];
  const sections: readonly Section[] = [
    {
      id: 'summary',
      title: 'Summary',
      blocks: [...warning, ...(content.summary === '' ? [] : textBlocks(content.summary)), { kind: 'facts', items: facts }],
    },
    { id: 'report', title: 'Report', blocks: textBlocks(body) },
    {
      id: 'sources',
      title: 'Sources and references',
      blocks: [
        ...(sources.length > 0 ? [sourceTable(sources)] : []),
        ...(content.externalReferences.length > 0
          ? [
              {
                kind: 'table' as const,
                caption: 'References',
                columns: [{ label: 'Source' }, { label: 'Reference', weight: 2.4 }],
                rows: content.externalReferences.map(({ sourceName, externalId, url, description }) => [
                  { text: sourceName },
                  { text: [externalId, description, url].filter((part) => part !== undefined).join('\n') },
                ]),
              },
            ]
          : []),
      ],
    },
  ];
  return {
    id: loaded.id,
    title: content.title,
    subtitle: `Intelligence report${version ? `, version ${version.number}` : ', working version'}`,
    tenant: loaded.tenantId,
    marking: record.marking,
    position: loaded.position.toString(),
    asOf: loaded.updatedAt,
    templateVersion: 'intel-report 1',
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
};
