/** Every door that tells of records, and how the leak matrix walks through it. Most follow from the schema and KINDS; the others have a line here. */
import { randomUUID } from 'node:crypto';
import { getNamedType, type GraphQLObjectType, isEnumType, isObjectType } from 'graphql';
import { COMMON, type Kind, KINDS } from './kinds.js';
import { elsewhere, exchanged } from './exchange-doors.js';
import * as live from './live-doors.js';
import { type At, sampleOf, type Walk } from './walk.js';
import { askFor, type Field, isConnection, type OperationName } from './selection.js';
import { type Kept, maySee, type Reader, tells, type World } from './world.js';

type Shows = (record: Kept, reader: Reader) => boolean;

const NOTHING: Shows = () => false;
const isOf =
  (...types: readonly string[]): Shows =>
  ({ kind }) =>
    types.includes(kind.type);

/** The whole answer as it came over the wire. */
export const post = async ({ app }: World, { token }: Reader, query: string, variables: object): Promise<string> => {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    // A kept connection may be closed from the other side just when the next request goes out.
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, connection: 'close' },
    body: JSON.stringify({ query, variables }),
  });
  return `${response.status} ${await response.text()}`;
};

const has = ({ args }: Field, name: string): boolean => args.some((arg) => arg.name === name);
/** Whatever a root field answers: each walk knows the fields that it looks at. */
// oxlint-disable-next-line typescript/no-explicit-any
type Answered = Record<string, any>;

const dataOf = (answer: string, { field }: At): Answered => {
  const { data, errors } = JSON.parse(answer.slice(answer.indexOf(' '))) as { data: Answered; errors?: unknown };
  if (errors) throw new Error(`${field.name}: ${JSON.stringify(errors)}`);
  return data[field.name];
};

/** The answer of the door to one question. */
const asked = ({ world, schema, operation, field }: At, reader: Reader, given: Record<string, unknown>): Promise<string> => {
  const { query, variables } = askFor(schema, operation, field, given);
  return post(world, reader, query, variables);
};

/** What no role of the reader allows tells nothing of any record. */
const isForbidden = (answer: string): boolean => /^200 .*"code":"FORBIDDEN"/.test(answer);

interface Whole {
  readonly text: string;
  /** The first page; undefined where the reader's roles allow no answer. */
  readonly first: Answered | undefined;
}

/** Asks for all pages of a connection, or for the one answer of another field. */
const wholeAnswer = async (at: At, given: object): Promise<Whole> => {
  const { schema, operation, field, world, reader } = at;
  const texts: string[] = [];
  let first: Answered | undefined;
  for (let after: string | undefined; ;) {
    const { query, variables } = askFor(schema, operation, field, { ...given, ...(after === undefined ? {} : { after }) });
    const answer = await post(world, reader, query, variables);
    if (isForbidden(answer)) return { text: answer, first: undefined };
    const data = dataOf(answer, at);
    first ??= data;
    texts.push(answer);
    if (data.pageInfo?.hasNextPage !== true) return { text: texts.join('\n'), first };
    after = data.pageInfo.endCursor;
  }
};

/** As it is now, and where a field can be asked for the past, as it was at the last position. */
const moments = ({ field, world: { head } }: At): readonly object[] => [
  ...(has(field, 'atLeast') ? [{ atLeast: head }] : [{}]),
  ...(has(field, 'position') && has(field, 'at') ? [{ position: head }] : []),
];

/** One answer for all records. With `totalCount` it counts exactly those that it shows. */
const answer =
  (shows: Shows, given: object = {}): Walk =>
  async (at) => {
    const { matrix, reader, door, world } = at;
    for (const moment of moments(at)) {
      const { text, first } = await wholeAnswer(at, { ...moment, ...given });
      const shown = (record: Kept): boolean => first !== undefined && shows(record, reader);
      matrix.answered(door, reader, text, shown);
      const count = world.records.filter((record) => shown(record) && maySee(reader, record)).length;
      if (first?.['totalCount'] !== undefined) matrix.equal(door, reader, first['totalCount'], count, 'totalCount');
    }
  };

