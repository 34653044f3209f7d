/** Work with a fixed number in flight. */

/** Starts `work(0)`, `work(1)` … `work(count - 1)`, never more than `atOnce` at a time. */
export const inFlight = async (count: number, atOnce: number, work: (index: number) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
};

/** Keeps `atOnce` in flight for so many seconds. @returns completions per second, and how many. */
export const sustained = async (
  seconds: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
): Promise<{ perSecond: number; count: number }> => {
  const started = performance.now();
  const endAt = started + seconds * 1_000;
  let count = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < endAt) {
      next += 1;
      await work(next - 1);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { perSecond: count / ((performance.now() - started) / 1_000), count };
};
