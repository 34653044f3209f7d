/** Contract: reading streams and $all, forwards and backwards, from anywhere. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BACKWARDS,
  END,
  ErrorType,
  FORWARDS,
  NO_STREAM,
  START,
  StreamNotFoundError,
  binaryEvent,
  type Position,
} from '@eventstore/db-client';
import { all, contractStore, event, events, isEmbedded, refusal, refusalType, revisions } from './contract-store.js';

describe('event store contract: reads', () => {
  const store = contractStore();
  let stream: string;
  let positions: Position[];

  before(async () => {
    stream = store.stream();
    await store.client.appendToStream(stream, events(10), { expectedRevision: NO_STREAM });
    positions = (await all(store.client.readStream(stream))).map((resolved) => resolved.event!.position!);
  });

  it('forwards, a revision is where reading begins, inclusive', async () => {
    assert.deepEqual(await revisions(store.client.readStream(stream, { fromRevision: 7n })), [7, 8, 9]);
    assert.deepEqual(await revisions(store.client.readStream(stream, { fromRevision: START, maxCount: 3 })), [0, 1, 2]);
    assert.deepEqual(await revisions(store.client.readStream(stream, { fromRevision: 10n })), []);
    assert.deepEqual(await revisions(store.client.readStream(stream, { fromRevision: END, direction: FORWARDS })), []);
  });

  it('backwards, a revision is where reading begins, inclusive', async () => {
    const backwards = { direction: BACKWARDS } as const;
    assert.deepEqual(
      await revisions(store.client.readStream(stream, { ...backwards, fromRevision: END, maxCount: 3 })),
      [9, 8, 7],
    );
    assert.deepEqual(await revisions(store.client.readStream(stream, { ...backwards, fromRevision: 2n })), [2, 1, 0]);
    assert.deepEqual(await revisions(store.client.readStream(stream, { ...backwards, fromRevision: START })), [0]);
    assert.deepEqual(await revisions(store.client.readStream(stream, { ...backwards, fromRevision: 500n, maxCount: 1 })), [9]);
  });

  it('a stream that was never written to is not found, from either end', async () => {
    const missing = store.stream();
    for (const options of [{}, { direction: BACKWARDS, fromRevision: END }, { maxCount: 1 }] as const) {
      const error = await refusal(all(store.client.readStream(missing, options)));
      assert.ok(error instanceof StreamNotFoundError);
      assert.equal(error.streamName, missing);
    }
  });

  it('$all forwards begins at the given position, inclusive', async () => {
    const read = await all(store.client.readAll({ fromPosition: positions[4], maxCount: 4 }));
    assert.equal(read.length, 4);
    assert.deepEqual(read[0].event?.position, positions[4]);
    assert.deepEqual(await all(store.client.readAll({ fromPosition: END })), []);
  });

  it('$all backwards begins before the given position', async () => {
    const read = await all(store.client.readAll({ direction: BACKWARDS, fromPosition: positions[4], maxCount: 2 }));
    assert.deepEqual(
      read.map((resolved) => resolved.event?.position),
      [positions[3], positions[2]],
    );
    assert.deepEqual(await all(store.client.readAll({ direction: BACKWARDS, fromPosition: START })), []);
  });

  it('$all backwards from the end and forwards to it agree', async () => {
    const backwards = await all(store.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 30 }));
    const oldest = backwards.at(-1)!.event!.position;
    const newest = backwards[0].event!.position;
    const forwards = (await all(store.client.readAll({ fromPosition: oldest }))).filter(
      (resolved) => resolved.event!.position.commit <= newest.commit,
    );
    assert.deepEqual(
      forwards.map((resolved) => resolved.event?.id),
      backwards.toReversed().map((resolved) => resolved.event?.id),
    );
  });

  it('$all holds every event once, each later than the one before', async () => {
    const read = await all(store.client.readAll({ fromPosition: positions[0] }));
    for (const [index, { event: recorded }] of read.entries()) {
      if (index > 0) assert.ok(recorded!.position.commit > read[index - 1].event!.position.commit);
    }
    const own = read.filter((resolved) => resolved.event?.streamId === stream);
    assert.deepEqual(
      own.map((resolved) => resolved.event?.position),
      positions,
    );
  });

  it('asking to resolve links changes nothing where there are none', async () => {
    assert.equal((await all(store.client.readStream(stream, { resolveLinkTos: true }))).length, 10);
  });

  it('a slow reader of a long stream gets every event in order', async () => {
    const long = store.stream();
    const body = { text: 'x'.repeat(4_000) };
    for (let batch = 0; batch < 15; batch++) {
      await store.client.appendToStream(
        long,
        Array.from({ length: 200 }, (_, index) => event('Noted', { ...body, index: batch * 200 + index })),
      );
    }
    const seen: unknown[] = [];
    for await (const { event: recorded } of store.client.readStream(long, {}, { highWaterMark: 4 })) {
      seen.push((recorded!.data as { index: number }).index);
      if (seen.length % 250 === 0) await delay(20);
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 3000 }, (_, index) => index),
    );
    const backwards = await revisions(
      store.client.readStream(long, { direction: BACKWARDS, fromRevision: END, maxCount: 2_500 }),
    );
    assert.deepEqual(
      backwards,
      Array.from({ length: 2_500 }, (_, index) => 2_999 - index),
    );
  });

  it('events of the largest size are read one after the other', async () => {
    const large = store.stream();
    for (let index = 0; index < 6; index++) {
      await store.client.appendToStream(large, binaryEvent({ type: 'Large', data: new Uint8Array(1_000_000).fill(index) }));
    }
    const from = (await all(store.client.readStream(large, { maxCount: 1 })))[0].event!.position!;
    const read = (await all(store.client.readAll({ fromPosition: from }))).filter(
      (resolved) => resolved.event?.streamId === large,
    );
    assert.deepEqual(
      read.map((resolved) => (resolved.event!.data as Uint8Array).at(-1)),
      [0, 1, 2, 3, 4, 5],
    );
    assert.deepEqual(await revisions(store.client.readStream(large)), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(
      await revisions(store.client.readStream(large, { direction: BACKWARDS, fromRevision: END })),
      [5, 4, 3, 2, 1, 0],
    );
  });

  it('a reader that leaves in the middle leaves the store as it was', async () => {
    let seen = 0;
    const reading = store.client.readAll();
    for await (const _ of reading) if (++seen === 5) break;
    await reading.cancel();
    assert.deepEqual(await revisions(store.client.readStream(stream, { maxCount: 1 })), [0]);
  });

  it('a position no event can have is an invalid argument', async function () {
    if (!isEmbedded) this.skip(); // needs the embedded node
    const end = (await all(store.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })))[0].event!.position;
    const invalid: Position[] = [
      { commit: 1n, prepare: 2n },
      { commit: end.commit + 1_000_000_000n, prepare: end.commit },
    ];
    for (const fromPosition of invalid) {
      const error = await refusal(all(store.client.readAll({ fromPosition })));
      assert.deepEqual([error.type, error.code], [ErrorType.UNKNOWN, 3]);
      assert.match(error.message, /INVALID_ARGUMENT: Position/);
    }
  });

  it('what is not there is said to be unimplemented', async function () {
    if (!isEmbedded) this.skip(); // needs the embedded node
    const error = await refusal(store.client.tombstoneStream(stream));
    assert.equal(error.code, 12);
    assert.match(error.message, /UNIMPLEMENTED: The embedded event-store node does not implement .*Tombstone/);
    assert.equal((await refusal(store.client.createProjection('p', 'fromAll()'))).code, 12);
    assert.equal(await refusalType(store.client.createPersistentSubscriptionToAll('group', {} as never)), ErrorType.UNSUPPORTED);
    assert.deepEqual(await revisions(store.client.readStream(stream, { maxCount: 1 })), [0]);
  });
});