/** One record at a time: a hidden one is answered like one that never was. */
const recordByRecord =
  (kinds: readonly Kind[], argumentsOf: (kind: Kind, id: string) => object, changes: boolean, tellsMore = !changes): Walk =>
  async (at) => {
    const { world, matrix, schema, operation, field, door, reader } = at;
    const told = async (kind: Kind, id: string): Promise<string> => {
      const given = { ...argumentsOf(kind, id), ...(has(field, 'atLeast') ? { atLeast: world.head } : {}) };
      const { query, variables } = askFor(schema, operation, field, given);
      return (await post(world, reader, query, variables)).replaceAll(id, '<id>');
    };
    for (const kind of kinds) {
      const idOf = changes || has(field, 'type') ? ({ id }: Kept) => id : (kind.idOf ?? (({ id }: Kept) => id));
      const example = world.records.find((record) => record.kind === kind)!;
      const absent = await told(kind, idOf(example).replace(/[0-9a-f-]{36}$/, randomUUID()));
      const forbidden = absent.includes('"FORBIDDEN"');
      for (const record of sampleOf(at, [kind])) {
        const visible = maySee(reader, record);
        // What nothing keeps from being done, or is refused before the record is looked at, is asked of hidden records only.
        if (visible && (forbidden || (changes && !has(field, 'expectedRevision')))) continue;
        const text = await told(kind, idOf(record));
        matrix.cell({
          door,
          reader,
          record,
          told: text !== absent && (!tellsMore || text.includes('"FORBIDDEN"') || tells(text, record)),
        });
        matrix.scan(door, reader, text);
      }
    }
  };

/** A revision that no record has: a change of what may be seen is refused for that, and nothing is changed. */
const NEVER = '999999999';
const changeOf = (kinds: readonly Kind[], field: Field): Walk =>
  recordByRecord(
    kinds,
    ({ type }, id) => ({
      id,
      ...(has(field, 'type') ? { type } : {}),
      ...(has(field, 'expectedRevision') ? { expectedRevision: NEVER } : {}),
    }),
    true,
  );

const byKey = ([a]: readonly [string, number], [b]: readonly [string, number]): number => a.localeCompare(b);

const figures: Walk = async (at) => {
  const { world, matrix, door, reader } = at;
  const seen = world.records.filter((record) => maySee(reader, record));
  const all = seen.filter(({ kind }) => kind.type === 'intelReport');
  const reports = all.filter(({ status }) => !['archived', 'retracted'].includes(status));
  const sources = seen.filter(({ kind }) => kind.type === 'source');
  const published = reports.filter(({ status }) => status === 'published');
  const by = (status: string): number => reports.filter((report) => report.status === status).length;
  const counted = (rows: readonly { key: string; count: number }[]) =>
    Object.fromEntries(
      rows
        .filter(({ count }) => count > 0)
        .map(({ key, count }) => [key.replace('_STRICT', '+STRICT'), count] as const)
        .toSorted(byKey),
    );
  const grouped = (keyOf: (record: Kept) => string, which = reports) => {
    const counts = new Map<string, number>();
    for (const report of which) counts.set(keyOf(report), (counts.get(keyOf(report)) ?? 0) + 1);
    return Object.fromEntries([...counts].toSorted(byKey));
  };
  for (const moment of moments(at)) {
    const { first: board = {} } = await wholeAnswer(at, moment);
    const expected: Record<string, unknown> = {
      reportCount: reports.length,
      publishedCount: published.length,
      draftCount: by('draft'),
      inReviewCount: by('in_review'),
      sourceCount: sources.length,
      activeSourceCount: sources.filter(({ status }) => status === 'active').length,
      lastPublishedAt:
        published
          .map(({ publishedAt }) => publishedAt!)
          .toSorted((a, b) => Date.parse(a) - Date.parse(b))
          .at(-1) ?? null,
    };
    for (const [figure, value] of Object.entries(expected)) matrix.equal(door, reader, board[figure], value, figure);
    matrix.equal(
      door,
      reader,
      counted(board['reportsBySecrecy']),
      grouped(({ protection }) => protection.marking.secrecyLevel),
      'reportsBySecrecy',
    );
    matrix.equal(
      door,
      reader,
      counted(board['reportsByTlp']),
      grouped(({ protection }) => protection.marking.tlp),
      'reportsByTlp',
    );
    matrix.equal(
      door,
      reader,
      counted(board['reportsByStatus']),
      grouped(({ status }) => status, all),
      'reportsByStatus',
    );
  }
  return answer(isOf('feed'))(at);
};

