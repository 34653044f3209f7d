/** The schema that clients rely on: what runs is what is committed, nothing committed is broken, every promised name is there. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, findBreakingChanges, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { printedSchema } from '../../src/graphql/printed-schema.js';
import { startTestApplication } from '../spec/application.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const committedFile = (): string => fs.readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

/** Of the last commit; undefined outside a repository, or before the file was first committed. */
const lastCommitted = (): string | undefined => {
  try {
    return execFileSync('git', ['show', 'HEAD:schema.graphql'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
};

const QUERIES: Record<string, readonly string[]> = {
  intelligenceDashboard: ['at', 'position'],
  intelligenceReports: ['filter', 'orderBy', 'at', 'position', 'first', 'after'],
  intelligenceReport: ['id'],
  intelligenceSources: ['filter', 'first', 'after'],
  intelligenceSource: ['id'],
  recordHistory: ['type', 'id'],
  recordAsOf: ['type', 'id', 'at', 'position'],
  recordDiff: ['type', 'id', 'from', 'to'],
  productionChart: ['expectationId', 'windows', 'at', 'position'],
  handovers: ['filter', 'at', 'position', 'first', 'after'],
  handover: ['id'],
  handoverBrief: ['since', 'until'],
  me: [],
  people: ['text', 'first'],
  myMentions: ['first', 'after'],
  myAssignments: ['first', 'after', 'dueBefore'],
  watchList: [],
  superuserSessions: ['first', 'after'],
  mySuperuserSessions: ['first', 'after'],
  tenants: ['first', 'after'],
  explainAccess: ['type', 'id', 'actor'],
  whoCouldSee: ['type', 'id', 'at', 'position', 'actor'],
  newSince: ['position', 'first', 'after', 'watchedOnly'],
  investigations: ['filter', 'at', 'position', 'first', 'after', 'atLeast'],
  investigation: ['id', 'atLeast'],
  targets: ['filter', 'at', 'position', 'first', 'after', 'atLeast'],
  target: ['id', 'atLeast'],
  infrastructures: ['filter', 'at', 'position', 'first', 'after', 'atLeast'],
  infrastructure: ['id', 'atLeast'],
  attackPatterns: ['filter', 'at', 'position', 'first', 'after', 'atLeast'],
  attackPattern: ['id', 'atLeast'],
};
const CREATING = ['input', 'idempotencyKey', 'reason'];
const CHANGING = ['id', 'idempotencyKey', 'expectedRevision', 'reason'];
const MUTATIONS: Record<string, readonly string[]> = {
  createIntelligenceReport: CREATING,
  reviseIntelligenceReport: [...CHANGING, 'input'],
  assignIntelligenceReport: [...CHANGING, 'input'],
  submitIntelligenceReport: CHANGING,
  approveIntelligenceReport: CHANGING,
  returnIntelligenceReport: [...CHANGING, 'input'],
  publishIntelligenceReport: [...CHANGING, 'input'],
  retractIntelligenceReport: CHANGING,
  archiveIntelligenceReport: CHANGING,
  registerIntelligenceSource: CREATING,
  reviseIntelligenceSource: [...CHANGING, 'input'],
  pauseIntelligenceSource: CHANGING,
  resumeIntelligenceSource: CHANGING,
  retireIntelligenceSource: CHANGING,
  commentOnIntelligenceReport: [...CHANGING, 'input'],
  withdrawIntelligenceReportComment: [...CHANGING, 'input'],
  watchRecord: ['type', 'id', 'idempotencyKey', 'reason'],
  unwatchRecord: ['type', 'id', 'idempotencyKey', 'reason'],
  markWatchListSeen: ['position', 'idempotencyKey', 'reason'],
  changeTenantSettings: ['input', 'idempotencyKey', 'expectedRevision', 'reason'],
  setReportingExpectation: [...CHANGING, 'input'],
  removeReportingExpectation: CHANGING,
  recordHandover: CREATING,
  reviseHandover: [...CHANGING, 'input'],
  withdrawHandover: CHANGING,
  countersignHandover: [...CHANGING, 'input'],
  openSuperuserSession: CREATING,
  closeSuperuserSession: CHANGING,
  createTenant: CREATING,
  addTenantOrganisation: ['tenant', 'input', 'idempotencyKey', 'expectedRevision', 'reason'],
  retireTenantOrganisation: ['tenant', 'input', 'idempotencyKey', 'expectedRevision', 'reason'],
  revokeToken: CREATING,
  importStix: CREATING,
  exportStix: [...CREATING, 'atLeast'],
  createInvestigation: CREATING,
  reviseInvestigation: [...CHANGING, 'input'],
  createTarget: CREATING,
  reviseTarget: [...CHANGING, 'input'],
  retireTarget: CHANGING,
  restoreTarget: CHANGING,
  createInfrastructure: CREATING,
  reviseInfrastructure: [...CHANGING, 'input'],
  retireInfrastructure: CHANGING,
  restoreInfrastructure: CHANGING,
  createAttackPattern: CREATING,
  reviseAttackPattern: [...CHANGING, 'input'],
  retireAttackPattern: CHANGING,
  restoreAttackPattern: CHANGING,
  holdInvestigation: CHANGING,
  resumeInvestigation: CHANGING,
  reopenInvestigation: CHANGING,
  closeInvestigation: [...CHANGING, 'input'],
  mergeInvestigations: [...CHANGING, 'input'],
  unmergeInvestigations: CHANGING,
  linkInvestigationToCampaign: [...CHANGING, 'input'],
  unlinkInvestigationFromCampaign: [...CHANGING, 'input'],
  linkInvestigationToThreatActor: [...CHANGING, 'input'],
  unlinkInvestigationFromThreatActor: [...CHANGING, 'input'],
  linkInvestigationToAttackPattern: [...CHANGING, 'input'],
  unlinkInvestigationFromAttackPattern: [...CHANGING, 'input'],
  linkInvestigationToTarget: [...CHANGING, 'input'],
  unlinkInvestigationFromTarget: [...CHANGING, 'input'],
  linkInvestigationToInfrastructure: [...CHANGING, 'input'],
  unlinkInvestigationFromInfrastructure: [...CHANGING, 'input'],
};
const SUBSCRIPTIONS: Record<string, readonly string[]> = {
  dashboardChanged: ['from'],
  recordChanged: ['type', 'id', 'from'],
};
const words = (text: string): readonly string[] => text.split(/\s+/);
const TYPES: Record<string, readonly string[]> = {
  IntelligenceDashboard:
    words(`reportCount publishedCount draftCount inReviewCount reportsByStatus reportsBySecrecy reportsByTlp lastPublishedAt
    secondsSinceLastPublication recency sourceCount activeSourceCount silentSources ingestion sourceThreshold production productionWindows backlog
    workspace publishedSinceLastHandover lastHandover asOf`),
  LastHandover: words('id recordedAt outgoing incoming'),
  HandoverBrief:
    words(`from until published superseded retracted archived sourcesSilent sourcesBack feedsUnhealthy feedsRecovered productionMissed overdueReviews markingChanges handovers hash
    verified asOf`),
  ReportCount: words('key count filter'),
  Recency: words('state expectedWithinSeconds'),
  SilentSource: words('id name lastReportAt expectedWithinSeconds probability'),
  Ingestion: words('state feeds'),
  FeedAtWork: words('id name health lastSuccessAt lastOutcome'),
  SourceThreshold: words('minimum state'),
  Production: words('window expected published state filter'),
  ProductionWindow: words('expectationId name start end expected published state filter'),
  ProductionChart: words('points centre lower upper asOf'),
  Backlog: words('inReview oldestSubmittedAt drafts oldestDraftAt overdue reviewAges draftAges'),
  Workspace: words('reports sources'),
  AsOf: words('position recordedAt lagMs fresh reducedToTodaysAccess'),
  DashboardChange: words('position changes dashboard'),
  Change: words('type id revision label title position recordedAt'),
  RecordChange: words('type id revision label position changes'),
  Receipt: words('id revision position'),
  IntelligenceReport:
    words(`id title summary body reportTypes status workingStatus author confidence sourceIds sources objectRefs techniqueIds
    killChainPhases externalReferences tlp secrecyLevel organisations releasableTo publishedAt createdAt updatedAt revision version versions tenantId
    organisationId created_at updated_at published_date`),
  IntelligenceSource:
    words(`id name kind status reliability credibility owner lastReportAt expectedCadenceSeconds learnedCadence silent tlp secrecyLevel organisations
    releasableTo tenantId organisationId createdAt updatedAt revision created_at updated_at`),
};
const SCALARS = ['DateTime', 'Position', 'Revision', 'UUID', 'JSON'];

describe('the GraphQL schema', function () {
  this.timeout(60_000);
  let printed: string;
  let schema: GraphQLSchema;
  before(async () => {
    const app = await startTestApplication();
    printed = printedSchema(app.application.nest);
    schema = buildSchema(printed);
    await app.stop();
  });

  const fieldsOf = (type: string): Record<string, GraphQLField<unknown, unknown>> => {
    const found = schema.getType(type);
    assert.ok(isObjectType(found), `there is a type ${type}`);
    return found.getFields();
  };
  const argumentsOf = (field: GraphQLField<unknown, unknown> | undefined): readonly string[] =>
    field?.args.map(({ name }) => name) ?? [];
  const missing = (wanted: readonly string[], there: readonly string[]): readonly string[] =>
    wanted.filter((name) => !there.includes(name));

  it('is the one in schema.graphql', () => {
    assert.equal(
      printed,
      committedFile(),
      'the schema has changed; run npm run schema and commit schema.graphql with the change',
    );
  });

  it('breaks nothing that was committed', () => {
    for (const before of [committedFile(), lastCommitted()])
      if (before !== undefined) assert.deepEqual(findBreakingChanges(buildSchema(before), schema), []);
  });

  it('would notice a field that is gone', () => {
    const without = buildSchema(printed.replace(/^ {2}reportCount: Int!$/m, '  reportTotal: Int!'));
    assert.deepEqual(
      findBreakingChanges(schema, without).map(({ description }) => description),
      ['IntelligenceDashboard.reportCount was removed.'],
    );
  });

  it('has every query with its arguments, and each takes atLeast', () => {
    const queries = fieldsOf('Query');
    for (const [name, wanted] of Object.entries(QUERIES)) assert.deepEqual(missing(wanted, argumentsOf(queries[name])), [], name);
    for (const [name, field] of Object.entries(queries))
      assert.ok(argumentsOf(field).includes('atLeast'), `${name} takes atLeast`);
  });

  it('has every mutation with its arguments, and each answers with record and receipt', () => {
    const mutations = fieldsOf('Mutation');
    for (const [name, wanted] of Object.entries(MUTATIONS))
      assert.deepEqual(missing(wanted, argumentsOf(mutations[name])), [], name);
    for (const [name, field] of Object.entries(mutations)) {
      const payload = fieldsOf(String(field.type).replaceAll('!', ''));
      assert.ok(payload['record'] && payload['receipt'], `${name} answers with record and receipt`);
      const receipt = fieldsOf(String(payload['receipt'].type).replaceAll('!', ''));
      assert.deepEqual(missing(TYPES['Receipt'], Object.keys(receipt)), [], name);
      assert.deepEqual(missing(['idempotencyKey', 'reason'], argumentsOf(field)), [], name);
    }
  });

  it('has every subscription with its arguments, and each tells the position to resume from', () => {
    const subscriptions = fieldsOf('Subscription');
    for (const [name, wanted] of Object.entries(SUBSCRIPTIONS))
      assert.deepEqual(missing(wanted, argumentsOf(subscriptions[name])), [], name);
    for (const [name, field] of Object.entries(subscriptions))
      assert.ok(fieldsOf(String(field.type).replaceAll('!', ''))['position'], name);
  });

  it('has every type with its fields', () => {
    for (const [type, wanted] of Object.entries(TYPES)) assert.deepEqual(missing(wanted, Object.keys(fieldsOf(type))), [], type);
    for (const scalar of SCALARS) assert.ok(schema.getType(scalar), scalar);
  });
});
