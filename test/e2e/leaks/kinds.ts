/** The kinds of records that the leak matrix is made of: one line each in KINDS. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_TLP_SECRECY, type Marking } from '../../../src/access/marking.js';
import { REPORT_FORMATS } from '../../../src/soc-reports/soc-report.events.js';
import type { TestApplication } from '../../spec/application.js';
import { bundleOf, importText } from '../shared-stix.js';

/** Who keeps a record, so marked that they may see it themselves. */
export interface Keeper {
  readonly app: TestApplication;
  readonly token: string;
  readonly marking: Marking;
  /** Actor ids of the readers of the tenant. */
  readonly readers: readonly string[];
  /** Ids of sources of the tenant that the keeper may see. */
  readonly sources: readonly string[];
  /** Counts the records of a kind. */
  readonly index: number;
}
export interface KeptFacts {
  readonly id: string;
  /** Further texts that only this record has. */
  readonly traces?: readonly string[];
  /** Where it ended up. */
  readonly status: string;
  readonly publishedAt?: string;
  readonly assignee?: string;
  /** The marking that it got, where that is not the one that was given. */
  readonly marking?: Marking;
}
export interface Kind {
  /** Stream category. */
  readonly type: string;
  /** GraphQL type of one record. */
  readonly object: string;
  /** GraphQL type in lists, where that is another one. */
  readonly listed?: string;
  /** The argument of its own query, when that is not the record's id. */
  readonly idOf?: (kept: { readonly id: string; readonly traces: readonly string[] }) => string;
  readonly keep: (keeper: Keeper, marker: string) => Promise<KeptFacts>;
}

/** A technique that every report names. */
export const TECHNIQUE = 'T1566';

/** A word that every title has. */
export const COMMON = 'ledgermatrix';

const spelt = ({ tlp, ...rest }: Marking) => ({ ...rest, tlp: tlp.replace('+', '_') });

const mutate = async (
  { app, token }: Keeper,
  name: string,
  types: Readonly<Record<string, string>>,
  args: Record<string, unknown>,
): Promise<string> => {
  const given = Object.keys(args);
  const query = `mutation (${given.map((key) => `$${key}: ${types[key]}`).join(', ')}) {
    ${name}(${given.map((key) => `${key}: $${key}`).join(', ')}) { receipt { id } } }`;
  const data = await app.data(token, query, args);
  return data[name].receipt.id;
};

/** A record whose mutation takes `input` with these fields beside those of a marking. */
export const simple =
  (mutation: string, input: string, fieldsOf: (marker: string, keeper: Keeper) => object, status: string) =>
  async (keeper: Keeper, marker: string): Promise<KeptFacts> => {
    const fields = { ...spelt(keeper.marking), ...fieldsOf(marker, keeper) };
    return { id: await mutate(keeper, mutation, { input: `${input}!` }, { input: fields }), status };
  };

const DAY_MS = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const REPORT_STEPS = ['draft', 'in_review', 'approved', 'published', 'published', 'retracted', 'archived'] as const;

const keepReport = async (keeper: Keeper, marker: string): Promise<KeptFacts> => {
  const { index, readers, sources, marking } = keeper;
  const status = REPORT_STEPS[index % REPORT_STEPS.length];
  // An instant of its own, so that "last published" tells which report it is of.
  const publishedAt = new Date(
    TODAY - (1 + (index % 28)) * DAY_MS + (Number.parseInt(marker.slice(4, 9), 36) % 80_000_000),
  ).toISOString();
  const id = await mutate(
    keeper,
    'createIntelligenceReport',
    { input: 'CreateIntelligenceReportInput!' },
    {
      input: {
        ...spelt(marking),
        title: `${COMMON} report ${marker}`,
        summary: `Summary ${marker}`,
        body: `Body ${marker}`,
        labels: [`label-${marker}`],
        techniqueIds: [TECHNIQUE],
        externalReferences: [{ sourceName: `reference ${marker}`, externalId: `X-${marker}` }],
        sourceIds: sources,
      },
    },
  );
  const step = (name: string, args: object = {}, types: Record<string, string> = {}) =>
    mutate(keeper, name, { id: 'UUID!', reason: 'String', ...types }, { id, ...args });
  const assignee = readers[index % readers.length];
  await step('assignIntelligenceReport', { input: { assignee } }, { input: 'AssignIntelligenceReportInput!' });
  const said = { text: `Comment ${marker}`, mentions: readers.slice(0, 50) };
  await step('commentOnIntelligenceReport', { input: said }, { input: 'CommentOnIntelligenceReportInput!' });
  const reason = `Reason ${marker}`;
  if (status !== 'draft' && status !== 'archived') await step('submitIntelligenceReport', { reason });
  if (['approved', 'published', 'retracted'].includes(status)) await step('approveIntelligenceReport');
  const wasPublished = status === 'published' || status === 'retracted';
  if (wasPublished)
    await step('publishIntelligenceReport', { input: { publishedAt } }, { input: 'PublishIntelligenceReportInput' });
  if (status === 'retracted') await step('retractIntelligenceReport', { reason });
  if (status === 'archived') await step('archiveIntelligenceReport', { reason });
  return { id, status, assignee, ...(wasPublished ? { publishedAt, traces: [publishedAt] } : {}) };
};

