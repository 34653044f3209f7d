/** How many items a model applies at once follows how fast they come. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Applier } from '../../../projections/runtime/applier.js';
import type { Model } from '../../../projections/runtime/model.js';
import { Passes } from '../../../projections/runtime/passes.js';
import { ReadSide } from './read-side.js';

describe('a model that applies what comes', function () {
  this.timeout(60_000);
  let side: ReadSide;
  const ending = new AbortController();
  const sizes: number[] = [];
  let position = 0n;
  let applier: Applier;
  let running: Promise<void>;
  /** Stands in the place of the last of the models, and notes how much it is given at once. */
  const model: Model = {
    name: 'feeds',
    version: 1,
    concerns: () => true,
    create: () => Promise.resolve(),
    index: () => Promise.resolve(),
    checksums: () => Promise.resolve({}),
    open: () => ({
      overlaps: true,
      fold: (_, items) => Promise.resolve({ items: sizes.push(items.length) && items.length }),
      flush: () => Promise.resolve(),
      forget: () => undefined,
    }),
  };

  before(async () => {
    side = await ReadSide.open();
    await side.build();
    const options = {
      pool: side.pool,
      log: side.log,
      now: side.now,
      onProblem: (problem: string) => void side.problems.push(problem),
    };
    applier = new Applier(model, options, new Passes(side.pool), ending.signal);
    await applier.start();
    position = applier.position ?? 0n;
    running = applier.run();
  });
  beforeEach(() => void sizes.splice(0));
  after(async () => {
    ending.abort();
    applier?.queue.close();
    await running;
    await side?.close();
  });

  const add = (count: number): void => {
    for (let i = 0; i < count; i += 1) applier.queue.add({ kind: 'skipped', position: (position += 1n) });
  };
  const applied = async (): Promise<readonly number[]> => {
    while (applier.position !== position || !applier.idle) await delay(5);
    assert.deepEqual(side.problems, []);
    return sizes;
  };

  it('applies a few at once, so that nobody waits', async () => {
    add(3);
    assert.deepEqual(await applied(), [3]);
  });

  it('lets a stream come together for a moment', async () => {
    add(10);
    await delay(5);
    add(10);
    assert.deepEqual(await applied(), [20]);
  });

  it('lets a flood come together for longer', async () => {
    add(10);
    await delay(5);
    add(40);
    await delay(30);
    add(100);
    assert.deepEqual(await applied(), [150]);
  });

  it('takes what has come together already as it is', async () => {
    add(300);
    await delay(0);
    add(1);
    assert.deepEqual(await applied(), [300, 1]);
  });
});
