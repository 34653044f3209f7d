/** Long work gives what it gives in order, and others have their turn meanwhile. */
import assert from 'node:assert/strict';
import { inSlices } from '../../../src/exchange/in-slices.js';

/** Keeps the thread for longer than a slice. */
const longWork = (item: number): number => {
  for (const until = performance.now() + 10; performance.now() < until;) continue;
  return item * 2;
};

describe('work in slices', () => {
  it('has its results in order, and lets others have the thread in between', async () => {
    let turns = 0;
    const others = (): void => {
      turns += 1;
      next = setImmediate(others);
    };
    let next = setImmediate(others);
    assert.deepEqual(await inSlices([1, 2, 3], longWork), [2, 4, 6]);
    clearImmediate(next);
    assert.ok(turns >= 3, `others had ${turns} turns`);
  });

  it('ends with the first failure', async () => {
    const seen: number[] = [];
    const failing = (item: number): void => {
      seen.push(item);
      if (item === 2) throw new Error('it cannot be read');
    };
    await assert.rejects(inSlices([1, 2, 3], failing), /it cannot be read/);
    assert.deepEqual([seen, await inSlices([], failing)], [[1, 2], []]);
  });
});
