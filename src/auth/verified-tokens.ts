/** Tokens that were verified a moment ago, by digest; bounded, the least recently used leaves first. */
import type { Subject } from '../access/actor.js';

export interface VerifiedToken {
  readonly subject: Subject;
  readonly jti: string | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Of the signing keys that verified it. */
  readonly generation: number;
}

export class VerifiedTokens {
  readonly #entries = new Map<string, VerifiedToken>();

  constructor(readonly capacity: number) {}

  get size(): number {
    return this.#entries.size;
  }

  /** @returns the token of this digest, if it is still valid at `now` (milliseconds) under this generation of keys. */
  get(digest: string, now: number, generation: number): VerifiedToken | undefined {
    const entry = this.#entries.get(digest);
    if (!entry) return undefined;
    this.#entries.delete(digest);
    if (entry.until <= now || entry.generation !== generation) return undefined;
    this.#entries.set(digest, entry);
    return entry;
  }

  set(digest: string, entry: VerifiedToken): void {
    this.#entries.delete(digest);
    if (this.#entries.size >= this.capacity) this.#entries.delete(this.#entries.keys().next().value!);
    this.#entries.set(digest, entry);
  }
}
