/** Refusals outside GraphQL are problem details (RFC 9457); too many requests are refused per actor. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { request, send } from './refusals.js';

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly correlationId: string;
}

describe('a REST call that is refused', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ roles: ['supervisor'] });
  });
  after(() => app?.stop());

  const problem = async (path: string, init: RequestInit, status: number, code: string): Promise<Problem> => {
    const response = await fetch(`${app.url}${path}`, init);
    assert.equal(response.status, status);
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    const body = (await response.json()) as Problem;
    assert.equal(body.status, status);
    assert.equal(body.code, code);
    assert.equal(body.type, 'about:blank');
    assert.ok(body.title && body.detail);
    assert.equal(body.correlationId, response.headers.get('x-correlation-id'));
    return body;
  };
  const json = (body: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });

  it('says that an address leads nowhere', async () => {
    await problem('/nowhere', {}, 404, 'NOT_FOUND');
    await problem('/graphql/more', { method: 'POST' }, 404, 'NOT_FOUND');
    await problem('/graphql', { method: 'DELETE' }, 404, 'NOT_FOUND');
    await problem('/%2e%2e/etc/passwd', {}, 404, 'NOT_FOUND');
  });

  it('says what is wrong with a body', async () => {
    const broken = await problem('/dev/token', json('{"tenant":'), 400, 'INVALID_INPUT');
    assert.match(broken.detail, /line 1, column 11/);
    await problem('/dev/token', json('{"tenant":"a","tenant":"b"}'), 400, 'INVALID_INPUT');
    await problem('/dev/token', json('{"tenant":"No such name!"}'), 400, 'INVALID_INPUT');
    await problem('/dev/token', json(`{"name":"${'x'.repeat(2_000_000)}"}`), 413, 'INVALID_INPUT');
    await problem(
      '/dev/token',
      { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<a/>' },
      415,
      'INVALID_INPUT',
    );
    await problem(
      '/dev/token',
      { method: 'POST', headers: { 'content-type': 'application/json', 'content-encoding': 'br' }, body: 'x' },
      415,
      'INVALID_INPUT',
    );
  });

  it('says what is wrong with a bundle, and imports nothing', async () => {
    const head = await app.application.kernel.log.head();
    const authorization = `Bearer ${token}`;
    const bundle = (body: string): RequestInit => ({
      method: 'POST',
      headers: { 'content-type': 'application/stix+json', authorization },
      body,
    });
    await problem('/api/v1/stix/import', bundle('{"type":"bundle"'), 400, 'INVALID_INPUT');
    await problem('/api/v1/stix/import', bundle('{"type":"bundle","objects":5}'), 400, 'INVALID_INPUT');
    await problem('/api/v1/stix/import?unmarkedTlp=PINK', bundle('{}'), 400, 'INVALID_INPUT');
    await problem('/api/v1/stix/import?nonsense=1', bundle('{}'), 400, 'INVALID_INPUT');
    await problem('/api/v1/stix/import', { method: 'POST', headers: { authorization } }, 400, 'INVALID_INPUT');
    assert.equal(await app.application.kernel.log.head(), head);
  });
});

describe('too many requests', function () {
  this.timeout(60_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication({ env: { RATE_LIMIT_PER_MINUTE: '5', TRUST_PROXY: '127.0.0.1' } });
  });
  after(() => app?.stop());

  it('of one actor are refused with a time to wait, while another goes on', async () => {
    const [ann, ben] = await Promise.all([app.token({ sub: 'ann' }), app.token({ sub: 'ben' })]);
    const ask = (token: string) => send(app, token, request('{ me { actorId } }'));
    for (let n = 0; n < 5; n += 1) assert.equal((await ask(ann)).status, 200);
    const refused = await ask(ann);
    assert.equal(refused.status, 429);
    assert.equal(refused.data, null);
    assert.equal(refused.errors[0]?.extensions.code, 'RATE_LIMITED');
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    assert.equal((await ask(ben)).status, 200);
  });

  it('with wrong tokens are refused by address, in the shape of each door', async () => {
    let last = await send(app, 'nonsense', request('{ me { actorId } }'));
    assert.equal(last.errors[0]?.extensions.code, 'UNAUTHENTICATED');
    for (let n = 0; n < 5; n += 1) last = await send(app, `nonsense-${n}`, request('{ me { actorId } }'));
    assert.equal(last.errors[0]?.extensions.code, 'RATE_LIMITED');
    const rest = await fetch(`${app.url}/health/live`);
    assert.equal(rest.status, 429);
    assert.match(rest.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(((await rest.json()) as Problem).code, 'RATE_LIMITED');
  });

  it('through a proxy that is believed are refused by the address that it names, whatever the caller says before it', async () => {
    const visit = async (told: string): Promise<number> =>
      (await fetch(`${app.url}/s/shr_none`, { headers: { 'x-forwarded-for': told } })).status;
    const visits = await Promise.all(Array.from({ length: 61 }, (_, n) => visit(`198.51.100.${n}, 203.0.113.7`)));
    assert.deepEqual(
      [visits.filter((status) => status === 200).length, visits.filter((status) => status === 429).length],
      [60, 1],
    );
    assert.equal(await visit('203.0.113.8'), 200);
  });
});
