/** What stories ask of the application, in the words of its API. */
import assert from 'node:assert/strict';
import type { GraphqlAnswer, TestApplication } from '../spec/application.js';

export interface ReceiptAnswer {
  readonly id: string;
  readonly revision: string;
  readonly position: string;
}
export interface Changed {
  // Each story knows the fields it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly record: any;
  readonly receipt: ReceiptAnswer;
}

/** Extra arguments of a mutation, such as `idempotencyKey` or `reason`. */
export interface Extra {
  readonly idempotencyKey?: string;
  readonly expectedRevision?: string;
  readonly reason?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  idempotencyKey: 'String',
  expectedRevision: 'Revision',
  reason: 'String',
  id: 'UUID!',
};

const INPUTS: Readonly<Record<string, string>> = {
  createIntelligenceReport: 'CreateIntelligenceReportInput!',
  reviseIntelligenceReport: 'ReviseIntelligenceReportInput!',
  assignIntelligenceReport: 'AssignIntelligenceReportInput!',
  returnIntelligenceReport: 'ReturnIntelligenceReportInput!',
  publishIntelligenceReport: 'PublishIntelligenceReportInput',
  commentOnIntelligenceReport: 'CommentOnIntelligenceReportInput!',
  withdrawIntelligenceReportComment: 'WithdrawIntelligenceReportCommentInput!',
  registerIntelligenceSource: 'RegisterIntelligenceSourceInput!',
  reviseIntelligenceSource: 'ReviseIntelligenceSourceInput!',
  changeTenantSettings: 'ChangeTenantSettingsInput!',
  recordHandover: 'RecordHandoverInput!',
  reviseHandover: 'ReviseHandoverInput!',
  countersignHandover: 'CountersignHandoverInput!',
  setReportingExpectation: 'ReportingExpectationInput!',
  importStix: 'ImportStixInput!',
};

export const REPORT_FIELDS = `id title summary body status workingStatus version revision position author authorId assignee assigneeId dueAt confidence
  sourceIds publishedAt tlp secrecyLevel organisations recipients organisationId tenantId
  working { status title body authorId editorIds approvedById }
  versions { number status title body publishedAt authorId approvedById }`;
export const SOURCE_FIELDS =
  'id name kind status reliability credibility owner ownerId expectedCadenceSeconds lastReportAt tlp secrecyLevel revision stixId';
const SETTINGS_FIELDS =
  'authorMayApprove zone expectedPublicationSeconds minimumActiveSources searchLanguage tlpSecrecy { tlp secrecyLevel } reportingExpectations { id name count reportTypes start end weekdays zone holidays effectiveFrom }';

const HANDOVER_FIELDS = `id status previousHandoverId from { position at } to { position at } shiftStart shiftEnd note outgoing outgoingId incoming incomingId
  countersignature { signedAt briefHash note } tlp secrecyLevel revision position`;

const fieldsOf = (name: string): string =>
  name.endsWith('Handover')
    ? HANDOVER_FIELDS
    : name.endsWith('TenantSettings') || name.endsWith('Expectation')
      ? SETTINGS_FIELDS
      : name.includes('Source')
        ? SOURCE_FIELDS
        : REPORT_FIELDS;

const answerFields = (name: string): string =>
  name === 'importStix'
    ? 'importId file counts { created updated unchanged stored conflict refused } objects { stixId stixType outcome reasons record { type id } position } warnings position'
    : `record { ${fieldsOf(name)} } receipt { id revision position }`;

/** Sends a mutation with its arguments and gives back whatever was answered. */
export const attempt = (
  app: TestApplication,
  token: string | undefined,
  name: string,
  args: Record<string, unknown> = {},
): Promise<GraphqlAnswer> => {
  const given = Object.keys(args);
  const declared = given.map((key) => `$${key}: ${key === 'input' ? INPUTS[name] : TYPES[key]}`).join(', ');
  const passed = given.map((key) => `${key}: $${key}`).join(', ');
  const query =
    given.length > 0
      ? `mutation (${declared}) { ${name}(${passed}) { ${answerFields(name)} } }`
      : `mutation { ${name} { ${answerFields(name)} } }`;
  return app.ask(token, query, args);
};

