/** Contract of the embedded node alone: what was acknowledged is there once, whatever is killed; what is in doubt can be retried. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ErrorType, EventStoreDBClient, NO_STREAM, type AppendResult, type EventData } from '@eventstore/db-client';
import pg from 'pg';
import { startEventStoreNode } from '../../../src/embedded/event-store-node/node.js';
import { WriterSession } from '../../../src/embedded/event-store-node/writer-session.js';
import { bareStores, freshDatabase, type FreshDatabase, type FreshStores } from '../../spec/stores.js';
import { Follower, all, event, events, isEmbedded, refusalType, revisions } from './contract-store.js';

const urlOf = (port: number): string => `esdb://127.0.0.1:${port}?tls=false`;
const quiet = { log: () => undefined };

/** Appends as a careful client does: what is in doubt is tried again with the same ids at the same revision, on a new connection. */
class CarefulWriter {
  private client: EventStoreDBClient;
  doubts = 0;

  constructor(private readonly url: string) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  async append(stream: string, added: EventData[], expectedRevision: bigint | 'no_stream'): Promise<AppendResult> {
    for (;;) {
      try {
        return await this.client.appendToStream(stream, added, { expectedRevision, deadline: 2_000 });
      } catch (error) {
        if ((error as { type?: unknown }).type === ErrorType.WRONG_EXPECTED_VERSION) throw error;
        this.doubts += 1;
        await this.client.dispose();
        await delay(50);
        this.client = EventStoreDBClient.connectionString(this.url);
      }
    }
  }

  close(): Promise<void> {
    return this.client.dispose();
  }
}

/** Several writers append to a stream of `category` each while `disturb` runs; then every acknowledged event must be there once. */
async function assertNothingLost(stores: FreshStores, category: string, disturb: () => Promise<void>): Promise<void> {
  const acknowledged = new Map<string, { id: string; position: bigint | undefined }[]>();
  let disturbed = false;
  const writers = Array.from({ length: 6 }, async (_, index) => {
    const writer = new CarefulWriter(stores.eventStoreUrl);
    const stream = `${category}-${index}`;
    const own: { id: string; position: bigint | undefined }[] = [];
    acknowledged.set(stream, own);
    let rest = 10;
    while (rest > 0) {
      if (disturbed) rest -= 1;
      const added = event('Noted');
      const expected = own.length === 0 ? NO_STREAM : BigInt(own.length - 1);
      const { position } = await writer.append(stream, [added], expected);
      own.push({ id: added.id, position: position?.commit });
    }
    await writer.close();
    return writer.doubts;
  });
  await delay(150);
  await disturb().finally(() => (disturbed = true));
  const doubts = await Promise.all(writers);
  assert.ok(doubts.some((count) => count > 0));

  const client = EventStoreDBClient.connectionString(stores.eventStoreUrl);
  const ofAll = await all(client.readAll());
  for (const [stream, own] of acknowledged) {
    const read = (await all(client.readStream(stream))).map(({ event: found }) => ({
      id: found!.id,
      position: found!.position?.commit,
    }));
    assert.deepEqual(read, own);
    assert.deepEqual(
      ofAll.filter(({ event: found }) => found?.streamId === stream).map(({ event: found }) => found?.id),
      own.map(({ id }) => id),
    );
  }
  await client.dispose();
}

