/** Our own reading of $all over the client's connection gives what the client's reading gives. */
import assert from 'node:assert/strict';
import { binaryEvent, jsonEvent, type RecordedEvent, type Position } from '@eventstore/db-client';
import { type AllEvent, allEvents } from '../../../src/ledger/esdb/all-stream.js';
import { all, contractStore, event, events } from './contract-store.js';

describe('event store contract: $all as the ledger reads it', () => {
  const store = contractStore();
  let first: Position;

  before(async () => {
    const stream = `${store.stream()} – Ω`;
    await store.client.appendToStream(stream, [
      jsonEvent({ type: 'Noted', data: { text: 'naïve – 漢字 🗝', list: [1, null, { deep: true }] }, metadata: { by: 'Zoë' } }),
      jsonEvent({ type: 'Noted', data: {} }),
      jsonEvent({ type: 'Noted', data: { long: 'x'.repeat(300_000) }, metadata: new Uint8Array([0, 255, 7]) }),
      binaryEvent({ type: 'Stored', data: new Uint8Array([0, 1, 254, 255]), metadata: { of: 'bytes' } }),
      binaryEvent({ type: 'Stored', data: new Uint8Array() }),
    ]);
    await store.client.appendToStream(store.stream(), events(40));
    first = (await all(store.client.readStream(stream)))[0].event!.position!;
  });

  it('gives every event as the client does', async () => {
    const theirs = (await all(store.client.readAll({ fromPosition: first }))).map((resolved) => plain(resolved.event!));
    const ours = (await all(allEvents(store.client, first.commit, false))).flat().map(plain);
    assert.ok(theirs.length >= 45);
    assert.deepEqual(ours.slice(0, theirs.length), theirs);
  });

  it('reads from the start, and may be left early', async () => {
    for await (const [earliest] of allEvents(store.client, undefined, false)) {
      assert.ok(earliest.position.commit <= first.commit);
      break;
    }
  });

  it('goes on with what comes behind a position, until it is told to end', async () => {
    const abort = new AbortController();
    const stream = store.stream();
    const seen: AllEvent[] = [];
    await store.client.appendToStream(stream, event('Before'));
    const following = (async () => {
      for await (const run of allEvents(store.client, first.commit, true, abort.signal)) {
        seen.push(...run);
        if (run.some(({ type }) => type === 'Before')) await store.client.appendToStream(stream, event('After'));
        if (run.some(({ type }) => type === 'After')) abort.abort();
      }
    })();
    await assert.rejects(following, /[Cc]ancelled/);
    assert.ok(seen.every(({ position }, i) => position.commit > (seen[i - 1]?.position.commit ?? first.commit)));
    assert.deepEqual(
      seen.filter(({ streamId }) => streamId === stream).map(({ type }) => type),
      ['Before', 'After'],
    );
  });

  it('says that the connection ended', async () => {
    const client = store.connect();
    const following = (async () => {
      for await (const _ of allEvents(client, first.commit, true)) void client.dispose();
    })();
    await assert.rejects(following, Error);
  });
});

const bytesOrValue = (value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value);
const plain = (recorded: RecordedEvent | AllEvent) => ({
  ...recorded,
  data: bytesOrValue(recorded.data),
  metadata: bytesOrValue(recorded.metadata),
});
