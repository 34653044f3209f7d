/** Long work on one thread that others wait for too. */
import { setImmediate as othersHadTheirTurn } from 'node:timers/promises';

const SLICE_MS = 8;

/** Works on one item after the other, and lets others have the thread every 8 ms. */
export const inSlices = async <T, Result>(items: readonly T[], work: (item: T) => Result): Promise<Result[]> => {
  const results: Result[] = [];
  let until = performance.now() + SLICE_MS;
  for (const item of items) {
    results.push(work(item));
    if (performance.now() < until) continue;
    await othersHadTheirTurn();
    until = performance.now() + SLICE_MS;
  }
  return results;
};
