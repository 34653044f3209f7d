/** Folds reports, sources and the tenant's language into the texts that search looks through. */
import { type IntelReportContent, intelReportEvents } from '../../src/intel-reports/intel-report.events.js';
import * as report from '../../src/intel-reports/intel-report.record.js';
import type { BlobRef } from '../../src/ledger/blob.events.js';
import { identifiersIn, keysOf } from '../../src/search/search-text.measure.js';
import { sourceEvents } from '../../src/sources/source.events.js';
import * as source from '../../src/sources/source.record.js';
import { tenantSettingsEvents } from '../../src/tenants/tenant-settings.events.js';
import { defaultSettings, tenantWide } from '../../src/tenants/tenant-settings.record.js';
import { board, type Projection } from '../runtime/projection.js';
import { foldRow, recordColumns } from '../runtime/record-row.entity.js';
import { SEARCHED_BYTES } from './body-texts.js';
import { ReportTextRow, SourceTextRow, TenantLanguageRow } from './search.entity.js';

/** Characters; summary and body are bounded already. With them a row stays well below PostgreSQL's limit of 1 MiB of words. */
const MOST_CHARACTERS = 32_768;
/** Never ends in half of a surrogate pair. */
const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : text.slice(0, MOST_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '');

/** Earlier versions and comments are neither searched nor needed to fold what follows. */
const withoutPast = (record: report.IntelReport): report.IntelReport =>
  record.status === 'absent' ? record : { ...report.withoutComments(record), versions: record.versions.slice(-1) };

/** The body of a report that lies in a blob. */
export const blobOf = ({ record }: ReportTextRow): BlobRef | undefined => {
  const body = record.status === 'absent' ? undefined : report.currentContent(record)?.body;
  return typeof body === 'object' ? body : undefined;
};

/** What changes in a row whose body lies in a blob once its text is known. */
export const withBody = ({ id, record }: ReportTextRow, body: string): ReturnType<typeof textsOf> | undefined =>
  record.status === 'absent' ? undefined : textsOf({ ...report.currentContent(record)!, body }, id, record.stix?.id);

const textsOf = (content: IntelReportContent, id: string, stixId: string | undefined) => {
  const { title, summary, labels, reportTypes, techniqueIds, objectRefs, externalReferences } = content;
  const body = typeof content.body === 'string' ? content.body : '';
  const referenceText = cut(
    [
      ...externalReferences.flatMap(({ sourceName, externalId, description, url }) => [sourceName, externalId, description, url]),
      ...labels,
      ...reportTypes,
    ]
      .filter((text) => text !== undefined)
      .join('\n'),
  );
  const externalIds = externalReferences.flatMap(({ externalId }) => (externalId === undefined ? [] : [externalId]));
  const stix = stixId === undefined ? [`report--${id}`] : [stixId];
  const named = identifiersIn(`${title}\n${summary}\n${body}\n${referenceText}`);
  // Not by its sources: who may see the report may not see each of them.
  const keys = keysOf([id, ...stix, ...techniqueIds, ...externalIds, ...objectRefs, ...named]);
  return { title, summary, body, referenceText, keys };
};

/** Characters and what is kept of them twice, in bytes as JavaScript holds them; the same before and after a body is looked up. */
const bytesOf = (row: ReportTextRow | SourceTextRow): number => {
  const { summary, body, referenceText, keys } = row;
  const ref = 'versions' in row.record ? blobOf(row as ReportTextRow) : undefined;
  const named = ref ? 0 : body.length * 2 + keys.length;
  return 2 * (2 * summary.length + referenceText.length + named + Math.min(ref?.length ?? 0, SEARCHED_BYTES));
};

const reports = board<typeof intelReportEvents, ReportTextRow>({
  from: intelReportEvents,
  table: ReportTextRow,
  evolve(row, event, at) {
    const loaded = foldRow({ initial: report.absent, evolve: report.evolve }, row, event, at);
    const { record } = loaded;
    if (record.status === 'absent') return undefined;
    const { tenantId, ownerOrganisation } = loaded;
    return {
      protection: { tenantId, ownerOrganisation, marking: record.marking },
      status: record.status,
      ...textsOf(report.currentContent(record)!, loaded.id, record.stix?.id),
      language: defaultSettings.searchLanguage,
      ...recordColumns(loaded, withoutPast(record)),
    };
  },
  bytes: bytesOf,
});

const sources = board<typeof sourceEvents, SourceTextRow>({
  from: sourceEvents,
  table: SourceTextRow,
  evolve(row, event, at) {
    const loaded = foldRow({ initial: source.absent, evolve: source.evolve }, row, event, at);
    const { record } = loaded;
    if (record.status === 'absent') return undefined;
    const { tenantId, ownerOrganisation, id } = loaded;
    const { name, description, kind, sectors, stix } = record;
    return {
      protection: { tenantId, ownerOrganisation, marking: record.marking },
      status: record.status,
      title: name,
      summary: description,
      body: '',
      referenceText: [kind, ...sectors].join('\n'),
      keys: keysOf([id, stix?.id ?? `identity--${id}`, ...identifiersIn(`${name}\n${description}`)]),
      language: defaultSettings.searchLanguage,
      ...recordColumns(loaded, record),
    };
  },
  bytes: bytesOf,
});

const languages = board<typeof tenantSettingsEvents, TenantLanguageRow>({
  from: tenantSettingsEvents,
  table: TenantLanguageRow,
  evolve(row, event, at) {
    // A row that is given back as it came stays as it is.
    if (event.type !== 'SearchLanguageChosen') return row as never;
    const { tenantId, orgId } = at.meta;
    return { protection: { tenantId, ownerOrganisation: orgId, marking: tenantWide }, language: event.data.language };
  },
});

export const search: Projection = {
  name: 'search',
  version: 6,
  currentOnly: true,
  patienceMs: 150,
  boards: [reports, sources, languages],
};