/** A mutation that has to work. */
export const change = async (
  app: TestApplication,
  token: string,
  name: string,
  args: Record<string, unknown> = {},
): Promise<Changed> => {
  const { data, errors } = await attempt(app, token, name, args);
  assert.deepEqual(errors, [], `${name} was refused`);
  return data[name];
};

/** A mutation that has to be refused with a code. */
export const refused = async (
  app: TestApplication,
  token: string,
  code: string,
  name: string,
  args: Record<string, unknown> = {},
) => {
  const { errors } = await attempt(app, token, name, args);
  assert.equal(errors[0]?.extensions.code, code, `${name}: ${JSON.stringify(errors[0])}`);
  return errors[0];
};

export const create = (
  app: TestApplication,
  token: string,
  input: Record<string, unknown>,
  extra: Extra = {},
): Promise<Changed> => change(app, token, 'createIntelligenceReport', { input: { title: 'Untitled', ...input }, ...extra });

/** Drafted by one and reviewed and published by another. */
export const publish = async (
  app: TestApplication,
  author: string,
  editor: string,
  input: Record<string, unknown>,
  publication: Record<string, unknown> = {},
): Promise<Changed> => {
  const { record } = await create(app, author, input);
  return publishAgain(app, author, editor, record.id, publication);
};

export const publishAgain = async (
  app: TestApplication,
  author: string,
  editor: string,
  id: string,
  publication: Record<string, unknown> = {},
): Promise<Changed> => {
  await change(app, author, 'submitIntelligenceReport', { id });
  await change(app, editor, 'approveIntelligenceReport', { id });
  return change(app, editor, 'publishIntelligenceReport', { id, input: publication });
};

export const report = async (app: TestApplication, token: string, id: string) =>
  (await app.data(token, `query ($id: UUID!) { intelligenceReport(id: $id) { ${REPORT_FIELDS} } }`, { id })).intelligenceReport;

export const DASHBOARD_FIELDS = `reportCount publishedCount draftCount inReviewCount reportsByStatus { key count filter } reportsBySecrecy { key count filter }
  reportsByTlp { key count filter } lastPublishedAt secondsSinceLastPublication recency { state expectedWithinSeconds } sourceCount activeSourceCount
  sourceThreshold { minimum state } backlog { inReview oldestSubmittedAt } workspace { reports sources }
  asOf { position recordedAt lagMs fresh reducedToTodaysAccess }`;

export interface When {
  readonly at?: string | undefined;
  readonly position?: string | undefined;
  readonly atLeast?: string | undefined;
}

export const dashboard = async (app: TestApplication, token: string, when: When = {}) =>
  (
    await app.data(
      token,
      `query ($at: DateTime, $position: Position, $atLeast: Position) { intelligenceDashboard(at: $at, position: $position, atLeast: $atLeast) { ${DASHBOARD_FIELDS} } }`,
      { ...when },
    )
  ).intelligenceDashboard;

export interface Listing extends When {
  readonly filter?: unknown;
  readonly orderBy?: { readonly field: string; readonly direction: string };
  readonly first?: number;
  readonly after?: string;
}

const PAGE =
  'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } asOf { position recordedAt lagMs fresh reducedToTodaysAccess }';
const WHEN = '$at: DateTime, $position: Position, $atLeast: Position, $first: Int, $after: String';
const PASSED = 'at: $at, position: $position, atLeast: $atLeast, first: $first, after: $after';

export const reports = async (app: TestApplication, token: string, listing: Listing = {}, fields = 'id title') =>
  (
    await app.data(
      token,
      `query ($filter: IntelligenceReportFilter, $orderBy: IntelligenceReportOrder, ${WHEN}) {
        intelligenceReports(filter: $filter, orderBy: $orderBy, ${PASSED}) { nodes { ${fields} } ${PAGE} } }`,
      { ...listing },
    )
  ).intelligenceReports;

export const sources = async (app: TestApplication, token: string, listing: Listing = {}, fields = 'id name lastReportAt') =>
  (
    await app.data(
      token,
      `query ($filter: IntelligenceSourceFilter, ${WHEN}) { intelligenceSources(filter: $filter, ${PASSED}) { nodes { ${fields} } ${PAGE} } }`,
      { ...listing },
    )
  ).intelligenceSources;

/** Actor id of whoever a token stands for. */
export const actorOf = async (app: TestApplication, token: string): Promise<string> =>
  (await app.data(token, '{ me { actorId } }')).me.actorId;
