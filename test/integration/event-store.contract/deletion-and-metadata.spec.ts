/** Contract: soft deletion, and metadata that hides the beginning of a stream. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BACKWARDS,
  END,
  ErrorType,
  NO_STREAM,
  STREAM_EXISTS,
  StreamNotFoundError,
  WrongExpectedVersionError,
  jsonEvent,
} from '@eventstore/db-client';
import { all, contractStore, event, events, refusal, refusalType, revisions } from './contract-store.js';

describe('event store contract: soft deletion', () => {
  const store = contractStore();

  async function written(count: number): Promise<string> {
    const stream = store.stream();
    await store.client.appendToStream(stream, events(count), { expectedRevision: NO_STREAM });
    return stream;
  }

  it('a soft-deleted stream is not found, yet its events stay in $all', async () => {
    const stream = await written(3);
    const [{ event: first }] = await all(store.client.readStream(stream, { maxCount: 1 }));
    const { position } = await store.client.deleteStream(stream, { expectedRevision: 2n });
    assert.ok(position && position.commit > first!.position!.commit);
    for (const options of [{}, { direction: BACKWARDS, fromRevision: END }] as const) {
      assert.ok((await refusal(all(store.client.readStream(stream, options)))) instanceof StreamNotFoundError);
    }
    const kept = await all(store.client.readAll({ fromPosition: first!.position! }));
    assert.equal(kept.filter((resolved) => resolved.event?.streamId === stream).length, 3);
  });

  it('an append after it continues the revisions, whatever was expected that is true of it', async () => {
    for (const expectedRevision of [NO_STREAM, 2n, 'any'] as const) {
      const stream = await written(3);
      await store.client.deleteStream(stream);
      const { nextExpectedRevision } = await store.client.appendToStream(stream, events(2, 'Reopened'), { expectedRevision });
      assert.equal(nextExpectedRevision, 4n);
      assert.deepEqual(await revisions(store.client.readStream(stream)), [3, 4]);
      assert.deepEqual(await revisions(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END })), [4, 3]);
      assert.equal((await store.client.getStreamMetadata(stream)).metadata?.truncateBefore, 3);
    }
  });

  it('a stream can be deleted, written to and deleted again', async () => {
    const stream = await written(1);
    await store.client.deleteStream(stream);
    await store.client.appendToStream(stream, event('Reopened'), { expectedRevision: NO_STREAM });
    await store.client.deleteStream(stream, { expectedRevision: 1n });
    assert.equal(await refusalType(all(store.client.readStream(stream))), ErrorType.STREAM_NOT_FOUND);
    await store.client.appendToStream(stream, event('Reopened'), { expectedRevision: 1n });
    assert.deepEqual(await revisions(store.client.readStream(stream)), [2]);
  });

  it('a deletion at another revision is refused with where the stream stands', async () => {
    const stream = await written(2);
    const error = await refusal(store.client.deleteStream(stream, { expectedRevision: 0n }));
    assert.ok(error instanceof WrongExpectedVersionError);
    assert.deepEqual([error.streamName, error.expectedVersion, error.actualVersion], [stream, 0n, 1n]);
    assert.equal(
      await refusalType(store.client.deleteStream(stream, { expectedRevision: NO_STREAM })),
      ErrorType.WRONG_EXPECTED_VERSION,
    );
    assert.deepEqual(await revisions(store.client.readStream(stream)), [0, 1]);
  });

  it('an old append repeated after the deletion is still recognised', async () => {
    const stream = store.stream();
    const opening = event('Opened');
    const first = await store.client.appendToStream(stream, opening, { expectedRevision: NO_STREAM });
    await store.client.deleteStream(stream);
    assert.deepEqual(await store.client.appendToStream(stream, opening, { expectedRevision: NO_STREAM }), first);
    assert.equal(
      await refusalType(store.client.appendToStream(stream, event('Noted'), { expectedRevision: STREAM_EXISTS })),
      ErrorType.STREAM_DELETED,
    );
  });
});

describe('event store contract: stream metadata', () => {
  const store = contractStore();
  let stream: string;

  beforeEach(async () => {
    stream = store.stream();
    await store.client.appendToStream(stream, events(6), { expectedRevision: NO_STREAM });
  });

  const both = async (): Promise<number[][]> => [
    await revisions(store.client.readStream(stream)),
    await revisions(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END })),
  ];
  const kept = async (): Promise<number> => {
    const own = [];
    for await (const resolved of store.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 200 })) {
      if (resolved.event?.streamId === stream) own.push(resolved);
    }
    return own.length;
  };

  it('is read back as it was set; a stream without any has none', async () => {
    assert.equal((await store.client.getStreamMetadata(stream)).metadata, undefined);
    await store.client.setStreamMetadata(stream, { maxCount: 5, owner: 'watch' }, { expectedRevision: NO_STREAM });
    assert.deepEqual((await store.client.getStreamMetadata<{ owner: string }>(stream)).metadata, { maxCount: 5, owner: 'watch' });
    await store.client.setStreamMetadata(stream, { cacheControl: 3 }, { expectedRevision: 0n });
    assert.deepEqual((await store.client.getStreamMetadata(stream)).metadata, { cacheControl: 3 });
    assert.equal(
      await refusalType(store.client.setStreamMetadata(stream, {}, { expectedRevision: 0n })),
      ErrorType.WRONG_EXPECTED_VERSION,
    );
  });

  it('of the metadata stream only the latest event is read', async () => {
    for (const maxCount of [3, 4, 5]) await store.client.setStreamMetadata(stream, { maxCount });
    assert.deepEqual(await revisions(store.client.readStream(`$$${stream}`)), [2]);
  });

  it('$maxCount leaves the last events, also of those appended later', async () => {
    await store.client.setStreamMetadata(stream, { maxCount: 2 });
    assert.deepEqual(await both(), [
      [4, 5],
      [5, 4],
    ]);
    await store.client.appendToStream(stream, event('Noted'), { expectedRevision: 5n });
    assert.deepEqual(await both(), [
      [5, 6],
      [6, 5],
    ]);
    assert.deepEqual(await revisions(store.client.readStream(stream, { fromRevision: 1n, maxCount: 1 })), [5]);
    assert.equal(await kept(), 7);
  });

  it('$tb hides what comes before it, even everything', async () => {
    await store.client.setStreamMetadata(stream, { truncateBefore: 4 });
    assert.deepEqual(await both(), [
      [4, 5],
      [5, 4],
    ]);
    await store.client.setStreamMetadata(stream, { truncateBefore: 50 });
    assert.deepEqual(await both(), [[], []]);
    assert.equal(await kept(), 6);
    await store.client.setStreamMetadata(stream, {});
    assert.deepEqual((await both())[0], [0, 1, 2, 3, 4, 5]);
  });

  it('$maxAge hides what is older', async () => {
    await store.client.setStreamMetadata(stream, { maxAge: 3600 });
    assert.deepEqual((await both())[0], [0, 1, 2, 3, 4, 5]);
    await store.client.setStreamMetadata(stream, { maxAge: 1 });
    await delay(1100);
    await store.client.appendToStream(stream, event('Young'), { expectedRevision: 5n });
    assert.deepEqual(await both(), [[6], [6]]);
    assert.equal(await kept(), 7);
  });

  it('metadata that is not understood hides nothing', async () => {
    const odd = jsonEvent({ type: '$metadata', data: { $maxCount: 'many', $tb: -3, $maxAge: 1.5 } });
    await store.client.appendToStream(`$$${stream}`, odd);
    assert.deepEqual((await both())[0], [0, 1, 2, 3, 4, 5]);
  });
});