async function execute(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded event-store node: recovery', function () {
  this.timeout(60_000);
  before(function () {
    if (!isEmbedded) this.skip(); // needs the embedded node
  });

  describe('in a process of its own', () => {
    let stores: FreshStores;
    before(async () => {
      stores = await bareStores();
    });
    after(() => stores?.stop());

    it('killed while writing and started again, every acknowledged event is there once', async () => {
      await assertNothingLost(stores, 'killed', async () => {
        process.kill(stores.nodePid, 'SIGKILL');
        await delay(300);
      });
    });

    it('its database connections cut while writing, every acknowledged event is there once', async () => {
      await assertNothingLost(stores, 'cut', async () => {
        const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'event-store-node %'`;
        for (let time = 0; time < 3; time++) {
          await execute(stores.databaseUrl, cut);
          await delay(200);
        }
      });
    });
  });

  describe('on a database of its own', () => {
    let database: FreshDatabase;
    beforeEach(async () => {
      database = await freshDatabase();
    });
    afterEach(() => database.drop());

    it('an append that hangs is answered at its deadline, and its repetition finds what it did', async () => {
      const node = await startEventStoreNode({ databaseUrl: database.url, ...quiet });
      const client = EventStoreDBClient.connectionString(urlOf(node.port));
      await client.appendToStream('hanging', event('Opened'), { expectedRevision: NO_STREAM });
      const blocker = new pg.Client(database.url);
      await blocker.connect();
      await blocker.query('begin');
      await blocker.query('select from eventstore.writer for update');
      const noted = event('Noted');
      const hanging = client.appendToStream('hanging', noted, { expectedRevision: 0n, deadline: 300 });
      assert.equal(await refusalType(hanging), ErrorType.DEADLINE_EXCEEDED);
      await blocker.query('rollback');
      await blocker.end();
      assert.equal((await client.appendToStream('hanging', noted, { expectedRevision: 0n })).nextExpectedRevision, 1n);
      assert.deepEqual(await revisions(client.readStream('hanging')), [0, 1]);
      await client.dispose();
      await node.stop();
    });

    it('stopped, it answers what was queued, ends subscriptions, and a successor goes on from there', async () => {
      const node = await startEventStoreNode({ databaseUrl: database.url, ...quiet });
      const client = EventStoreDBClient.connectionString(urlOf(node.port));
      const follower = await new Follower(client.subscribeToAll()).started();
      const attempts = Array.from({ length: 300 }, (_, index) =>
        client.appendToStream(`stopping-${index}`, event('Noted'), { expectedRevision: NO_STREAM }),
      );
      const settled = Promise.allSettled(attempts);
      await attempts[0];
      await node.stop();
      const outcomes = await settled;
      assert.equal(await refusalType(follower.failed), ErrorType.UNAVAILABLE);

      const successor = await startEventStoreNode({ databaseUrl: database.url, ...quiet });
      const next = EventStoreDBClient.connectionString(urlOf(successor.port));
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') assert.deepEqual(await revisions(next.readStream(`stopping-${index}`)), [0]);
        else assert.equal((outcome.reason as { type: unknown }).type, ErrorType.UNAVAILABLE);
      }
      const last = outcomes
        .flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.position!.commit] : []))
        .toSorted((a, b) => (a < b ? -1 : 1))
        .at(-1)!;
      const { position } = await next.appendToStream('after', event('Noted'));
      assert.ok(position!.commit > last);
      await client.dispose();
      await next.dispose();
      await successor.stop();
    });

    it('a second node waits for the first to let go of the log', async () => {
      const first = await startEventStoreNode({ databaseUrl: database.url, ...quiet });
      const second = startEventStoreNode({ databaseUrl: database.url, ...quiet });
      const early = await Promise.race([second.then(() => 'started'), delay(400, 'waiting')]);
      assert.equal(early, 'waiting');
      await first.stop();
      await (await second).stop();
    });

    it('a writer whose epoch is over can write no more', async () => {
      const session = await WriterSession.open(database.url, 1_000);
      await execute(database.url, 'update eventstore.writer set epoch = epoch + 1');
      const late = {
        position: 100,
        stream: 'fenced',
        revision: 0,
        id: '6d1f2a0e-8a0c-4c55-9a3c-0d6a8f4c1b11',
        type: 'Late',
        isJson: true,
        created: Date.UTC(2024, 1, 29),
        data: Buffer.from('{}'),
        metadata: Buffer.alloc(0),
      };
      await assert.rejects(session.commit([late], []), /epoch/);
      assert.deepEqual(await execute(database.url, 'select * from eventstore.events'), []);
      session.close();
    });

    it('what an operator sees in the database is the log itself', async () => {
      const node = await startEventStoreNode({ databaseUrl: database.url, ...quiet });
      const client = EventStoreDBClient.connectionString(urlOf(node.port));
      const [opened, noted] = [event('Ouvert "é"', { a: 1 }), event('Noted', { b: '\\x' })];
      await client.appendToStream('seen {1}, "x"', [opened, noted], { expectedRevision: NO_STREAM });
      await client.setStreamMetadata('seen {1}, "x"', { maxCount: 3 });
      assert.deepEqual(
        await execute(
          database.url,
          `select stream, revision, id, type, convert_from(data, 'UTF8') as data from eventstore.events order by position`,
        ).then((rows) => rows.slice(0, 2)),
        [
          { stream: 'seen {1}, "x"', revision: '0', id: opened.id, type: 'Ouvert "é"', data: '{"a":1}' },
          { stream: 'seen {1}, "x"', revision: '1', id: noted.id, type: 'Noted', data: '{"b":"\\\\x"}' },
        ],
      );
      assert.deepEqual(
        await execute(
          database.url,
          `select name, last_revision, convert_from(meta, 'UTF8') as meta from eventstore.streams order by name`,
        ),
        [
          { name: '$$seen {1}, "x"', last_revision: '0', meta: null },
          { name: 'seen {1}, "x"', last_revision: '1', meta: '{"$maxCount":3}' },
        ],
      );
      const [{ ago }] = (await execute(
        database.url,
        'select max(abs(extract(epoch from now() - created)))::float8 as ago from eventstore.events',
      )) as [{ ago: number }];
      assert.ok(ago < 60);
      await client.dispose();
      await node.stop();
    });

    it('a client that sends more than it reads replies for is held back, not refused', async () => {
      const node = await startEventStoreNode({ databaseUrl: database.url, ...quiet });
      const client = EventStoreDBClient.connectionString(urlOf(node.port));
      const results = await Promise.all(
        Array.from({ length: 6_000 }, (_, index) =>
          client.appendToStream(`flood-${index % 50}`, events(1), { deadline: 60_000 }),
        ),
      );
      assert.equal(new Set(results.map(({ position }) => position?.commit)).size, 6_000);
      await client.dispose();
      await node.stop();
    });
  });

  describe('started as a process', () => {
    const main = new URL('../../../src/embedded/event-store-node/main.ts', import.meta.url);
    const start = (env: Record<string, string>) => {
      const child = fork(main, { env: { ...process.env, ...env }, silent: true });
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
      return { child, said: () => said };
    };

    it('says when it is ready, drains at SIGTERM and exits with 0', async () => {
      const database = await freshDatabase();
      const { child } = start({ EVENT_STORE_NODE_DATABASE_URL: database.url });
      const [ready] = (await once(child, 'message')) as [{ type: string; port: number }];
      assert.equal(ready.type, 'ready');
      const client = EventStoreDBClient.connectionString(urlOf(ready.port));
      await client.appendToStream('alive', event('Noted'));
      await client.dispose();
      child.kill('SIGTERM');
      assert.deepEqual(await once(child, 'exit'), [0, null]);
      await database.drop();
    });

    it('ends when its parent is gone', async () => {
      const database = await freshDatabase();
      const { child } = start({ EVENT_STORE_NODE_DATABASE_URL: database.url });
      await once(child, 'message');
      child.disconnect();
      assert.deepEqual(await once(child, 'exit'), [0, null]);
      await database.drop();
    });

    it('that cannot use its database exits with 1 and one clear line', async () => {
      const { child, said } = start({ EVENT_STORE_NODE_DATABASE_URL: 'mysql://nowhere' });
      assert.deepEqual(await once(child, 'exit'), [1, null]);
      assert.equal(said(), 'EVENT_STORE_NODE_DATABASE_URL must be a postgresql:// URL\n');
    });

    it('on a database that does not exist exits at once', async () => {
      const database = await freshDatabase();
      await database.drop();
      const { child, said } = start({ EVENT_STORE_NODE_DATABASE_URL: database.url });
      assert.deepEqual(await once(child, 'exit'), [1, null]);
      assert.match(said(), /^The event-store node cannot start: database "test_\w+" does not exist\n$/);
    });
  });
});
