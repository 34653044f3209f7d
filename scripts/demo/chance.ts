/** Chance that is the same at every start: numbers that follow from what they are for. */
import { createHash } from 'node:crypto';

export interface Chance {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  readonly happens: (probability: number) => boolean;
  readonly one: <Value>(values: readonly Value[]) => Value;
  /** By weights that need not add up to 1. */
  readonly weighted: <Value>(values: readonly (readonly [Value, number])[]) => Value;
  /** Log-normal around a median. */
  readonly around: (median: number, spread: number) => number;
}

/** Mulberry32, seeded by a word. */
export const chanceOf = (word: string): Chance => {
  let state = createHash('sha256').update(word).digest().readUInt32LE();
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    happens: (probability) => next() < probability,
    one: (values) => values[Math.floor(next() * values.length)],
    weighted: (values) => {
      let left = next() * values.reduce((sum, [, weight]) => sum + weight, 0);
      return (values.find(([, weight]) => (left -= weight) < 0) ?? values[values.length - 1])[0];
    },
    around: (median, spread) => median * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
  };
};
