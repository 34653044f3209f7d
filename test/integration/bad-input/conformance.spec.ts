/** What any GraphQL client may rely on (GraphQL June 2018), interpreted and compiled alike. */
import assert from 'node:assert/strict';
import { buildClientSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from 'graphql';
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { printedSchema } from '../../../src/graphql/printed-schema.js';
import { request, send } from './refusals.js';

const UNKNOWN = '6f6d1b52-0c5e-4f0e-9d0e-3f3d3f1d0a11';

describe('a GraphQL client', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ tenant: 'acme', sub: 'amina', roles: ['supervisor'] });
    for (const name of ['Harbour watch', 'Airfield watch'])
      await app.data(
        token,
        'mutation ($name: String!) { registerIntelligenceSource(input: { name: $name }) { receipt { position } } }',
        { name },
      );
  });
  after(() => app?.stop());

  /** Asks three times: interpreted, while it is compiled, and compiled. */
  const always = async (
    query: string,
    variables: object | undefined,
    check: (answer: Awaited<ReturnType<typeof send>>) => void,
    operationName?: string,
  ) => {
    const texts = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const answer = await send(app, token, request(query, variables, operationName));
      check(answer);
      texts.add(answer.text);
    }
    assert.equal(texts.size, 1, 'the answer is the same, byte for byte');
  };
  const gives = (query: string, data: unknown, variables?: object, operationName?: string) =>
    always(
      query,
      variables,
      (answer) => assert.deepEqual([answer.status, answer.data, answer.errors], [200, data, []]),
      operationName,
    );

  it('renames fields by aliases (§2.7), even to odd names', () =>
    gives('{ a: me { t: tenantId } constructor: me { toString: tenantId } }', {
      a: { t: 'acme' },
      constructor: { toString: 'acme' },
    }));

  it('spreads fragments, named and inline (§2.8)', () =>
    gives(
      '{ me { ...A ... on Me { clearance } ... @include(if: true) { countries } } } fragment A on Me { tenantId ...B } fragment B on Me { roles }',
      {
        me: { tenantId: 'acme', roles: ['supervisor'], clearance: 'SECRET', countries: [] },
      },
    ));

  it('skips and includes by variables (§3.13)', async () => {
    const query = 'query ($yes: Boolean!) { me { tenantId @include(if: $yes) roles @skip(if: $yes) } }';
    await gives(query, { me: { tenantId: 'acme' } }, { yes: true });
    await gives(query, { me: { roles: ['supervisor'] } }, { yes: false });
    await gives(query, { me: { tenantId: 'acme' } }, { yes: true });
  });

  it('asks for the name of a type (§4.1.4)', () =>
    gives('mutation { __typename } ', { __typename: 'Mutation' }).then(() =>
      gives('{ __typename me { __typename } }', { __typename: 'Query', me: { __typename: 'Me' } }),
    ));

  it('introspects the schema that is committed (§4)', async () => {
    const { __schema } = await app.data(token, getIntrospectionQuery({ inputValueDeprecation: true }));
    const seen = lexicographicSortSchema(buildClientSchema({ __schema }));
    assert.equal(`${printSchema(seen)}\n`, printedSchema(app.application.nest));
    assert.equal((await app.data(token, '{ __type(name: "Nothing") { name } }')).__type, null);
  });

  it('chooses one of several operations by its name (§6.1), also after another was compiled', async () => {
    const document =
      'query Who { me { tenantId } } query What { me { roles } } mutation Never { retireIntelligenceSource(id: "6f6d1b52-0c5e-4f0e-9d0e-3f3d3f1d0a11") { receipt { id } } }';
    await gives(document, { me: { tenantId: 'acme' } }, {}, 'Who');
    await gives(document, { me: { roles: ['supervisor'] } }, {}, 'What');
    await gives(document, { me: { tenantId: 'acme' } }, {}, 'Who');
    await always(
      document,
      {},
      ({ status, errors }) => assert.deepEqual([status, errors[0]?.message], [400, 'Unknown operation named "Nobody".']),
      'Nobody',
    );
  });

  it('gives variables defaults, leaves them out or sets them to null (§6.1.2)', async () => {
    const query =
      'query ($first: Int = 1, $filter: IntelligenceSourceFilter) { intelligenceSources(first: $first, filter: $filter) { nodes { name } } }';
    const one = { intelligenceSources: { nodes: [{ name: 'Airfield watch' }] } };
    const both = { intelligenceSources: { nodes: [{ name: 'Airfield watch' }, { name: 'Harbour watch' }] } };
    const { intelligenceSources } = await app.data(token, '{ intelligenceSources { totalCount } }');
    assert.equal(intelligenceSources.totalCount, 2);
    await gives(query, one, {});
    await gives(query, both, { first: 2 });
    await gives(query, both, { first: null, filter: null });
    await gives(query, both, { first: 5, filter: { kind: 'other' } });
  });

  it('gets the place of an error and the data around it (§7.1)', () =>
    always(`{ me { tenantId } none: intelligenceReport(id: "${UNKNOWN}") { id } }`, undefined, ({ text, errors }) => {
      const [error] = errors;
      assert.equal(error?.extensions.code, 'NOT_FOUND');
      assert.deepEqual(error.path, ['none']);
      assert.deepEqual((error as unknown as { locations: unknown }).locations, [{ line: 1, column: 19 }]);
      assert.ok(text.startsWith('{"errors":'), 'errors come first');
    }));

  it('gets data of the operation only, and no member beside data, errors and extensions (§7.1)', () =>
    always('{ me { tenantId } }', undefined, ({ text }) => assert.equal(text, '{"data":{"me":{"tenantId":"acme"}}}')));

  it('runs mutations one after the other (§6.2.2)', async () => {
    const { a, b } = await app.data(
      token,
      `mutation { a: registerIntelligenceSource(input: { name: "First" }) { receipt { position } } b: registerIntelligenceSource(input: { name: "Second" }) { receipt { position } } }`,
    );
    assert.ok(BigInt(a.receipt.position) < BigInt(b.receipt.position));
  });
});