const keepSource = async (keeper: Keeper, marker: string): Promise<KeptFacts> => {
  const made = simple(
    'registerIntelligenceSource',
    'RegisterIntelligenceSourceInput',
    () => ({
      name: `${COMMON} source ${marker}`,
      description: `Description ${marker}`,
      sectors: [`sector-${marker}`],
    }),
    'active',
  );
  const { id } = await made(keeper, marker);
  const [mutation, status] =
    [undefined, ['pauseIntelligenceSource', 'paused'], ['retireIntelligenceSource', 'retired']][keeper.index % 3] ?? [];
  if (mutation) await mutate(keeper, mutation, { id: 'UUID!', reason: 'String' }, { id, reason: `Reason ${marker}` });
  return { id, status: status ?? 'active' };
};

/** Imported objects get the marking that their TLP stands for, and a random UUID of their own. */
const keepStixObject = async ({ app, token, marking: { tlp } }: Keeper, marker: string): Promise<KeptFacts> => {
  const time = '2026-01-02T08:00:00.000Z';
  const object = {
    type: 'tool',
    spec_version: '2.1',
    id: `tool--${randomUUID()}`,
    created: time,
    modified: time,
    name: marker,
  };
  const { objects } = await importText(app, token, bundleOf(object), `?unmarkedTlp=${encodeURIComponent(tlp)}`);
  assert.equal(objects[0].outcome, 'stored');
  const { stixObject, me } = await app.data(token, `{ stixObject(id: "${object.id}") { id } me { actorId } }`);
  const open = { organisations: [], releasableTo: [], notReleasableTo: [] };
  const recipients = tlp === 'RED' ? [me.actorId] : [];
  const marking: Marking = { secrecyLevel: DEFAULT_TLP_SECRECY[tlp], tlp, ...open, recipients };
  return { id: stixObject.id, status: 'received', traces: [object.id], marking };
};

/** Of a period in which nothing happened, and made before anybody asks for it: a report under way changes by itself. It was opened once. */
const keepSocReport = async (keeper: Keeper, marker: string): Promise<KeptFacts> => {
  const request = simple(
    'requestSocReport',
    'RequestSocReportInput',
    () => ({
      title: `${COMMON} report ${marker}`,
      reportType: 'operational',
      periodType: 'on_demand',
      periodStart: '2001-01-01T00:00:00.000Z',
      periodEnd: '2001-01-02T00:00:00.000Z',
    }),
    'completed',
  );
  const kept = await request(keeper, marker);
  for (;;) {
    const { socReport } = await keeper.app.data(keeper.token, `{ socReport(id: "${kept.id}") { renderings { format error } } }`);
    if (socReport.renderings.length === REPORT_FORMATS.length) break;
    await delay(100);
  }
  const page = `${keeper.app.url}/api/v1/reports/${kept.id}/view`;
  const { status } = await fetch(page, { headers: { authorization: `Bearer ${keeper.token}` } });
  assert.equal(status, 200);
  return kept;
};

/** A record type that the history knows has a line here. */
const named = (marker: string) => ({ name: `${COMMON} ${marker}` });

