/** Our own appending over the client's connection stores what the client's appending stores, and tells how it ended. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import { type AppendRefused, BatchAppends, type NewEvent, newEvent } from '../../../src/ledger/esdb/batch-appends.js';
import { all, contractStore } from './contract-store.js';

const DEADLINE_MS = 5_000;
const noted = (data: unknown = {}): NewEvent => newEvent(randomUUID(), 'Noted', data, { by: 'Zoë' });
const reasonOf = async (appending: Promise<unknown>): Promise<string> => {
  const refused = await appending.then(
    () => assert.fail('it was appended'),
    (error: AppendRefused) => error,
  );
  return refused.reason;
};

describe('event store contract: appends as the ledger makes them', () => {
  const store = contractStore();
  let appends: BatchAppends;

  before(() => {
    appends = new BatchAppends(store.connect());
  });

  it('store the same as the client does', async () => {
    const [ours, theirs] = [`${store.stream()} – Ω`, `${store.stream()} – Ω`];
    const contents = [{ text: 'naïve – 漢字 🗝', list: [1, null, { deep: true }] }, {}, { long: 'x'.repeat(300_000) }];
    const events = contents.map((data) => noted(data));
    const { revision, position } = await appends.append(ours, undefined, events, DEADLINE_MS);
    await store.client.appendToStream(
      theirs,
      contents.map((data, i) => jsonEvent({ id: events[i].id, type: 'Noted', data, metadata: { by: 'Zoë' } })),
    );
    const [ourOwn, theirOwn] = [await all(store.client.readStream(ours)), await all(store.client.readStream(theirs))];
    const plain = (resolved: (typeof ourOwn)[number]) => {
      const { id, type, isJson, data, metadata, revision: at } = resolved.event!;
      return { id, type, isJson, data, metadata, at };
    };
    assert.deepEqual(ourOwn.map(plain), theirOwn.map(plain));
    assert.equal(revision, 2n);
    assert.equal(position, ourOwn.at(-1)!.event!.position!.commit);
  });

  it('expect a revision, and are refused at another', async () => {
    const stream = store.stream();
    assert.equal((await appends.append(stream, undefined, [noted(), noted()], DEADLINE_MS)).revision, 1n);
    assert.equal((await appends.append(stream, 1n, [noted()], DEADLINE_MS)).revision, 2n);
    assert.equal(await reasonOf(appends.append(stream, undefined, [noted()], DEADLINE_MS)), 'WrongExpectedVersion');
    assert.equal(await reasonOf(appends.append(stream, 0n, [noted()], DEADLINE_MS)), 'WrongExpectedVersion');
    assert.equal((await all(store.client.readStream(stream))).length, 3);
  });

  it('answer a repeated append as the first time', async () => {
    const stream = store.stream();
    const events = [noted(), noted()];
    const first = await appends.append(stream, undefined, events, DEADLINE_MS);
    assert.deepEqual(await appends.append(stream, undefined, events, DEADLINE_MS), first);
    assert.equal((await all(store.client.readStream(stream))).length, 2);
  });

  it('are refused where they are too large', async () => {
    const large = Array.from({ length: 3 }, () => noted({ long: 'x'.repeat(500_000) }));
    assert.equal(await reasonOf(appends.append(store.stream(), undefined, large, DEADLINE_MS)), 'MaximumAppendSizeExceeded');
  });

  it('are made in the order in which they are asked for, from the first of a connection on', async () => {
    const fresh = new BatchAppends(store.connect());
    const positions = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { position } = await fresh.append(store.stream(), undefined, [noted({ index })], DEADLINE_MS);
        return position!;
      }),
    );
    assert.deepEqual(
      positions,
      positions.toSorted((a, b) => Number(a - b)),
    );
    assert.equal(new Set(positions).size, 200);
  });

  it('fail when their connection ends, and nobody else is told', async () => {
    const client = store.connect();
    const ending = new BatchAppends(client);
    await ending.append(store.stream(), undefined, [noted()], DEADLINE_MS);
    const under = ending.append(store.stream(), undefined, [noted()], DEADLINE_MS);
    const other = appends.append(store.stream(), undefined, [noted()], DEADLINE_MS);
    await Promise.all([
      client.dispose(),
      under.then(
        () => undefined,
        (error: unknown) => assert.match(String(error), /[Cc]ancelled|closed/),
      ),
    ]);
    assert.equal((await other).revision, 0n);
  });
});
