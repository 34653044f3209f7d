/** What breaks on our side is told by a correlation id, never by its text. */
import assert from 'node:assert/strict';
import pg from 'pg';
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { type Answer, request, send } from './refusals.js';

const LIST = '{ intelligenceReports { totalCount nodes { id } } }';
const INNER = /\brelation|rm_intelligence|does not exist|postgres|pg-pool|node_modules|TypeError|secret|terminat|ECONN/i;

describe('something that breaks on our side', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let token: string;
  beforeEach(async () => {
    app = await startTestApplication({ env: { LOG_LEVEL: 'silent' } });
    token = await app.token({ roles: ['supervisor'] });
  });
  afterEach(() => app?.stop());

  const database = async (sql: string): Promise<void> => {
    const client = new pg.Client(app.stores.databaseUrl);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const assertMasked = ({ errors, headers, text }: Answer): void => {
    const [error] = errors;
    assert.equal(error?.extensions.code, 'INTERNAL');
    assert.match(error.message, /^Something went wrong on our side/);
    assert.equal(error.extensions['correlationId'], headers.get('x-correlation-id'));
    assert.match(String(error.extensions['correlationId']), /^[0-9a-f-]{36}$/);
    assert.doesNotMatch(text, INNER);
  };

  it('masks a table that is gone, interpreted and compiled, and answers what does not need it', async () => {
    await app.data(token, LIST);
    await database('drop table rm_intelligence.report_state cascade');
    for (let round = 0; round < 3; round += 1) assertMasked(await send(app, token, request(LIST)));
    for (let round = 0; round < 3; round += 1) {
      const partial = await send(app, token, request('{ me { actorId } intelligenceReports { totalCount } }'));
      assertMasked(partial);
      assert.equal(partial.status, 200);
    }
    assert.ok((await app.data(token, '{ me { actorId } }')).me.actorId);
  });

  it('masks a resolver that throws, whatever it throws', async () => {
    const { nest } = app.application;
    const { GraphQLSchemaHost } = await import('@nestjs/graphql');
    const field = nest.get(GraphQLSchemaHost).schema.getQueryType()!.getFields()['me'];
    const thrown: unknown[] = [
      new Error('secret'),
      new TypeError('secret'),
      'secret',
      { message: 'secret', statusCode: 418 },
      null,
      undefined,
    ];
    for (const [n, reason] of thrown.entries()) {
      field.resolve = () => {
        throw reason;
      };
      for (let round = 0; round < 3; round += 1) {
        const answer = await send(app, token, request(`{ me { actorId } } # ${n}`));
        assert.doesNotMatch(answer.text, INNER);
        assert.ok(answer.errors[0]?.extensions.code, answer.text);
      }
    }
    field.resolve = () => ({ actorId: null });
    for (let round = 0; round < 3; round += 1)
      assertMasked(await send(app, token, request('{ me { actorId } } # null where none may be')));
  });

  it('comes back after every connection to the database was cut', async () => {
    await app.data(token, LIST);
    await database(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
      and application_name = 'intelligence-ledger read'`);
    for (let round = 0; round < 3; round += 1) {
      const answer = await send(app, token, request(LIST));
      assert.doesNotMatch(answer.text, INNER);
      for (const { extensions } of answer.errors) assert.equal(extensions.code, 'UNAVAILABLE');
    }
    await app.data(token, LIST);
  });

  it('sends the correlation id with every answer', async () => {
    const ids = new Set<string | null>();
    for (const path of ['/graphql', '/health/live', '/nowhere']) {
      const { headers } = await fetch(`${app.url}${path}`);
      ids.add(headers.get('x-correlation-id'));
    }
    assert.equal(ids.size, 3);
    assert.ok(!ids.has(null));
  });
});
