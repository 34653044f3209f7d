/** A STIX bundle at an address: read when it has changed, whatever the server knows of that. */
import assert from 'node:assert/strict';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundle, NO_VALIDATOR } from '../../../src/exchange/feeds/connectors/bundle.connector.js';
import type { FeedRecord } from '../../../src/exchange/feeds/feed.record.js';
import { selfSigned } from '../../spec/certificates.js';
import { FakeBundleServer } from './fake-bundle-server.js';
import { feedOver, idsOf, indicators, NETWORK, objectsIn, pull } from './pulling.js';

describe('a bundle at an address', function () {
  this.timeout(20_000);
  let server: FakeBundleServer;
  let feed: FeedRecord;

  before(async () => {
    server = await FakeBundleServer.start();
    feed = feedOver('bundle', `${server.url}?days=30`);
  });
  after(() => server?.stop());
  beforeEach(() => server.reset());

  const headersOf = (name: string) => server.asked.map(({ headers }) => headers[name]);

  it('is asked for by its address and query, and on condition that it has changed', async () => {
    server.objects.push(...indicators(2));
    const first = await pull(feed);
    assert.deepEqual([first.pages, first.objects, first.warnings], [1, 1, []]);
    const unchanged = await pull(feed, first);
    assert.deepEqual([unchanged.pages, unchanged.complete, unchanged.cursor], [0, true, first.cursor]);
    assert.deepEqual(
      server.asked.map(({ method, url }) => [method, url.search]),
      [
        ['GET', '?days=30'],
        ['GET', '?days=30'],
      ],
    );
    const { etag } = JSON.parse(first.cursor!) as { etag: string };
    assert.deepEqual(headersOf('if-none-match'), [undefined, etag]);
    server.objects.push(...indicators(1));
    const changed = await pull(feed, unchanged);
    assert.deepEqual([objectsIn(changed.texts), changed.objects], [idsOf(server.objects), 1]);
  });

  it('is known by its time where the server has no better name for it, unless it may change in that second', async () => {
    server.hasEtags = false;
    server.objects.push(...indicators(1));
    server.lastModified = 'Sun, 01 Feb 2026 10:00:00 GMT';
    const first = await pull(feed);
    assert.deepEqual([(await pull(feed, first)).pages, headersOf('if-modified-since').at(-1)], [0, server.lastModified]);

    const second = 'Sun, 01 Mar 2026 10:00:00 GMT';
    server.misbehave = (_, response) => {
      response.sendDate = false;
      return server.send(response, server.text, 200, { 'last-modified': second, date: second });
    };
    const justNow = await pull(feed);
    server.misbehave = () => undefined;
    server.lastModified = second;
    server.objects.push(...indicators(1));
    assert.deepEqual(objectsIn((await pull(feed, justNow)).texts), idsOf(server.objects), 'it changed within the second');
  });

  it('is known by its content where the server says nothing, and its operator hears of it', async () => {
    server.hasEtags = false;
    server.objects.push(...indicators(1));
    const first = await pull(feed);
    assert.deepEqual(first.warnings, [NO_VALIDATOR]);
    const same = await pull(feed, first);
    assert.deepEqual([same.pages, same.objects, same.texts, same.cursor], [1, 0, [], first.cursor]);
    for (const etag of ['not quoted', `"${'x'.repeat(2_000)}"`, '"\u00e9"']) {
      server.misbehave = (_, response) => server.send(response, server.text, 200, { etag });
      assert.deepEqual((await pull(feed, first)).cursor, first.cursor, 'such a name is not believed');
    }
  });

  it('comes packed too, within the same limit', async () => {
    server.objects.push(...indicators(3));
    const packed = (body: Buffer, encoding: string) => {
      server.misbehave = (_, response) => server.send(response, body, 200, { 'content-encoding': encoding });
      return pull(feed);
    };
    const text = Buffer.from(server.text);
    assert.deepEqual(objectsIn((await packed(gzipSync(text), 'gzip')).texts), idsOf(server.objects));
    assert.equal(headersOf('accept-encoding')[0], 'gzip');
    const bomb = await packed(gzipSync(Buffer.alloc(30_000_000)), 'gzip');
    assert.equal(bomb.failure?.fault, 'too_much');
    assert.match(bomb.failure.message, /20000 bytes.*IMPORT_BODY_LIMIT/);
    assert.deepEqual(bomb.waits, [], 'it is not asked for again at once');
    assert.equal((await packed(text, 'gzip')).failure?.fault, 'broken_answer');
    assert.equal((await packed(gzipSync(text).subarray(0, 60), 'gzip')).failure?.fault, 'broken_answer');
    assert.equal((await packed(brotliCompressSync(text), 'br')).failure?.fault, 'not_acceptable');
  });

  it('is asked for again when its server stumbles', async () => {
    server.objects.push(...indicators(1));
    server.misbehave = (_, response) => (server.asked.length < 3 ? server.send(response, '', 500) : undefined);
    const { failure, restarts, waits, texts } = await pull(feed);
    assert.deepEqual([failure, restarts, waits, texts.length], [null, 2, [1_000, 2_000], 1]);
  });

  it('is asked for at no address that is not public, nor of a server that nobody vouches for', async () => {
    for (const apiRoot of ['https://10.0.0.1/a.json', 'https://[::ffff:127.0.0.1]/a.json', 'http://feeds.example/a.json']) {
      const { failure } = await pull({ ...feed, apiRoot }, { network: { ...NETWORK, networks: [] } });
      assert.equal(failure?.fault, 'address_not_allowed', apiRoot);
    }
    const [own, client] = [selfSigned('feeds.example'), selfSigned('client')];
    const tls = await FakeBundleServer.start({ own, clients: client.certificate });
    try {
      tls.objects.push(...indicators(1));
      const secure = { ...feed, apiRoot: `https://feeds.example:${tls.port}/export/indicators.json` };
      const network = (address: string) => ({
        ...NETWORK,
        resolve: (_: string, answer: (error: null, found: { address: string; family: number }[]) => void) =>
          answer(null, [{ address, family: 4 }]),
      });
      const credentials = { kind: 'certificate', ...client } as const;
      const vouched = { credentials, authority: own.certificate };
      assert.equal((await pull(secure, { network: network('127.0.0.1'), server: vouched })).texts.length, 1);
      const unknown = await pull(secure, { network: network('127.0.0.1'), server: { credentials } });
      assert.equal(unknown.failure?.fault, 'unreachable');
      const inside = await pull(secure, { network: network('127.0.0.2'), server: vouched });
      assert.equal(inside.failure?.fault, 'address_not_allowed');
    } finally {
      await tls.stop();
    }
  });

  it('may have a query, and no secret in it', () => {
    const refusal = (query: string) => bundle.refusal(new URL(`https://feeds.example/a.json?${query}`));
    for (const query of ['', 'format=stix2&days=30', 'keyword=x&author=y&monkey=1'])
      assert.equal(refusal(query), undefined, query);
    for (const query of ['token=x', 'a=1&api_key=x', 'apikey=x', 'access-key=x', 'X-Amz-Signature=x', 'PASSWORD=x'])
      assert.match(refusal(query)!, /set the credentials of the feed/, query);
  });
});
