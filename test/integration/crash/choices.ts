/** Random choices that a seed replays. */
import { createHash } from 'node:crypto';

/** A generator of its own for each path of names under a seed: what one makes never depends on how often another was asked. */
export class Choices {
  private state: number;

  constructor(...path: readonly (string | number)[]) {
    this.state = createHash('sha256').update(path.join('/')).digest().readUInt32BE(0);
  }

  /** Uniform in [0, 1). Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)];
  }

  shuffled<T>(from: readonly T[]): T[] {
    return from
      .map((value) => [this.next(), value] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, value]) => value);
  }

  /** Between `least` and `most`, short ones as likely as long ones ten times their length. */
  duration(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.next());
  }
}
