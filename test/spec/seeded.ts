/** Random choices that a seed determines. */

export interface Seeded {
  readonly seed: number;
  /** 0 to below `n`. */
  readonly below: (n: number) => number;
  readonly one: <T>(from: readonly T[]) => T;
  /** Up to `most` different ones, in their order. */
  readonly some: <T>(from: readonly T[], most: number) => readonly T[];
  readonly shuffled: <T>(all: readonly T[]) => readonly T[];
}

/** mulberry32: the same seed chooses the same. */
export const seeded = (seed: number): Seeded => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const shuffled = <T>(all: readonly T[]): readonly T[] =>
    all
      .map((value) => ({ value, at: next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ value }) => value);
  return {
    seed,
    below,
    one: (from) => from[below(from.length)],
    some: (from, most) => {
      const chosen = new Set(shuffled(from).slice(0, below(most + 1)));
      return from.filter((value) => chosen.has(value));
    },
    shuffled,
  };
};

/** The seed of generated tests: LEAK_SEED, else one that is the same on every run. */
export const givenSeed = (): number => Number(process.env.LEAK_SEED ?? 20_260_105);
