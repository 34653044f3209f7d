/** The queue between the reader of the log and a model: in order, bounded, and over when it is closed. */
import assert from 'node:assert/strict';
import { ItemQueue } from '../../../projections/runtime/item-queue.js';

const item = (position: bigint) => ({ kind: 'skipped', position }) as const;
const positions = (items: readonly { readonly position: bigint }[]) => items.map(({ position }) => position);

describe('the queue of a model', () => {
  it('gives out what came meanwhile, in order and at most as many as asked for', async () => {
    const queue = new ItemQueue(10);
    for (const n of [1n, 2n, 3n]) queue.add(item(n));
    assert.deepEqual(positions(await queue.take(2)), [1n, 2n]);
    assert.deepEqual(positions(await queue.take(2)), [3n]);
  });

  it('lets the taker wait for an item', async () => {
    const queue = new ItemQueue(10);
    const taken = queue.take(5);
    await queue.put(item(7n));
    assert.deepEqual(positions(await taken), [7n]);
  });

  it('lets the reader wait while it is full', async () => {
    const queue = new ItemQueue(1);
    await queue.put(item(1n));
    assert.ok(queue.isFull);
    let put = false;
    const second = queue.put(item(2n)).then(() => (put = true));
    await Promise.resolve();
    assert.equal(put, false);
    await queue.take(1);
    await second;
    assert.equal(queue.size, 1);
  });

  it('is full by the weight of what it holds', async () => {
    const queue = new ItemQueue(
      10,
      () => true,
      ({ position }) => Number(position),
    );
    for (const n of [4n, 5n]) queue.add(item(n));
    assert.ok(!queue.isFull);
    queue.add(item(1n));
    assert.ok(queue.isFull);
    assert.deepEqual(positions(await queue.take(1)), [4n]);
    assert.ok(!queue.isFull);
    await queue.put(item(6n));
    assert.ok(queue.isFull);
    assert.deepEqual(positions(await queue.gatherAll(1, 2)), [5n, 1n]);
    assert.ok(!queue.isFull);
  });

  it('frees both sides when it is closed, and keeps nothing', async () => {
    const full = new ItemQueue(1);
    await full.put(item(1n));
    const putting = full.put(item(2n));
    const empty = new ItemQueue(1);
    const taking = empty.take(1);
    full.close();
    empty.close();
    await putting;
    assert.deepEqual(await taking, []);
    full.add(item(3n));
    assert.deepEqual([full.size, full.isFull], [0, false]);
  });
});
