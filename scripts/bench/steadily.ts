/** Work at a steady pace. */

/** Starts work at fixed instants, however long the work before takes. */
export const steadily = async <T>(
  perSecond: number,
  seconds: number,
  work: (index: number) => Promise<T>,
): Promise<readonly T[]> => {
  const started = performance.now();
  const under: Promise<T>[] = [];
  for (let index = 0; index < seconds * perSecond; index += 1) {
    const wait = started + (index * 1_000) / perSecond - performance.now();
    if (wait > 0.5) await new Promise((resolve) => setTimeout(resolve, wait));
    under.push(work(index));
  }
  return Promise.all(under);
};
