/** Documents that are right, with values that are not. */
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { type Refusal, refusals, request, type Sent } from './refusals.js';

const CREATE = 'mutation ($input: CreateIntelligenceReportInput!) { createIntelligenceReport(input: $input) { record { id } } }';
const LIST =
  'query ($first: Int, $after: String, $filter: IntelligenceReportFilter) { intelligenceReports(first: $first, after: $after, filter: $filter) { totalCount } }';
const AT = 'query ($at: DateTime, $position: Position) { intelligenceDashboard(at: $at, position: $position) { reportCount } }';
const PUBLISH =
  'mutation ($id: UUID!, $input: PublishIntelligenceReportInput) { publishIntelligenceReport(id: $id, input: $input) { record { id } } }';
const ID = '6f6d1b52-0c5e-4f0e-9d0e-3f3d3f1d0a11';

const create = (input: unknown): Sent => request(CREATE, { input });
const list = (variables: object): Sent => request(LIST, variables);
const raw = (query: string, variables: string): Sent => ({ body: `{"query":${JSON.stringify(query)},"variables":${variables}}` });
const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const dates = (texts: readonly unknown[]): Record<string, Refusal> =>
  Object.fromEntries(
    texts.map((at) => [
      `the date ${JSON.stringify(at)}`,
      { sent: request(AT, { at }), path: 'at', message: /existing date and time with a zone/ },
    ]),
  );
const cursors = (texts: readonly string[]): Record<string, Refusal> =>
  Object.fromEntries(texts.map((after, n) => [`malformed cursor ${n}`, { sent: list({ after }), status: 200, path: 'after' }]));

describe('a value that cannot be', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ roles: ['supervisor', 'tenant_admin'] });
  });
  after(() => app?.stop());

  refusals(() => ({ app, token }), {
    'no input at all': { sent: request(CREATE), path: 'input' },
    'null for an input': { sent: create(null), path: 'input' },
    'a list for an input': { sent: create([]), path: 'input' },
    'a number for text': { sent: create({ title: 5 }), path: 'input.title' },
    'an object for text': { sent: create({ title: { toString: 'x' } }), path: 'input.title' },
    'a wrong enum value': { sent: create({ title: 't', tlp: 'PINK' }), path: 'input.tlp' },
    'an unknown field': { sent: create({ title: 't', tenantId: 'other' }), path: 'input.tenantId' },
    'a field of the prototype': {
      sent: raw(CREATE, '{"input":{"title":"t","__proto__":{"tlp":"RED"}}}'),
      path: 'input.__proto__',
    },
    'a wrong field deep inside': {
      sent: create({
        title: 't',
        killChainPhases: [
          { killChainName: 'a', phaseName: 'b' },
          { killChainName: 'a', phaseName: 7 },
        ],
      }),
      path: 'input.killChainPhases.1.phaseName',
    },
    'a place written into a value': { sent: create({ title: 't', tlp: 'x" at "input.elsewhere"; y' }), path: 'input.tlp' },
    'a blank title': { sent: create({ title: ' \n ' }), status: 200, path: 'input.title' },
    'a title of 900 KB': { sent: create({ title: 'x'.repeat(900_000) }), status: 200, path: 'input.title' },
    'a NUL character': { sent: create({ title: 'a\0b' }), status: 200, path: 'input.title' },
    'a NUL character in a filter': { sent: list({ filter: { author: ['a', 'b\0'] } }), status: 200, path: 'filter.author.1' },
    'a confidence of 101': { sent: create({ title: 't', confidence: 101 }), status: 200, path: 'input.confidence' },
    'a confidence with a fraction': { sent: create({ title: 't', confidence: 1.5 }), path: 'input.confidence' },
    'a technique that is none': {
      sent: create({ title: 't', techniqueIds: ['T1059', "T1'; drop"] }),
      status: 200,
      path: 'input.techniqueIds.1',
    },
    'a source that is not there': { sent: create({ title: 't', sourceIds: [ID] }), status: 200, path: 'input.sourceIds.0' },
    'half of a surrogate pair, escaped': {
      sent: raw(CREATE, String.raw`{"input":{"title":"\ud800"}}`),
      message: /half of a surrogate pair/,
    },
    'the other half, escaped': {
      sent: raw(CREATE, String.raw`{"input":{"title":"\udc00x"}}`),
      message: /half of a surrogate pair/,
    },
    'a number beyond a double': { sent: raw(LIST, '{"first":1e999}'), message: /larger than any program/ },
    'a page size beyond 32 bits': { sent: list({ first: 2 ** 40 }), path: 'first' },
    'a page size of 20 digits': { sent: raw(LIST, '{"first":99999999999999999999}'), path: 'first' },
    'a negative page size': { sent: list({ first: -1 }), status: 200, path: 'first', message: /between 1 and 200/ },
    'an empty page': { sent: list({ first: 0 }), status: 200, path: 'first' },
    'a page of 201': { sent: list({ first: 201 }), status: 200, path: 'first', message: /between 1 and 200/ },
    'a page size in words': { sent: list({ first: 'ten' }), path: 'first' },
    ...cursors([
      '',
      'zzz',
      '\0',
      'x'.repeat(100_000),
      cursor('text'),
      cursor({ 0: 'x', 1: ID }),
      cursor(null),
      cursor([1, ID]),
      cursor(['2026-01-05 10:00:00+00', 'not an id']),
      cursor(["2026-01-05'; drop table", ID]),
      cursor(['\0', ID]),
      cursor(['9999-99-99 99:99:99+00', ID]),
    ]),
    ...dates([
      '0000-01-01T00:00:00Z',
      '9999999-01-01T00:00:00Z',
      '+012026-01-01T00:00:00Z',
      '1969-12-31T23:59:59Z',
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-01T25:00:00Z',
      '2026-01-01T00:00:00',
      '2026-01-01',
      'yesterday',
      '',
      '\0',
      1767225600000,
      { year: 2026 },
    ]),
    'a past that is yet to come': {
      sent: request(AT, { at: '9999-12-31T23:59:59.999Z' }),
      status: 200,
      path: 'at',
      message: /future/,
    },
    'two moments at once': { sent: request(AT, { at: '2026-01-01T00:00:00Z', position: '1' }), status: 200, path: 'position' },
    'a negative position': { sent: request(AT, { position: '-1' }), path: 'position' },
    'a position beyond 64 bits': { sent: request(AT, { position: '9223372036854775808' }), path: 'position' },
    'a position in a fraction': { sent: request(AT, { position: 1.5 }), path: 'position' },
    'an id that is no UUID': { sent: request(PUBLISH, { id: '../../etc/passwd' }), path: 'id' },
    'an idempotency key of 201 characters': {
      sent: request(
        'mutation ($key: String) { createIntelligenceReport(input: { title: "t" }, idempotencyKey: $key) { record { id } } }',
        { key: 'k'.repeat(201) },
      ),
      status: 200,
      path: 'idempotencyKey',
    },
    'an unknown record type': {
      sent: request(`{ recordHistory(type: "__proto__", id: "${ID}") { id } }`),
      status: 200,
      path: 'type',
    },
    'fifty thousand wrong ids': { sent: list({ filter: { ids: Array(50_000).fill('x') } }), path: 'filter.ids.0' },
  });
});
