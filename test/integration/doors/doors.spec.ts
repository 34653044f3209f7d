/** Every door of the application, found by walking the schema and the routes: which are open, and to whom. */
import assert from 'node:assert/strict';
import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { buildSchema, type GraphQLField, GraphQLString, type OperationTypeNode } from 'graphql';
import { IS_PUBLIC } from '../../../src/access/guards/public.decorator.js';
import { printedSchema } from '../../../src/graphql/printed-schema.js';
import { type GraphqlAnswer, startTestApplication, type TestApplication } from '../../spec/application.js';
import { LiveClient } from '../../spec/live-client.js';
import { operationOf } from './operation.js';
import { type Route, routesOf } from './routes.js';

/** Open to callers without a token; everything else is not. */
const PUBLIC_ROUTES = [
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /dev/jwks.json',
  'POST /dev/token',
  'GET /api/v1/openapi.json',
  'GET /api/v1/docs',
  'GET /api/v1/docs/:file',
  'GET /api/v1/exchange/keys',
  'GET /s/:token',
  'POST /s/:token',
  'GET /s/dashboards/:token',
  'POST /s/dashboards/:token',
];
/** Where @nestjs/graphql marks a resolver class. */
const RESOLVER = 'graphql:resolver_type';
const TOKENS: Record<string, string | undefined> = {
  'no token': undefined,
  'a garbage token': 'garbage',
  'an unsigned token': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x","roles":["superuser"]}').toString('base64url')}.`,
};

const rootFields = (
  nest: INestApplicationContext,
): readonly { operation: 'query' | 'mutation' | 'subscription'; field: GraphQLField<unknown, unknown> }[] => {
  const schema = buildSchema(printedSchema(nest));
  return (['query', 'mutation', 'subscription'] as const).flatMap((operation) => {
    const root = schema.getRootType(operation as OperationTypeNode);
    return Object.values(root?.getFields() ?? {}).map((field) => ({ operation, field }));
  });
};

describe('every door', function () {
  this.timeout(60_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const assertClosed = ({ status, data, errors }: GraphqlAnswer, door: string): void => {
    assert.equal(data, null, `${door} gives nothing away`);
    assert.deepEqual(
      errors.map(({ extensions }) => extensions.code),
      ['UNAUTHENTICATED'],
      door,
    );
    assert.equal(status, 401, door);
  };

  for (const [name, token] of Object.entries(TOKENS)) {
    it(`of GraphQL is closed to a caller with ${name}`, async () => {
      const fields = rootFields(app.application.nest);
      assert.ok(fields.length > 25);
      const head = await app.application.kernel.log.head();
      for (const { operation, field } of fields) {
        const { query, variables } = operationOf(operation, field);
        assertClosed(await app.ask(token, query, variables), field.name);
      }
      assert.equal(await app.application.kernel.log.head(), head);
    });

    it(`of the socket is closed to a caller with ${name}, to every operation`, async () => {
      for (const { operation, field } of rootFields(app.application.nest)) {
        const { query, variables } = operationOf(operation, field);
        const client = await LiveClient.open(app.url);
        if (token !== undefined) client.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
        client.subscribe('1', query, variables);
        assert.equal((await client.closed).code, 4401, field.name);
      }
    });

    it(`of GraphQL is closed to a caller with ${name}, the schema itself too`, async () => {
      for (const query of [
        '{ __typename }',
        '{ __schema { types { name } } }',
        '{ __type(name: "Query") { name } }',
        'not even GraphQL',
        '',
      ])
        assertClosed(await app.ask(token, query), query);
    });

    it(`of REST is closed to a caller with ${name}, but for the public ones`, async () => {
      const routes = routesOf(app.application.nest);
      const open: string[] = [];
      for (const route of routes) {
        const response = await call(route, token);
        if (response.status !== 401) open.push(`${route.method} ${route.path}`);
        else assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer realm=/, route.path);
      }
      assert.deepEqual(open.toSorted(), PUBLIC_ROUTES.toSorted());
    });
  }

  const call = ({ method, path }: Route, token: string | undefined): Promise<Response> =>
    fetch(`${app.url}${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });

  it('is known by whichever way its path is spelt', async () => {
    for (const path of ['/%67raphql', '/graphql?x=1', '/graphql#x']) {
      const response = await fetch(`${app.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ __typename }"}',
      });
      assert.equal(response.status, 401, path);
    }
  });

  it('of GraphQL is guarded by itself as well: no resolver is marked public', () => {
    const marked = [...app.application.nest.get(ModulesContainer).values()]
      .flatMap((module) => [...module.providers.values()])
      .flatMap(({ metatype }) => (typeof metatype === 'function' && Reflect.hasMetadata(RESOLVER, metatype) ? [metatype] : []))
      .flatMap((resolver) => [
        resolver,
        ...Object.values(Object.getOwnPropertyDescriptors(resolver.prototype)).map(({ value }) => value as unknown),
      ])
      .filter((target) => typeof target === 'function' && Reflect.hasMetadata(IS_PUBLIC, target));
    assert.deepEqual(marked, []);
  });

  it('that somebody forgets to guard is found', async () => {
    const query = app.application.nest.get(GraphQLSchemaHost).schema.getQueryType()!;
    const { nest } = app.application;
    query.getFields()['forgotten'] = {
      ...query.getFields()['me'],
      name: 'forgotten',
      type: GraphQLString,
      args: [],
      resolve: () => 'open',
    };
    const planted = rootFields(nest).find(({ field }) => field.name === 'forgotten');
    assert.ok(planted, 'the walk sees it');
    assertClosed(await app.ask(undefined, '{ forgotten }'), 'the endpoint closes even an unguarded resolver');
    assert.equal((await app.data(await app.token(), '{ forgotten }')).forgotten, 'open');
    delete query.getFields()['forgotten'];
  });
});