/** How many reports were published on each of the last forty days, of those that the reader may see. */
const production: Walk = async (at) => {
  const { world, matrix, door, reader } = at;
  const { tenantSettings } = await world.app.data(reader.token, '{ tenantSettings { reportingExpectations { id } } }');
  const given = { expectationId: tenantSettings.reportingExpectations[0].id, windows: 40 };
  for (const moment of moments(at)) {
    const { text, first } = await wholeAnswer(at, { ...moment, ...given });
    matrix.answered(door, reader, text, () => false);
    const published = ((first?.['points'] ?? []) as { published: number }[]).reduce((sum, point) => sum + point.published, 0);
    const seen = world.records.filter((record) => record.publishedAt !== undefined && maySee(reader, record));
    matrix.equal(door, reader, published, seen.filter(({ status }) => status === 'published').length, 'published');
  }
};

const assignedTo: Shows = ({ kind, status, assignee }, { subject }) =>
  kind.type === 'intelReport' && ['draft', 'in_review', 'approved'].includes(status) && assignee === subject.actorId;
const inBrief: Shows = ({ kind, publishedAt }) =>
  ['source', 'handover', 'feed'].includes(kind.type) || (kind.type === 'intelReport' && publishedAt !== undefined);

const byType = (...types: readonly string[]): readonly Kind[] => KINDS.filter(({ type }) => types.includes(type));
/** Tells no more of the record that is asked about than that it is there. */
const thereOrNot = (kinds: readonly Kind[], argumentsOf: (kind: Kind, id: string) => object = (_, id) => ({ id })): Walk =>
  recordByRecord(kinds, argumentsOf, false, false);
export const LINKED = byType('campaign', 'threatActor', 'investigation', 'target', 'infrastructure', 'attackPattern');

/** Holds every incident of the world. */
const DECADE = { start: '2020-01-01T00:00:00.000Z', end: '2030-01-01T00:00:00.000Z', zone: 'UTC' };

/** Doors that do not follow from the schema, by operation and name. */
const OTHERS: Readonly<Record<string, Walk>> = {
  'query me': answer(NOTHING),
  'query people': answer(NOTHING, { text: 'reader' }),
  'query tenantSettings': answer(NOTHING),
  'query recommendations': answer(NOTHING),
  'query attackReleases': answer(NOTHING),
  'query attackTechniques': answer(NOTHING),
  'query intelligenceDashboard': figures,
  'query productionChart': production,
  'query socKpis': answer(NOTHING, { period: DECADE }),
  'query kpiLineage': answer(isOf('incident'), { period: DECADE, kpi: 'opened' }),
  'query kpiDefinitions': answer(NOTHING),
  'query upcomingReports': answer(isOf('reportSchedule')),
  'query handoverBrief': answer(inBrief, { since: '0' }),
  'query search': answer(isOf('intelReport', 'source'), { text: COMMON }),
  'query newSince': answer(isOf('intelReport', 'source'), { position: '0' }),
  'query myMentions': answer(isOf('intelReport')),
  'query myAssignments': answer(assignedTo),
  'query watchList': answer(NOTHING),
  'query explainAccess': thereOrNot(KINDS, ({ type }, id) => ({ type, id })),
  'query whoCouldSee': thereOrNot(KINDS, ({ type }, id) => ({ type, id })),
  'query recordLinks': thereOrNot(LINKED, ({ type }, id) => ({ type, id })),
  'query campaignGraph': thereOrNot(byType('campaign')),
  'query campaignOverlaps': thereOrNot(byType('campaign')),
  'query investigationOverlaps': thereOrNot(byType('investigation')),
  'query shortestPath': thereOrNot(LINKED, ({ type }, id) => ({ from: { type, id }, to: { type, id } })),
  'query distributionLists': answer(NOTHING),
  'query collections': answer(NOTHING),
  'query dashboardShares': answer(NOTHING),
  'query collection': exchanged('collection', asked),
  'query exchangeImport': exchanged('exchangeImport', asked),
  'query discoverTaxii': elsewhere(asked),
  'query deliveries': thereOrNot(byType('socReport'), (_, reportId) => ({ reportId })),
  'query feedAlerts': thereOrNot(byType('feed'), (_, feedId) => ({ feedId })),
  'query reportAccesses': answer(isOf('socReport')),
  'query superuserSessions': answer(NOTHING),
  'query mySuperuserSessions': answer(NOTHING),
  'query tenants': answer(NOTHING),
  'subscription dashboardChanged': live.dashboardChanged,
  'subscription recordChanged': live.recordChanged,
};

