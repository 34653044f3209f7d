/** What the TAXII client makes of servers that misbehave: nothing lost, nothing twice, and an error that says what to do. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  REMOTE_LIMITS,
  RemoteConnection,
  type RemoteNetwork,
  type RemoteServer,
} from '../../../src/exchange/remote/remote-connection.js';
import type { PushedObject } from '../../../src/exchange/remote/pushed.js';
import type { RemoteFailure } from '../../../src/exchange/remote/remote-failure.js';
import { discover } from '../../../src/exchange/taxii/client/discovery.js';
import { pollCollection, type PollRequest } from '../../../src/exchange/taxii/client/poll.js';
import { pushObjects } from '../../../src/exchange/taxii/client/push.js';
import { TaxiiConnection } from '../../../src/exchange/taxii/client/taxii-connection.js';
import { TAXII_MEDIA_TYPE } from '../../../src/exchange/taxii/taxii-resources.js';
import type { Resolve } from '../../../src/outbound/guarded-lookup.js';
import { clientMeetsTaxii } from '../../e2e/taxii-client-conformance.js';
import { selfSigned } from '../../spec/certificates.js';
import { type Asked, FakeTaxiiServer, type Misbehave, type StixObject } from './fake-taxii-server.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const VERSION = '2026-01-05T10:00:00.000Z';
const indicator = (size = 0): StixObject => ({
  type: 'indicator',
  spec_version: '2.1',
  id: `indicator--${randomUUID()}`,
  created: VERSION,
  modified: VERSION,
  pattern: `[file:name = '${'x'.repeat(size)}']`,
});
const indicators = (count: number): StixObject[] => Array.from({ length: count }, () => indicator());
const idsOf = (objects: readonly { readonly id: string }[]): string[] => objects.map(({ id }) => id).toSorted();
const pushed = (objects: readonly StixObject[]): PushedObject[] =>
  objects.map((object) => ({ id: object.id, version: String(object['modified']), text: JSON.stringify(object) }));

const NETWORK: RemoteNetwork = {
  networks: ['127.0.0.1'],
  limits: { ...REMOTE_LIMITS, bodyBytes: 20_000, idleMs: 200 },
  now: () => NOW,
};
const MEDALLION = fileURLToPath(new URL('../../../../shared/data/stix/taxii/default_data.json', import.meta.url));

describe('a TAXII client', function () {
  this.timeout(20_000);
  let server: FakeTaxiiServer;
  let other: FakeTaxiiServer;
  const waits: number[] = [];
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };

  before(async () => {
    server = await FakeTaxiiServer.start();
    other = await FakeTaxiiServer.start();
  });
  after(async () => {
    await server?.stop();
    await other?.stop();
  });
  beforeEach(() => {
    server.reset();
    other.reset();
    waits.length = 0;
  });

  const poll = async (
    request: Partial<PollRequest> = {},
    over: Partial<RemoteServer> = {},
    network = NETWORK,
    keep: () => Promise<void> = () => Promise.resolve(),
  ) => {
    const taken: StixObject[] = [];
    const remote = new RemoteConnection({ url: server.apiRoot, ...over }, network);
    const result = await pollCollection(
      {
        apiRoot: over.url ?? server.apiRoot,
        collectionId: server.collectionId,
        cursor: null,
        pageSize: 10,
        match: {},
        mostObjects: 1_000,
        ...request,
      },
      {
        connection: new TaxiiConnection(remote),
        wait,
        now: () => NOW,
        take: ({ body }) => {
          taken.push(...(JSON.parse(body.toString()) as { objects: StixObject[] }).objects);
          return keep();
        },
      },
    ).finally(() => remote.close());
    return { ...result, taken, ids: [...new Set(idsOf(taken))] };
  };
  const push = async (objects: readonly PushedObject[], statusWithinMs = 60_000) => {
    const remote = new RemoteConnection({ url: server.apiRoot }, NETWORK);
    const { apiRoot, collectionId } = server;
    const connection = new TaxiiConnection(remote);
    const parts = { connection, apiRoot, collectionId, wait, now: () => NOW, statusWithinMs };
    return pushObjects(objects, parts).finally(() => remote.close());
  };
  const pages = (): Asked[] => server.asked.filter(({ method, url }) => method === 'GET' && url.pathname.endsWith('/objects/'));
  const posts = (): Asked[] => server.asked.filter(({ method }) => method === 'POST');
  /** Misbehaves on the request of that number, counted from 1, of those that `is` names. */
  const on = (
    number: number,
    is: (asked: Asked) => boolean,
    answer: (response: ServerResponse, asked: Asked) => unknown,
  ): Misbehave =>
    (() => {
      let seen = 0;
      return (asked, response) => {
        if (!is(asked) || (seen += 1) !== number) return undefined;
        answer(response, asked);
        return 'answered';
      };
    })();
  const isPage = ({ method, url }: Asked): boolean => method === 'GET' && url.pathname.endsWith('/objects/');
  const isPost = ({ method }: Asked): boolean => method === 'POST';

  it('fetches the next page while one is kept, and no more of them', async () => {
    server.add(indicators(35));
    const asked: number[] = [];
    const result = await poll({}, {}, NETWORK, async () => {
      await delay(50);
      asked.push(pages().length);
    });
    assert.deepEqual([result.complete, result.ids.length], [true, 35]);
    assert.deepEqual(asked, [2, 3, 4, 4]);
  });

  it('keeps a page whole although the next one fails meanwhile', async () => {
    const objects = indicators(25);
    server.add(objects);
    server.misbehave = on(2, isPage, (response) => response.destroy());
    const result = await poll({}, {}, NETWORK, () => delay(50));
    assert.deepEqual([result.complete, result.restarts, result.ids], [true, 1, idsOf(objects)]);
  });

  it('does not wait for the next page where one cannot be kept', async () => {
    server.add(indicators(25));
    server.misbehave = on(2, isPage, () => undefined);
    await assert.rejects(
      poll({}, {}, NETWORK, () => Promise.reject(new Error('the disk is full'))),
      /the disk is full/,
    );
  });

  it('reads what was added since, page by page, with the same filters, and then from where it came to', async () => {
    const objects = indicators(25);
    server.add([...objects, { ...indicator(), type: 'malware' }]);
    const first = await poll({ match: { type: ['indicator'], version: [] } });
    assert.deepEqual([first.complete, first.pages, first.ids], [true, 3, idsOf(objects)]);
    assert.equal(first.cursor, '2026-02-01T10:00:00.000024Z');
    for (const { headers, url } of pages()) {
      assert.equal(headers.accept, TAXII_MEDIA_TYPE);
      assert.equal(url.searchParams.get('match[type]'), 'indicator');
      assert.ok(url.pathname.endsWith('/'));
    }
    const more = indicators(1);
    server.add(more, '2026-02-02T10:00:00.000000Z');
    const second = await poll({ cursor: first.cursor, match: { type: ['indicator'] } });
    assert.deepEqual([second.pages, second.ids, second.restarts], [1, idsOf(more), 0]);
  });

  const LOST: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'breaks off': (response) => {
      response.writeHead(200, { 'content-type': TAXII_MEDIA_TYPE, 'content-length': 1_000 });
      response.write('{"objects":[');
      setImmediate(() => response.destroy());
    },
    'is not finished': (response) => {
      response.writeHead(200, { 'content-type': TAXII_MEDIA_TYPE });
      response.write('{"objects":[');
    },
    'is no JSON': (response) => void server.send(response, '{"objects":[}'),
    'is an error of the server': (response) => void server.send(response, {}, 500),
  };
  for (const [how, lose] of Object.entries(LOST))
    it(`loses nothing when a page ${how}, although the server has passed it`, async () => {
      for (const together of [false, true]) {
        server.reset();
        const objects = indicators(35);
        server.add(objects, undefined, together);
        // The server counts the page as given: asking for its `next` again would skip it.
        server.misbehave = on(2, isPage, (response, { url }) => {
          server.pass(url.searchParams.get('next')!, 10);
          lose(response);
        });
        const { ids, complete, restarts, cursor } = await poll();
        assert.deepEqual([ids, complete, restarts], [idsOf(objects), true, 1]);
        assert.equal(cursor, `2026-02-01T10:00:00.0000${together ? '00' : '34'}Z`);
      }
    });

  it('keeps what came before a server that stays away, and goes on from there', async () => {
    const objects = indicators(35);
    server.add(objects);
    let away = false;
    server.misbehave = (asked, response) => {
      away ||= isPage(asked) && pages().length > 2;
      return away ? server.send(response, {}, 502) : undefined;
    };
    const first = await poll();
    assert.deepEqual([first.failure?.fault, first.restarts, first.complete], ['server_error', 5, false]);
    away = false;
    server.misbehave = () => undefined;
    const second = await poll({ cursor: first.cursor });
    assert.deepEqual([...new Set([...first.ids, ...second.ids])].toSorted(), idsOf(objects));
    assert.ok(second.taken.length < 20, 'it is not read from the beginning');
  });

  it('takes an empty answer, a page that comes twice and a missing next for what they are', async () => {
    const empty = await poll({ cursor: '2026-02-01T10:00:00.000000Z' });
    assert.deepEqual([empty.complete, empty.objects, empty.cursor], [true, 0, '2026-02-01T10:00:00.000000Z']);
    const objects = indicators(25);
    server.add(objects);
    let again: string | undefined;
    server.misbehave = on(2, isPage, (response, { url }) => {
      again = url.searchParams.get('next')!;
      const repeated = objects.slice(0, 10);
      server.send(response, { more: true, next: again, objects: repeated }, 200, {
        'X-TAXII-Date-Added-Last': '2026-02-01T10:00:00.000009Z',
      });
    });
    const twice = await poll();
    assert.deepEqual([twice.ids, twice.complete, twice.restarts], [idsOf(objects), true, 0]);
    server.misbehave = (asked, response) => {
      if (!isPage(asked)) return undefined;
      const after = asked.url.searchParams.get('added_after') ?? '';
      const left = server.held.filter(({ addedAt }) => addedAt > after);
      const page = left.slice(0, 10);
      const headers = { 'X-TAXII-Date-Added-Last': page.at(-1)!.addedAt };
      return server.send(response, { more: left.length > 10, objects: page.map(({ object }) => object) }, 200, headers);
    };
    assert.deepEqual((await poll()).ids, idsOf(objects));
  });

  it('stops when a server promises more for ever, and keeps what it gave', async () => {
    const objects = indicators(10);
    const endless: Record<string, object> = {
      'the same objects': { objects },
      nothing: {},
      'objects without saying how to go on': { objects, next: undefined },
    };
    for (const [what, content] of Object.entries(endless)) {
      server.reset();
      server.misbehave = (asked, response) =>
        server.send(response, { more: true, next: randomUUID(), ...content }, 200, {
          'X-TAXII-Date-Added-Last': '2026-02-01T10:00:00.000000Z',
        });
      const { failure, ids, pages: read } = await poll();
      assert.equal(failure?.fault, 'no_progress', what);
      assert.match(failure.message, /Ask|ask/);
      assert.ok(read <= 4, what);
      assert.deepEqual(ids, what === 'nothing' ? [] : idsOf(objects), what);
    }
  });

  it('leaves the rest of a very long collection for the next time', async () => {
    const objects = indicators(45);
    server.add(objects);
    const first = await poll({ mostObjects: 20 });
    assert.deepEqual([first.complete, first.failure, first.objects], [false, null, 20]);
    const second = await poll({ cursor: first.cursor });
    assert.deepEqual([...new Set([...first.ids, ...second.ids])].toSorted(), idsOf(objects));
  });

  it('believes no cursor that is missing or lies in the future, and says so', async () => {
    const objects = indicators(3);
    for (const headers of [
      {},
      { 'X-TAXII-Date-Added-Last': '2999-01-01T00:00:00.000000Z' },
      { 'X-TAXII-Date-Added-Last': 'now' },
    ]) {
      server.misbehave = (_, response) => server.send(response, { objects, more: false }, 200, headers);
      const { ids, cursor, warnings } = await poll();
      assert.deepEqual([ids, cursor, warnings.length], [idsOf(objects), null, 1]);
    }
  });

  it('waits as long as it is asked to, in both forms, and not for ever', async () => {
    server.add(indicators(1));
    for (const [retryAfter, waited] of [
      ['7', 7_000],
      ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
      ['soon', 1_000],
    ] as const) {
      waits.length = 0;
      server.misbehave = on(1, isPage, (response) => server.send(response, {}, 429, { 'retry-after': retryAfter }));
      assert.deepEqual([(await poll()).complete, waits], [true, [waited]]);
    }
    waits.length = 0;
    server.misbehave = (_, response) => server.send(response, {}, 503, { 'retry-after': '86400' });
    const { failure } = await poll();
    assert.deepEqual([failure?.fault, failure?.retryAfterMs, waits], ['busy', 86_400_000, []]);
  });

  it('says of each refusal what to do, and asks no second time', async () => {
    const refusals: readonly (readonly [number, RemoteFailure['fault'], RegExp])[] = [
      [400, 'refused', /filters/],
      [401, 'unauthorized', /Set them again/],
      [403, 'forbidden', /access/],
      [404, 'not_found', /API root/],
      [406, 'not_acceptable', /TAXII 2.1 API root/],
      [415, 'unsupported_media_type', /TAXII 2.1/],
    ];
    for (const [status, fault, advice] of refusals) {
      server.reset();
      server.misbehave = (_, response) => server.send(response, { title: 'Bob said no', http_status: String(status) }, status);
      const { failure } = await poll();
      assert.equal(failure?.fault, fault);
      assert.match(failure.message, advice);
      assert.doesNotMatch(failure.message, /Bob/);
      assert.equal(server.asked.length, 1);
    }
  });

  it('follows no redirect, neither to another server nor to its own', async () => {
    for (const location of [`${other.apiRoot}?secret=1`, `${server.origin}/elsewhere/`]) {
      server.misbehave = (_, response) => server.send(response, {}, 308, { location });
      const { failure } = await poll({}, { credentials: { kind: 'bearer', token: 'kept-close' } });
      assert.equal(failure?.fault, 'redirected');
      assert.match(failure.message, /not followed/);
      assert.doesNotMatch(failure.message, /secret|kept-close/);
    }
    assert.deepEqual([server.asked.length, other.asked.length], [2, 0]);
  });

  it('takes no answer that is not TAXII, and asks for smaller pages when one is too large', async () => {
    for (const headers of [
      { 'content-type': 'text/html' },
      { 'content-type': 'application/taxii+json;version=2.0' },
      { 'content-encoding': 'gzip' },
    ]) {
      server.misbehave = (_, response) => server.send(response, {}, 200, headers);
      assert.equal((await poll()).failure?.fault, 'not_taxii');
    }
    server.reset();
    const objects = Array.from({ length: 20 }, () => indicator(3_000));
    server.add(objects);
    const { ids, complete } = await poll({ pageSize: 20 });
    assert.deepEqual([ids, complete], [idsOf(objects), true]);
    assert.equal(
      (await poll({}, {}, { ...NETWORK, limits: { ...NETWORK.limits, bodyBytes: 1_000 } })).failure?.fault,
      'too_much',
    );
  });

  it('connects to no address that is not public, by whatever name, and to the one that was checked', async () => {
    for (const url of [
      'https://10.0.0.1/',
      'https://[::ffff:127.0.0.1]/',
      'https://[64:ff9b::7f00:1]/',
      'https://2130706433/',
      'http://taxii.example/',
    ]) {
      const { failure } = await poll({}, { url }, { ...NETWORK, networks: [] });
      assert.equal(failure?.fault, 'address_not_allowed', url);
    }
    const own = selfSigned('taxii.example');
    const tls = await FakeTaxiiServer.start({ own });
    try {
      tls.add(indicators(25));
      const url = `https://taxii.example:${tls.port}/api1/`;
      const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1', '10.0.0.1']];
      let lookups = 0;
      const resolve: Resolve = (_, answer) =>
        answer(
          null,
          answers[lookups++].map((address) => ({ address, family: 4 })),
        );
      const network = { ...NETWORK, resolve };
      const over = { url, authority: own.certificate };
      // The name is looked up once for the connection that all pages come over; then it leads elsewhere.
      assert.deepEqual([(await poll({}, over, network)).objects, lookups], [25, 1]);
      for (let time = 0; time < 2; time += 1) {
        const { failure } = await poll({}, over, network);
        assert.equal(failure?.fault, 'address_not_allowed');
        assert.match(failure.message, /EXCHANGE_NETWORKS/);
      }
      assert.equal(tls.asked.length, 3);
    } finally {
      await tls.stop();
    }
  });

  it('shows who it is by name and password, token or certificate, to no server but its own', async () => {
    server.add(indicators(1));
    await poll({}, { credentials: { kind: 'basic', username: 'ann', password: 'p:w' } });
    await poll({}, { credentials: { kind: 'bearer', token: 'abc' } });
    assert.deepEqual(
      server.asked.map(({ headers }) => headers.authorization),
      [`Basic ${Buffer.from('ann:p:w').toString('base64')}`, 'Bearer abc'],
    );
    const [own, client] = [selfSigned('taxii.example'), selfSigned('client')];
    const tls = await FakeTaxiiServer.start({ own, clients: client.certificate });
    try {
      tls.add(indicators(1));
      const network: RemoteNetwork = { ...NETWORK, resolve: (_, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]) };
      const over = { url: `https://taxii.example:${tls.port}/api1/`, authority: own.certificate };
      assert.equal((await poll({}, { ...over, credentials: { kind: 'certificate', ...client } }, network)).objects, 1);
      assert.ok((await poll({}, over, network)).failure, 'without the certificate it is not let in');
      const { failure } = await poll({}, { url: over.url, credentials: { kind: 'certificate', ...client } }, network);
      assert.equal(failure?.fault, 'unreachable', 'a server that nobody vouches for is not trusted');
    } finally {
      await tls.stop();
    }
  });

  it('discovers roots and collections, and asks no other server for what this one advertises', async () => {
    server.roots = ['/api1/', other.apiRoot, 'https://10.0.0.1/api/', 'not a url at all:'];
    const found = await discover({ url: server.origin, credentials: { kind: 'bearer', token: 'abc' } }, NETWORK);
    assert.equal(found.title, 'A server');
    const [own, elsewhere, inside] = found.roots;
    assert.deepEqual([own.url, own.problem, own.collections[0].id], [server.apiRoot, null, server.collectionId]);
    assert.match(elsewhere.problem!, /another server/);
    assert.match(inside.problem!, /public address/);
    assert.equal(other.asked.length, 0);
  });

  it('reads the sample data of medallion (skipped where ../shared is absent)', async function () {
    if (!existsSync(MEDALLION)) return this.skip();
    const root = JSON.parse(readFileSync(MEDALLION, 'utf8')).trustgroup1 as {
      collections: { objects?: StixObject[]; manifest?: { id: string; date_added: string }[] }[];
    };
    const all = root.collections.flatMap(({ objects = [] }) => objects).filter(({ id }) => typeof id === 'string');
    assert.ok(all.length > 0);
    server.add(all.map(({ ...object }) => object));
    assert.deepEqual((await poll({ pageSize: 2, mostObjects: 10_000 })).ids, [...new Set(idsOf(all))]);
  });

  it('pushes in envelopes of the size that the server takes, also when it takes less than it says', async () => {
    const objects = Array.from({ length: 12 }, () => indicator(500));
    server.maxContentLength = 4_000;
    const sizes = () => posts().map(({ body, headers }) => [Buffer.byteLength(body), Number(headers['content-length'])]);
    const { succeeded, envelopes, failure } = await push(pushed([...objects, objects[0]]));
    assert.deepEqual([succeeded, failure, idsOf(server.held.map(({ object }) => object))], [12, null, idsOf(objects)]);
    assert.ok(envelopes > 1);
    for (const [bytes, said] of sizes()) assert.ok(bytes <= 4_000 && bytes === said);
    server.reset();
    server.misbehave = (asked, response) =>
      isPost(asked) && asked.body.length > 2_000 ? server.send(response, {}, 413) : undefined;
    const large = indicator(5_000);
    const halved = await push(pushed([...objects, large]));
    assert.deepEqual([halved.succeeded, halved.failed], [12, [{ id: large.id, version: VERSION, reason: 'too_large' }]]);
    server.maxContentLength = 2_000;
    server.misbehave = () => undefined;
    assert.deepEqual((await push(pushed([large]))).failed.length, 1);
  });

  it('sends again only what was not stored of an envelope that was refused, and names the object at fault', async () => {
    for (const canRead of [true, false]) {
      server.reset();
      server.canRead = canRead;
      const objects = indicators(8);
      const bad = objects[5];
      let refusals = 0;
      server.misbehave = (asked, response) => {
        if (!isPost(asked) || !asked.body.includes(bad.id)) return undefined;
        const sent = (JSON.parse(asked.body) as { objects: StixObject[] }).objects;
        if ((refusals += 1) === 1) for (const object of sent.slice(0, 3)) server.keep(object);
        return server.send(response, { title: 'No', http_status: '422' }, 422);
      };
      const { succeeded, failed, failure } = await push(pushed(objects));
      assert.deepEqual([succeeded, failed, failure], [7, [{ id: bad.id, version: VERSION, reason: 'refused' }], null]);
      assert.deepEqual(idsOf(server.held.map(({ object }) => object)), idsOf(objects.filter((one) => one !== bad)));
      if (canRead) for (const { body } of posts().slice(1)) assert.ok(!body.includes(objects[0].id), 'it is stored already');
    }
  });

  it('asks for the status until it is there, for as long as is allowed, and believes no count that is missing', async () => {
    const objects = indicators(4);
    const nulls = { total_count: null, success_count: null, failure_count: null, pending_count: null };
    const answered = (last: object): Misbehave => {
      let looks = 0;
      return (asked, response) => {
        const status = { id: 's1', request_timestamp: null, ...nulls };
        if (isPost(asked)) return server.send(response, { ...status, status: 'pending' }, 202);
        if (!asked.url.pathname.includes('/status/')) return undefined;
        return server.send(response, { ...status, status: 'pending', ...((looks += 1) > 2 ? last : {}) });
      };
    };
    server.misbehave = answered({ status: 'complete' });
    const done = await push(pushed(objects));
    assert.deepEqual([done.succeeded, done.pending, waits.length], [4, 0, 3]);
    server.misbehave = answered({});
    const never = await push(pushed(objects), 30_000);
    assert.deepEqual([never.succeeded, never.pending, never.pendingStatusIds], [0, 4, ['s1']]);
    assert.equal(never.failure, null);
  });

  it('sends once more what the status says has failed, and nothing else', async () => {
    const objects = indicators(4);
    const failing = { id: objects[2].id, version: '2026-01-05T10:00:00Z', message: 'try again' };
    server.misbehave = on(1, isPost, (response) =>
      server.send(
        response,
        {
          id: 's',
          status: 'complete',
          total_count: 4,
          success_count: 3,
          failure_count: 1,
          pending_count: 0,
          failures: [failing],
        },
        202,
      ),
    );
    const once = await push(pushed(objects));
    assert.deepEqual([once.succeeded, once.failed.length, posts().length], [4, 0, 2]);
    assert.deepEqual((JSON.parse(posts()[1].body) as { objects: StixObject[] }).objects, [objects[2]]);
    server.misbehave = (asked, response) =>
      isPost(asked)
        ? server.send(
            response,
            {
              id: 's',
              status: 'complete',
              total_count: 1,
              success_count: 0,
              failure_count: 1,
              pending_count: 0,
              failures: [failing],
            },
            202,
          )
        : undefined;
    assert.deepEqual((await push(pushed([objects[2]]))).failed, [{ id: objects[2].id, version: VERSION, reason: 'refused' }]);
  });

  it('sends again what was answered too late, and it is stored once', async () => {
    const objects = indicators(3);
    server.misbehave = on(1, isPost, (response, { body }) => {
      for (const object of (JSON.parse(body) as { objects: StixObject[] }).objects) server.keep(object);
      response.destroy();
    });
    const { succeeded, failure } = await push(pushed(objects));
    assert.deepEqual([succeeded, failure, server.held.length], [3, null, 3]);
    server.misbehave = (asked, response) => (isPost(asked) ? server.send(response, {}, 400) : undefined);
    const refused = await push(pushed(objects));
    assert.deepEqual([refused.failure?.fault, refused.succeeded], ['refused', 0]);
  });
});

describe('a TAXII client of a server that behaves', function () {
  this.timeout(20_000);
  let server: FakeTaxiiServer;
  before(async () => {
    server = await FakeTaxiiServer.start();
  });
  after(() => server?.stop());

  clientMeetsTaxii(() => ({
    server: { url: server.apiRoot },
    apiRoot: server.apiRoot,
    collection: server.collectionId,
    now: () => NOW,
  }));
});
