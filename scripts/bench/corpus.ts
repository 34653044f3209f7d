/** Reports and sources for volume: the events that commands would have made, appended in bulk through the bare client. */
import { randomBytes, randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import type { Marking } from '../../src/access/marking.js';
import type { Meta } from '../../src/ledger/event-contract.js';
import { streamName } from '../../src/ledger/stream-name.js';
import type { IntelReportContent, IntelReportEvent } from '../../src/intel-reports/intel-report.events.js';
import type { SourceEvent } from '../../src/sources/source.events.js';
import { inFlight } from './in-flight.js';

export const TENANT = 'bench';
const AUTHORS = Array.from({ length: 20 }, () => randomBytes(32).toString('base64url'));
const SOURCES = 24;
const IN_FLIGHT = 256;
const SPACING_MS = 200;
const TLPS = ['CLEAR', 'GREEN', 'AMBER'] as const;
const LEVELS = ['UNCLASSIFIED', 'RESTRICTED', 'CONFIDENTIAL'] as const;
const ORGANISATIONS = ['org-1', 'org-2'];
const EVENTS_PER_TEN_REPORTS = 18;

export interface Corpus {
  readonly reports: number;
  readonly events: number;
  readonly seconds: number;
  /** A position in the middle of the log. */
  readonly middle: bigint;
  readonly last: bigint;
}

/** How many reports make about so many events. */
export const reportsForEvents = (events: number): number => Math.ceil((events * 10) / EVENTS_PER_TEN_REPORTS);

export type Texts = Partial<Pick<IntelReportContent, 'title' | 'summary' | 'body'>>;

/**
 * Fills an empty ledger of tenant {@link TENANT} with sources and `count` reports in all states, over 18 compartments unless told otherwise.
 * @param textsAt texts of the report of a number, in place of those that all have in common.
 * @param compartments how many; more than 18 are told apart by a country that their reports are not releasable to.
 */
export const fill = async (
  eventStoreUrl: string,
  count: number,
  textsAt: (index: number) => Texts = () => ({}),
  compartments = MARKED_APART,
): Promise<Corpus> => {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const started = performance.now();
  const firstRecordedAt = Date.now() - (count + SOURCES + 1) * SPACING_MS;
  const sourceIds = Array.from({ length: SOURCES }, () => randomUUID() as string);
  let events = 0;
  let middle = 0n;
  let last = 0n;
  const append = async (
    category: string,
    id: string,
    index: number,
    facts: readonly (IntelReportEvent | SourceEvent)[],
  ): Promise<void> => {
    const recordedAt = new Date(firstRecordedAt + index * SPACING_MS).toISOString();
    const metadata = metaOf(index, recordedAt);
    const appended = await client.appendToStream(
      streamName(category, TENANT, id),
      facts.map(({ type, data }) => jsonEvent({ type, data: data as never, metadata: metadata as never })),
      { expectedRevision: NO_STREAM },
    );
    events += facts.length;
    const position = appended.position!.commit;
    if (index - SOURCES === Math.floor(count / 2)) middle = position;
    if (position > last) last = position;
  };
  try {
    await inFlight(SOURCES, IN_FLIGHT, (index) => append('source', sourceIds[index], index, [sourceAt(index)]));
    await inFlight(count, IN_FLIGHT, (index) =>
      append(
        'intelReport',
        randomUUID(),
        index + SOURCES,
        reportAt(index, { ...contentAt(index, sourceIds), ...textsAt(index) }, firstRecordedAt, markingAt(index, compartments)),
      ),
    );
  } finally {
    await client.dispose();
  }
  return { reports: count, events, seconds: (performance.now() - started) / 1_000, middle, last };
};

export const metaOf = (index: number, recordedAt: string): Meta => {
  const commandId = randomUUID();
  return {
    tenantId: TENANT,
    orgId: ORGANISATIONS[index % ORGANISATIONS.length],
    actorId: AUTHORS[index % AUTHORS.length],
    actorKind: 'human',
    commandId,
    commandHash: randomBytes(32).toString('base64url'),
    $correlationId: commandId,
    $causationId: commandId,
    schemaVersion: 1,
    recordedAt,
    saltData: randomBytes(16).toString('base64url'),
    saltMeta: randomBytes(16).toString('base64url'),
  };
};

/** Compartments by organisation, secrecy and TLP alone. */
const MARKED_APART = ORGANISATIONS.length * LEVELS.length * TLPS.length;

export const markingAt = (index: number, compartments = MARKED_APART): Marking => {
  const which = index % compartments;
  const further = Math.floor(which / MARKED_APART);
  return {
    secrecyLevel: LEVELS[Math.floor(which / 2) % LEVELS.length],
    tlp: TLPS[Math.floor(which / 6) % TLPS.length],
    organisations: [],
    releasableTo: [],
    // Of countries that no reader is from: user-assigned codes of ISO 3166-1, XA to XZ.
    notReleasableTo: further === 0 ? [] : [`X${String.fromCharCode(64 + further)}`],
    recipients: [],
  };
};

const sourceAt = (index: number): SourceEvent => ({
  type: 'SourceRegistered',
  data: {
    name: `Source ${index}`,
    kind: 'osint',
    description: 'Collects open sources of its region.',
    owner: AUTHORS[0],
    reliability: 'B',
    credibility: 2,
    expectedCadenceSeconds: 86_400,
    sectors: [],
    marking: { ...markingAt(0), tlp: 'CLEAR', secrecyLevel: 'UNCLASSIFIED' },
    registeredBy: AUTHORS[0],
  },
});

/** Of ten reports six were drafted and left there, two are in review and two published. */
const reportAt = (
  index: number,
  content: IntelReportContent,
  firstRecordedAt: number,
  marking: Marking,
): readonly IntelReportEvent[] => {
  const author = AUTHORS[index % AUTHORS.length];
  const drafted: IntelReportEvent = {
    type: 'IntelReportDrafted',
    data: { content, marking, author },
  };
  const submitted: IntelReportEvent = { type: 'IntelReportSubmitted', data: {} };
  const turn = Math.floor(index / 18) % 10;
  if (turn < 6) return [drafted];
  if (turn < 8) return [drafted, submitted];
  const publishedAt = new Date(firstRecordedAt + index * SPACING_MS).toISOString();
  return [
    drafted,
    submitted,
    { type: 'IntelReportApproved', data: { approver: AUTHORS[(index + 1) % AUTHORS.length] } },
    { type: 'IntelReportPublished', data: { publishedAt, version: 1 } },
  ];
};

const contentAt = (index: number, sourceIds: readonly string[]): IntelReportContent => ({
  title: `Loader family ${index} seen in retail networks`,
  summary: 'A new loader was seen in three retail networks; it arrives by mail and fetches its second stage within an hour.',
  body: 'The loader arrives by mail and fetches its second stage within an hour. '.repeat(4),
  reportTypes: ['threat-report', 'malware'],
  confidence: index % 101,
  sourceIds: [sourceIds[index % SOURCES], sourceIds[(index * 7 + 1) % SOURCES]].filter((id, i, all) => all.indexOf(id) === i),
  objectRefs: [],
  techniqueIds: ['T1566.001', 'T1059.001'],
  killChainPhases: [{ killChainName: 'mitre-attack', phaseName: 'initial-access' }],
  externalReferences: [],
  labels: ['retail'],
});
