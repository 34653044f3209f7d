/** What our TAXII client does with a server that behaves, as stories: run against any server that has a collection to read and to write. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { REMOTE_LIMITS, RemoteConnection, type RemoteServer } from '../../src/exchange/remote/remote-connection.js';
import type { PushedObject } from '../../src/exchange/remote/pushed.js';
import { discover } from '../../src/exchange/taxii/client/discovery.js';
import { pollCollection, type PollRequest } from '../../src/exchange/taxii/client/poll.js';
import { pushObjects } from '../../src/exchange/taxii/client/push.js';
import { TaxiiConnection } from '../../src/exchange/taxii/client/taxii-connection.js';
import { malware } from './taxii-conformance.js';

export interface TaxiiServerForClient {
  readonly server: RemoteServer;
  readonly apiRoot: string;
  readonly collection: string;
  /** The time where the server is. */
  readonly now: () => Date;
}
type Sent = ReturnType<typeof malware>;

const VISIBLE_WITHIN_MS = 10_000;
const wait = (ms: number): Promise<void> => delay(ms);
const keyOf = ({ id, modified }: { readonly id: string; readonly modified: string }): string => `${id} ${Date.parse(modified)}`;
const keysOf = (objects: readonly Sent[]): string[] => objects.map(keyOf).toSorted();
const several = (count: number, name: string): Sent[] => Array.from({ length: count }, (_, index) => malware(`${name} ${index}`));

/** To be called in a `describe`. */
export const clientMeetsTaxii = (of: () => TaxiiServerForClient): void => {
  const network = () => ({ networks: ['127.0.0.1'], limits: REMOTE_LIMITS, now: of().now });
  const connected = async <Result>(work: (connection: TaxiiConnection) => Promise<Result>): Promise<Result> => {
    const remote = new RemoteConnection({ ...of().server, url: of().apiRoot }, network());
    return work(new TaxiiConnection(remote)).finally(() => remote.close());
  };
  const push = (objects: readonly Sent[]) =>
    connected((connection) => {
      const sent = objects.map((object): PushedObject => ({
        id: object.id,
        version: object.modified,
        text: JSON.stringify(object),
      }));
      const { apiRoot, collection: collectionId, now } = of();
      return pushObjects(sent, { connection, apiRoot, collectionId, wait, now, statusWithinMs: 30_000 });
    });
  const poll = (request: Partial<PollRequest> = {}, between: () => Promise<unknown> = async () => undefined) =>
    connected(async (connection) => {
      const taken: Sent[] = [];
      const { apiRoot, collection: collectionId, now } = of();
      const result = await pollCollection(
        { apiRoot, collectionId, cursor: null, pageSize: 7, match: { version: ['all'] }, mostObjects: 10_000, ...request },
        {
          connection,
          wait,
          now,
          take: async ({ body }) => {
            taken.push(...(JSON.parse(body.toString()) as { objects: Sent[] }).objects);
            await between();
          },
        },
      );
      return { ...result, taken };
    });
  /** Polls on from a cursor until so many objects came. */
  const pollUntil = async (cursor: string | null, count: number): Promise<Awaited<ReturnType<typeof poll>>> => {
    const giveUpAt = Date.now() + VISIBLE_WITHIN_MS;
    for (;;) {
      const polled = await poll({ cursor });
      assert.equal(polled.failure, null);
      if (polled.taken.length >= count) return polled;
      assert.ok(Date.now() < giveUpAt, `${polled.taken.length} of ${count} objects came`);
      await delay(50);
    }
  };
  const whole = async (request: Partial<PollRequest> = {}, between?: () => Promise<unknown>) => {
    const polled = await poll(request, between);
    assert.deepEqual([polled.complete, polled.failure, polled.restarts], [true, null, 0]);
    return polled;
  };
  const reached = async (): Promise<string | null> => (await whole()).cursor;

  it('finds the collection by the address of the machine alone', async () => {
    const { server, apiRoot, collection } = of();
    const found = await discover({ ...server, url: new URL(server.url).origin }, network());
    const root = found.roots.find(({ url }) => url === apiRoot);
    assert.equal(root?.problem, null);
    assert.ok(
      root.collections.some(({ id, can_read: canRead, can_write: canWrite }) => id === collection && canRead && canWrite),
    );
    assert.ok((root.maxContentLength ?? 0) > 0);
  });

  it('sends objects and gets each back once, page by page, and then nothing more', async () => {
    const cursor = await reached();
    const objects = several(25, 'Sent');
    for (const _ of ['first', 'again']) {
      const { succeeded, pending, failed, failure } = await push(objects);
      assert.deepEqual({ succeeded, pending, failed, failure }, { succeeded: 25, pending: 0, failed: [], failure: null });
    }
    const polled = await pollUntil(cursor, objects.length);
    assert.deepEqual(keysOf(polled.taken), keysOf(objects));
    assert.deepEqual([polled.complete, polled.pages, polled.restarts, polled.warnings], [true, 4, 0, []]);
    const after = await whole({ cursor: polled.cursor });
    assert.deepEqual([after.taken, after.cursor], [[], polled.cursor]);
  });

  it('goes on with what came since, every version of it', async () => {
    const [object] = several(1, 'Versioned');
    const before = await reached();
    await push([object]);
    const { cursor } = await pollUntil(before, 1);
    const versions = ['2026-02-02T00:00:00.000Z', '2026-02-03T00:00:00.000Z'].map((modified) => ({ ...object, modified }));
    await push(versions);
    const polled = await pollUntil(cursor, versions.length);
    assert.deepEqual(keysOf(polled.taken), keysOf(versions));
  });

  it('asks for the types alone that it wants', async () => {
    const cursor = await reached();
    await push(several(2, 'Narrowed'));
    await pollUntil(cursor, 2);
    const only = async (type: string) => (await whole({ cursor, match: { type: [type], version: ['all'] } })).taken.length;
    assert.deepEqual([await only('malware'), await only('campaign')], [2, 0]);
  });

  it('passes over nothing that is added while it reads', async () => {
    const cursor = await reached();
    const objects = several(20, 'Before');
    await push(objects);
    await pollUntil(cursor, objects.length);
    const added: Sent[] = [];
    const first = await whole({ cursor }, async () => {
      const [one] = several(1, 'Meanwhile');
      added.push(one);
      await push([one]);
    });
    const seen = new Set(first.taken.map(keyOf));
    const missing = added.filter((object) => !seen.has(keyOf(object)));
    const then = missing.length === 0 ? [] : (await pollUntil(first.cursor, missing.length)).taken;
    assert.deepEqual([...new Set(keysOf([...first.taken, ...then]))], keysOf([...objects, ...added]));
  });

  it('says what to do about a collection that is not there', async () => {
    const { failure, taken } = await poll({ collectionId: randomUUID() });
    assert.deepEqual([failure?.fault, taken], ['not_found', []]);
  });
};
