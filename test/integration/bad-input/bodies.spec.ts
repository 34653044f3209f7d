/** Requests whose body, headers or method are wrong before any GraphQL is read. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { refusals, request, send } from './refusals.js';

const QUERY = '{"query":"{ me { actorId } }"}';
const CREATE = 'mutation { createIntelligenceReport(input: { title: "t" }) { record { id } } }';
const bytes = (...parts: (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))));

describe('a request that is not well formed', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ roles: ['supervisor'] });
  });
  after(() => app?.stop());

  refusals(() => ({ app, token }), {
    'an empty body': { sent: { body: '' }, message: /body is empty/ },
    'no body': { sent: { body: undefined }, message: /body is empty/ },
    'broken JSON': { sent: { body: '{"query": "{ me }", }' }, message: /line 1, column \d+/ },
    'half a body': { sent: { body: QUERY.slice(0, -3) }, message: /line 1, column/ },
    'a name twice': {
      sent: { body: `{"query":"{ me { actorId } }","query":"mutation { x }"}` },
      message: /"query" appears twice/,
    },
    'a batch': { sent: { body: `[${QUERY},${QUERY}]` }, message: /Batches/ },
    'a batch of one': { sent: { body: `[${QUERY}]` }, message: /Batches/ },
    'text for a body': { sent: { body: '"{ me { actorId } }"' }, message: /must be a JSON object/ },
    'a body without a query': { sent: { body: '{"variables":{}}' }, path: 'query' },
    'a number for a query': { sent: { body: '{"query":5}' }, path: 'query' },
    'a list of variables': { sent: { body: '{"query":"{ me { actorId } }","variables":[]}' }, path: 'variables' },
    'text for variables': { sent: { body: '{"query":"{ me { actorId } }","variables":"{}"}' }, path: 'variables' },
    'a number for an operation': { sent: { body: '{"query":"{ me { actorId } }","operationName":1}' }, path: 'operationName' },
    'an unknown member': { sent: { body: '{"query":"{ me { actorId } }","variable":{}}' }, path: 'variable' },
    'a member of the prototype': {
      sent: { body: '{"query":"{ me { actorId } }","__proto__":{"variables":{}}}' },
      path: '__proto__',
    },
    'objects 100,000 deep': {
      sent: { body: `{"query":"{ me { actorId } }","variables":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}` },
      message: /more than 64 deep/,
    },
    'bytes that are no UTF-8': {
      sent: { body: bytes('{"query":"{ me { actorId } } # ', [0xff, 0xfe], '"}') },
      message: /not UTF-8: found the byte 0xff/,
    },
    'an overlong encoding': { sent: { body: bytes('{"query":"# ', [0xc0, 0x80], '"}') }, message: /not UTF-8/ },
    'half of a surrogate pair, as bytes': {
      sent: { body: bytes('{"query":"# ', [0xed, 0xa0, 0x80], '"}') },
      message: /not UTF-8/,
    },
    'half of a surrogate pair in the query': {
      sent: { body: String.raw`{"query":"{ me { actorId } } # \ud800"}` },
      message: /half of a surrogate pair/,
    },
    'a NUL byte': { sent: { body: bytes('{"query":"', [0], '"}') }, message: /control character/ },
    'UTF-16': { sent: { body: new Uint8Array(Buffer.from(`\uFEFF${QUERY}`, 'utf16le')) }, message: /UTF-16/ },
    'another media type': { sent: { body: QUERY, headers: { 'content-type': 'text/plain' } }, status: 415 },
    'a form': { sent: { body: 'query=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, status: 415 },
    'bare GraphQL': { sent: { body: '{ me { actorId } }', headers: { 'content-type': 'application/graphql' } }, status: 415 },
    'a media type that begins alike': { sent: { body: QUERY, headers: { 'content-type': 'application/jsonp' } }, status: 415 },
    'a compressed body': {
      sent: { body: new Uint8Array(gzipSync(QUERY)), headers: { 'content-encoding': 'gzip' } },
      status: 415,
      message: /content encoding/,
    },
    'a query by GET': {
      sent: { body: undefined, method: 'GET', path: `/graphql?query=${encodeURIComponent('{ me { actorId } }')}` },
      status: 405,
      message: /POST only/,
    },
    'a mutation by GET': {
      sent: { body: undefined, method: 'GET', path: `/graphql?query=${encodeURIComponent(CREATE)}` },
      status: 405,
      message: /POST only/,
    },
    'a query of 2 MB': { sent: request(`{ me { actorId } }${' '.repeat(2_000_000)}`), status: 413, message: /too large/ },
    'text of 10 MB': {
      sent: request('mutation ($t: String!) { createIntelligenceReport(input: { title: $t }) { record { id } } }', {
        t: 'x'.repeat(10_000_000),
      }),
      status: 413,
      message: /too large/,
    },
  });

  /** What the server says on a socket that gets these bytes and no more. */
  const onSocket = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname, () => socket.write(text));
      let said = '';
      const done = (): void => {
        socket.destroy();
        resolve(said);
      };
      socket.on('data', (part) => {
        said += part.toString();
        if (said.includes('\r\n\r\n')) done();
      });
      socket.on('end', done);
      socket.on('error', reject);
    });
  const healthy = async (): Promise<void> => assert.ok((await app.data(token, '{ me { actorId } }')).me.actorId);

  it('refuses a body that is announced too large, without waiting for it', async () => {
    const said = await onSocket(
      `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 10000000000\r\n\r\n{`,
    );
    assert.match(said, /^HTTP\/1\.1 413 /);
    await healthy();
  });

  it('answers bytes that are no HTTP plainly, and goes on', async () => {
    assert.match(await onSocket('\0\0\0 nonsense \xff\r\n\r\n'), /^HTTP\/1\.1 400 Bad Request\r\nconnection: close/i);
    assert.match(await onSocket('GET / HTTP/9.9\r\n\r\n'), /^HTTP\/1\.1 400 /);
    assert.match(await onSocket(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    await healthy();
  });

  it('survives a caller who leaves in the middle of a body', async () => {
    const { hostname, port } = new URL(app.url);
    const head = await app.application.kernel.log.head();
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"query":`,
        );
        socket.destroy();
      });
      socket.on('close', () => resolve());
      socket.on('error', reject);
    });
    await healthy();
    assert.equal(await app.application.kernel.log.head(), head);
  });

  it('takes what is well formed: a byte order mark, a charset, an operation name of null', async () => {
    for (const sent of [
      { body: `\uFEFF${QUERY}` },
      { body: QUERY, headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
      { body: '{"query":"{ me { actorId } }","variables":null,"operationName":null,"extensions":{}}' },
    ]) {
      const answer = await send(app, token, sent);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.errors, []);
    }
  });
});