export const KINDS: readonly Kind[] = [
  { type: 'source', object: 'IntelligenceSource', keep: keepSource },
  { type: 'intelReport', object: 'IntelligenceReport', keep: keepReport },
  {
    type: 'handover',
    object: 'Handover',
    keep: simple('recordHandover', 'RecordHandoverInput', (marker) => ({ note: `Note ${marker}` }), 'recorded'),
  },
  {
    type: 'stixObject',
    object: 'ReceivedStixObject',
    listed: 'StixObjectSummary',
    idOf: ({ traces }) => traces[0],
    keep: keepStixObject,
  },
  { type: 'campaign', object: 'Campaign', keep: simple('createCampaign', 'CreateCampaignInput', named, 'active') },
  { type: 'threatActor', object: 'ThreatActor', keep: simple('createThreatActor', 'CreateThreatActorInput', named, 'active') },
  {
    type: 'investigation',
    object: 'Investigation',
    keep: simple('createInvestigation', 'CreateInvestigationInput', (marker) => ({ title: `${COMMON} case ${marker}` }), 'open'),
  },
  { type: 'target', object: 'Target', keep: simple('createTarget', 'CreateTargetInput', named, 'active') },
  {
    type: 'infrastructure',
    object: 'Infrastructure',
    keep: simple('createInfrastructure', 'CreateInfrastructureInput', named, 'active'),
  },
  {
    type: 'attackPattern',
    object: 'AttackPattern',
    keep: simple('createAttackPattern', 'CreateAttackPatternInput', named, 'active'),
  },
  {
    type: 'incident',
    object: 'Incident',
    keep: simple(
      'openIncident',
      'OpenIncidentInput',
      (marker) => ({
        title: `${COMMON} incident ${marker}`,
        number: `N-${marker}`,
        severity: 'high',
        lesson: `Lesson ${marker}`,
      }),
      'new',
    ),
  },
  {
    type: 'detectionRule',
    object: 'DetectionRule',
    keep: simple('createDetectionRule', 'CreateDetectionRuleInput', named, 'disabled'),
  },
  {
    type: 'control',
    object: 'Control',
    keep: simple(
      'createControl',
      'CreateControlInput',
      (marker) => ({ framework: 'NIST_CSF_2_0', controlId: `C-${marker}`, title: `${COMMON} control ${marker}` }),
      'active',
    ),
  },
  {
    type: 'reportSchedule',
    object: 'ReportSchedule',
    keep: simple(
      'createReportSchedule',
      'CreateReportScheduleInput',
      (marker) => ({ name: `${COMMON} schedule ${marker}`, reportType: 'sla_performance', cadence: 'monthly' }),
      'active',
    ),
  },
  { type: 'socReport', object: 'SocReport', keep: keepSocReport },
  {
    type: 'feed',
    object: 'Feed',
    keep: simple(
      'createFeed',
      'CreateFeedInput',
      (marker) => ({
        name: `${COMMON} feed ${marker}`,
        direction: 'pull',
        apiRoot: `https://taxii.example/${marker}/`,
        collectionId: `collection-${marker}`,
        // Silent, and so part of every brief.
        expectedWithinSeconds: 60,
        activeFrom: '2020-01-01T00:00:00.000Z',
      }),
      'active',
    ),
  },
];

/** Record types whose readers are not decided record by record, and why. */
export const OTHER_TYPES: Readonly<Record<string, string>> = {
  attackRelease: 'releases of ATT&CK for everybody in the tenant',
  stixExport: 'made of what its maker may see, and marked by what went',
  exchangeImport: 'made of what its maker sent, and marked by what came',
  recommendation: 'a library for everybody in the tenant',
  reportAccess: 'who opened a report, for auditors and administrators; the report is named to those who may see it',
  delivery: 'of a SOC report or a feed, for auditors and administrators',
  collection: 'marked by its maximum, for the organisation that keeps it',
  taxiiRead: 'marked like its collection, for those who review it',
  taxiiPush: 'marked like its collection, for those who review it, and for who pushed',
  distributionList: 'for auditors and administrators of the tenant',
  share: 'of a SOC report, for administrators of the tenant',
  dashboardShare: 'marked by its maximum, for administrators and auditors of the tenant',
  superuserSession: 'looks into the tenant, for its auditors and administrators',
  tenant: 'settings of the tenant, for everybody in it',
  watchList: 'for its owner alone, who is its only recipient',
};
