/** What every connector of feeds keeps to: nothing is passed over, and what goes wrong is said and never thrown. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { FEED_CONNECTORS } from '../../../src/exchange/feeds/connectors/registry.js';
import { CONNECTORS, type ConnectorName } from '../../../src/exchange/feeds/feed-connectors.measure.js';
import { FeedPoll } from '../../../src/exchange/feeds/feed.events.js';
import type { FeedRecord } from '../../../src/exchange/feeds/feed.record.js';
import type { RemoteFault } from '../../../src/exchange/remote/remote-failure.js';
import { pollOfBundle } from '../../examples/feed.js';
import type { FakeServer } from '../fake-server.js';
import { FakeTaxiiServer, type StixObject } from '../taxii/fake-taxii-server.js';
import { FakeBundleServer } from './fake-bundle-server.js';
import { feedOver, idsOf, indicators, objectsIn, pull } from './pulling.js';

interface Publisher {
  readonly server: FakeServer;
  readonly feed: FeedRecord;
  readonly add: (objects: readonly StixObject[]) => void;
}

/** A server for each connector, and how objects come to it. */
const PUBLISHERS: Readonly<Record<ConnectorName, () => Promise<Publisher>>> = {
  async taxii() {
    const server = await FakeTaxiiServer.start();
    const add = (objects: readonly StixObject[]): void => objects.forEach((object) => server.keep(object));
    return { server, feed: feedOver('taxii', server.apiRoot, server.collectionId), add };
  },
  async bundle() {
    const server = await FakeBundleServer.start();
    const feed = feedOver('bundle', server.url);
    return { server, feed, add: (objects) => void server.objects.push(...objects) };
  },
};

const WRONG: Readonly<Record<string, readonly [RemoteFault, (response: ServerResponse) => unknown]>> = {
  'refuses the credentials': ['unauthorized', (response) => response.writeHead(401).end()],
  'lets nobody in': ['forbidden', (response) => response.writeHead(403).end()],
  'has nothing there': ['not_found', (response) => response.writeHead(404).end('not here')],
  'breaks down': ['server_error', (response) => response.writeHead(500).end()],
  'asks to be left alone': ['busy', (response) => response.writeHead(503, { 'retry-after': '86400' }).end()],
  'leads elsewhere': [
    'redirected',
    (response) => response.writeHead(302, { location: 'https://elsewhere.example/?secret=1' }).end(),
  ],
  'says that nothing changed without being asked': ['broken_answer', (response) => response.writeHead(304).end()],
  'hangs up': ['broken_answer', (response) => response.destroy()],
  'breaks off': [
    'broken_answer',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/taxii+json', 'content-length': 1_000 }).write('{"objects":[');
      setImmediate(() => response.destroy());
    },
  ],
  'does not finish': [
    'stalled',
    (response) => response.writeHead(200, { 'content-type': 'application/taxii+json' }).write('{"objects":['),
  ],
  'answers without end': [
    'too_much',
    (response) =>
      response.writeHead(200, { 'content-type': 'application/taxii+json' }).end(`{"objects":[${' '.repeat(30_000)}]}`),
  ],
};
/** Faults that a connector has another word for. */
const OTHERWISE: Readonly<Partial<Record<ConnectorName, Readonly<Record<string, RemoteFault>>>>> = {
  taxii: { 'says that nothing changed without being asked': 'redirected' },
};

for (const name of Object.keys(FEED_CONNECTORS) as ConnectorName[])
  describe(`the connector ${name}`, function () {
    this.timeout(20_000);
    const connector = FEED_CONNECTORS[name];
    let publisher: Publisher;

    before(async () => {
      publisher = await PUBLISHERS[name]();
    });
    after(() => publisher?.server.stop());
    beforeEach(() => publisher.server.reset());

    it('takes what is there, then nothing, then what has come, with a cursor that its event can hold', async () => {
      const objects = indicators(12);
      publisher.add(objects);
      const first = await pull(publisher.feed);
      assert.deepEqual([first.failure, first.complete, objectsIn(first.texts)], [null, true, idsOf(objects)]);
      assert.ok(first.cursor !== null);
      assert.equal(FeedPoll.parse({ ...pollOfBundle, cursor: first.cursor }).cursor, first.cursor);
      const second = await pull(publisher.feed, first);
      assert.deepEqual([second.complete, second.objects, second.texts, second.cursor], [true, 0, [], first.cursor]);
      const more = indicators(1);
      publisher.add(more);
      const third = await pull(publisher.feed, second);
      assert.ok(objectsIn(third.texts).includes(more[0].id));
      assert.notEqual(third.cursor, second.cursor);
    });

    for (const [how, [usual, answer]] of Object.entries(WRONG))
      it(`says what is wrong with a server that ${how}, and takes everything once it works`, async () => {
        const objects = indicators(3);
        publisher.add(objects);
        const { cursor } = await pull(publisher.feed);
        const more = indicators(2);
        publisher.add(more);
        publisher.server.misbehave = (_, response) => {
          answer(response);
          return 'answered';
        };
        // Conditions are asked of what is known alone.
        for (const from of how.includes('without being asked') ? [null] : [null, cursor]) {
          const failed = await pull(publisher.feed, { cursor: from });
          assert.equal(failed.failure?.fault, OTHERWISE[name]?.[how] ?? usual);
          assert.match(failed.failure.message, /^[^\n]{20,500}\.$/);
          assert.doesNotMatch(failed.failure.message, /secret/);
          assert.deepEqual([failed.complete, failed.texts, failed.cursor], [false, [], from], 'it is where it was');
        }
        publisher.server.misbehave = () => undefined;
        assert.deepEqual(objectsIn((await pull(publisher.feed, { cursor: null })).texts), idsOf([...objects, ...more]));
        for (const { id } of more) assert.ok(objectsIn((await pull(publisher.feed, { cursor })).texts).includes(id));
      });

    it('says so when nobody is there', async () => {
      const gone = await PUBLISHERS[name]();
      await gone.server.stop();
      const { failure, waits } = await pull(gone.feed);
      assert.deepEqual([failure?.fault, waits.length], ['unreachable', 5]);
    });

    it('gives again what could not be kept', async () => {
      const objects = indicators(3);
      publisher.add(objects);
      const full = new Error('the ledger is full');
      await assert.rejects(pull(publisher.feed, { take: () => Promise.reject(full) }), full);
      assert.deepEqual(objectsIn((await pull(publisher.feed)).texts), idsOf(objects));
    });

    it('ends with whoever asked it', async () => {
      publisher.add(indicators(1));
      const ending = new AbortController();
      const reason = new Error('stopping');
      publisher.server.misbehave = () => {
        ending.abort(reason);
        return 'answered';
      };
      await assert.rejects(pull(publisher.feed, { signal: ending.signal }), reason);
    });

    it('shows who it is to its own server', async () => {
      publisher.add(indicators(1));
      const { failure } = await pull(publisher.feed, { server: { credentials: { kind: 'bearer', token: 'abc' } } });
      assert.deepEqual([failure, publisher.server.asked[0].headers.authorization], [null, 'Bearer abc']);
    });

    it('keeps an address as it is once it is kept, and sends only where its rules let it', () => {
      const once = connector.address('https://Feeds.example/export');
      assert.equal(connector.address(once), once);
      assert.equal(connector.refusal(new URL(once)), undefined);
      assert.equal(connector.push !== null, (CONNECTORS[name].directions as readonly string[]).includes('push'));
    });
  });