/** Doors through which nobody asks for a record, and why. */
export const NO_RECORDS: Readonly<Record<string, string>> = {
  'mutation changeTenantSettings': 'settings of the tenant',
  'mutation setReportingExpectation': 'settings of the tenant',
  'mutation removeReportingExpectation': 'settings of the tenant',
  'mutation setSlaPolicy': 'settings of the tenant',
  'mutation removeSlaPolicy': 'settings of the tenant',
  'mutation setSharingCeiling': 'settings of the tenant',
  'mutation removeSharingCeiling': 'settings of the tenant',
  'mutation setKpiTarget': 'settings of the tenant',
  'mutation removeKpiTarget': 'settings of the tenant',
  'mutation declareDetectionScope': 'settings of the tenant',
  'mutation addRecommendation': 'an entry of the library of the tenant',
  'mutation reviseRecommendation': 'an entry of the library of the tenant',
  'mutation retireRecommendation': 'an entry of the library of the tenant',
  'query attackTechnique': 'a technique of a release of ATT&CK of the tenant',
  'mutation chooseAttackRelease': 'a release of ATT&CK of the tenant',
  'mutation retireAttackRelease': 'a release of ATT&CK of the tenant',
  'mutation markWatchListSeen': 'a position on a list of its own',
  'mutation createDistributionList': 'a list of receivers',
  'mutation reviseDistributionList': 'a list of receivers',
  'mutation retireDistributionList': 'a list of receivers',
  'mutation createCollection': 'a view for partners',
  'mutation reviseCollection': 'a view for partners',
  'mutation retireCollection': 'a view for partners',
  'mutation restoreCollection': 'a view for partners',
  'mutation shareDashboard': 'a link for outsiders; what it tells is walked in dashboard-doors.ts',
  'mutation revokeDashboardShare': 'a link for outsiders',
  'mutation createTenant': 'a tenant on the list of them',
  'mutation addTenantOrganisation': 'a tenant on the list of them',
  'mutation retireTenantOrganisation': 'a tenant on the list of them',
  'mutation openSuperuserSession': 'a session of the caller',
  'mutation closeSuperuserSession': 'a session of the caller',
  'mutation revokeToken': 'a token',
  'mutation exportStix': 'answers a text; its stories are in export-what-partners-may-have.spec.ts',
  'query stixExport': 'an export that was made; its stories are in export-what-partners-may-have.spec.ts',
  'mutation importStix': 'writes what it is given; its stories are in leaks.spec.ts',
};

const kindsOf = (type: unknown): readonly Kind[] =>
  isObjectType(type) ? KINDS.filter(({ object, listed }) => [object, listed].includes(type.name)) : [];
const typeOf = (parent: GraphQLObjectType, name: string): unknown => {
  const field = parent.getFields()[name];
  return field && getNamedType(field.type);
};

/** @returns undefined for a door that nobody listed; `none` where no record can be asked for. */
export const walkOf = (operation: OperationName, field: Field): Walk | 'none' | undefined => {
  const name = `${operation} ${field.name}`;
  if (OTHERS[name]) return OTHERS[name];
  if (NO_RECORDS[name]) return 'none';
  const named = getNamedType(field.type);
  if (!isObjectType(named)) return undefined;
  if (has(field, 'id') && has(field, 'type')) {
    const type = getNamedType(field.args.find((arg) => arg.name === 'type')!.type);
    const kinds = isEnumType(type) ? KINDS.filter((kind) => type.getValue(kind.type)) : KINDS;
    if (operation === 'mutation') return changeOf(kinds, field);
    const revisions = has(field, 'from') ? { from: '0', to: '0' } : {};
    return recordByRecord(kinds, (kind, id) => ({ type: kind.type, id, ...revisions }), false);
  }
  if (operation === 'mutation') {
    const kinds = kindsOf(typeOf(named, 'record'));
    if (kinds.length === 0) return undefined;
    return has(field, 'id') ? changeOf(kinds, field) : 'none';
  }
  const [kind] = kindsOf(isConnection(named) ? typeOf(named, 'nodes') : named);
  if (!kind) return undefined;
  return isConnection(named) ? answer(isOf(kind.type)) : recordByRecord([kind], (_, id) => ({ id }), false);
};
