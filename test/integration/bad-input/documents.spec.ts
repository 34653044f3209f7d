/** Documents that are no GraphQL, that ask for what does not exist, or that ask for too much. */
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { refusals, request } from './refusals.js';

const chain = (fragments: number, spreads: number): string =>
  `{ me { ...F0 } } ${Array.from({ length: fragments }, (_, n) => `fragment F${n} on Me { ${`...F${n + 1} `.repeat(spreads)} }`).join(' ')} fragment F${fragments} on Me { name }`;
const nested = (depth: number): string =>
  `{ intelligenceReports ${'{ nodes { sources '.repeat(depth)} { id } ${'} }'.repeat(depth)} }`;

describe('a document that asks wrongly', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ roles: ['supervisor', 'tenant_admin'] });
  });
  after(() => app?.stop());
  const subject = () => ({ app, token });

  refusals(subject, {
    'an unfinished document': { sent: request('{ me {'), message: /Expected Name, found <EOF>/ },
    'text that is no GraphQL': { sent: request('select * from app.person') },
    'an empty document': { sent: request('   '), path: 'query' },
    'a document of comments': { sent: request('# nothing') },
    'a syntax tree in place of a document': {
      sent: request('{"kind":"Document","definitions":[]}'),
      message: /does not begin like JSON/,
    },
    'null in place of a document': { sent: request('null') },
    'an unknown field': { sent: request('{ me { actorId age } }'), path: 'me.age', message: /Cannot query field/ },
    'an unknown query': { sent: request('{ everything }'), path: 'everything' },
    'an unknown field under an alias': { sent: request('{ mine: me { how: age } }'), path: 'mine.how' },
    'an unknown argument': { sent: request('{ me(of: "you") { actorId } }'), path: 'of' },
    'an unknown enum value': {
      sent: request('{ intelligenceReports(filter: { status: [draft, nope] }) { totalCount } }'),
      path: 'filter.status.1',
    },
    'a literal of another type': {
      sent: request('mutation { createIntelligenceReport(input: { title: 5 }) { record { id } } }'),
      path: 'input.title',
    },
    'a literal without a required field': {
      sent: request('mutation { createIntelligenceReport(input: { summary: "s" }) { record { id } } }'),
      path: 'input.title',
    },
    'a literal with an unknown field': {
      sent: request('mutation { createIntelligenceReport(input: { title: "t", owner: "me" }) { record { id } } }'),
      path: 'input.owner',
    },
    'half of a surrogate pair in a literal': {
      sent: request(String.raw`mutation { createIntelligenceReport(input: { title: "\ud800" }) { record { id } } }`),
      message: /Unicode escape/,
    },
    'a NUL character in a literal': {
      sent: request(String.raw`mutation { createIntelligenceReport(input: { title: "a\u0000b" }) { record { id } } }`),
      status: 200,
      path: 'input.title',
    },
    'a NUL character between words': { sent: request('{ me\0 { actorId } }') },
    'an object without a selection': { sent: request('{ me }'), path: 'me' },
    'a selection of a scalar': { sent: request('{ me { actorId { text } } }'), path: 'me.actorId' },
    'an undefined variable': { sent: request('{ intelligenceReport(id: $id) { id } }') },
    'an unknown operation name': { sent: request('query A { me { actorId } }', {}, 'B'), message: /Unknown operation named "B"/ },
    'no operation name among two': {
      sent: request('query A { me { name } } query B { me { name } }', {}),
      message: /operation name/,
    },
    'a subscription': {
      sent: request('subscription { dashboardChanged { position } }'),
      message: /answered over WebSocket \(graphql-transport-ws\)/,
    },
    'a query longer than 64 KiB': { sent: request(`{ me { actorId } }${' '.repeat(70_000)}`), message: /longer than 64 KiB/ },
    'a thousand aliases': {
      sent: request(`{ ${Array.from({ length: 1_000 }, (_, n) => `a${n}: __typename`).join(' ')} }`),
      message: /more than 2000 tokens/,
    },
    'a hundred aliases': {
      sent: request(`{ ${Array.from({ length: 100 }, (_, n) => `a${n}: __typename`).join(' ')} }`),
      message: /more than 50 aliases/,
    },
    'a selection 20 deep': { sent: request(nested(10)), message: /more than 12 deep/ },
    'a selection 20 deep in a fragment': {
      sent: request(
        `{ intelligenceReports { ...Deep } } fragment Deep on IntelligenceReportConnection ${nested(10).slice('{ intelligenceReports '.length, -1)}`,
      ),
      message: /more than 12 deep/,
    },
    'a selection 600 deep': { sent: request(`${'{ me '.repeat(600)}${'}'.repeat(600)}`), message: /more than 12 deep/ },
    'lists 30,000 deep': { sent: request(`{ me(a: ${'['.repeat(30_000)}`), message: /too deep|tokens/ },
    'introspection that goes round in circles': {
      sent: request(`{ __schema { types ${'{ fields { type '.repeat(10)} { name } ${'} }'.repeat(10)} } }`),
      message: /more than 16 deep/,
    },
    'pages within pages': {
      sent: request(
        '{ intelligenceReports(first: 200) { nodes { versions { killChainPhases { phaseName killChainName } externalReferences { url } } } } }',
      ),
      message: /may cost more than 10000/,
    },
    'a fragment within itself': { sent: request('{ me { ...A } } fragment A on Me { ...A }'), message: /within itself/ },
    'fragments in a circle': {
      sent: request('{ me { ...A } } fragment A on Me { ...B } fragment B on Me { ...A }'),
      message: /within itself/,
    },
    'fragments that double twenty times': { sent: request(chain(20, 2)), message: /more than 500 fields/ },
    'hundreds of fragments': { sent: request(chain(100, 1)), message: /more than 30 operations and fragments/ },
    'the same field four hundred times': {
      sent: request(`{ me { ${'name '.repeat(400)} } }`),
      message: /same field more than 60 times/,
    },
    'thousands of directives': {
      sent: request(`{ me ${'@skip(if: false) '.repeat(3_000)} { name } }`),
      message: /more than 2000 tokens/,
    },
    'thousands of variables': {
      sent: request(`query (${Array.from({ length: 3_000 }, (_, n) => `$v${n}: Int`).join(' ')}) { me { name } }`),
      message: /more than 2000 tokens/,
    },
  });
});
