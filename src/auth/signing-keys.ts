/** The public keys of the issuer: fetched from the configured address only, rotated, and asked for at most once per cooldown. */
import { Logger } from '@nestjs/common';
import { createRemoteJWKSet, type CryptoKey, errors, type RemoteJWKSet } from 'jose';
import { unavailable } from '../ledger/errors.js';
import type { TokenHeader } from './token-header.js';
import { Unauthenticated } from './unauthenticated.js';

export interface SigningKeys {
  /** Grows whenever the set may have changed, so that what was verified with an older set is verified again. */
  readonly generation: number;
  /**
   * @throws Unauthenticated `kid` for an unknown key, `key` for an unusable one.
   * @throws LedgerError UNAVAILABLE when no key set can be had.
   */
  keyFor(header: TokenHeader): Promise<CryptoKey>;
}

const FETCH_TIMEOUT_MS = 3_000;
const COOLDOWN_MS = 10_000;
const REFRESH_AFTER_MS = 5 * 60_000;
const GIVE_UP_AFTER_MS = 60 * 60_000;

interface Timing {
  readonly cooldownMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * RFC 7517 §5 key set behind an address. A key id that is not in it asks for the set again, but never sooner than the cooldown after
 * the last attempt, failed or not: unknown ids are not remembered, so any number of them costs one request per cooldown and no memory.
 * While the address is down the last set serves for an hour.
 */
export class RemoteSigningKeys implements SigningKeys {
  readonly #set: RemoteJWKSet;
  readonly #cooldownMs: number;
  readonly #now: () => number;
  readonly #log = new Logger('SigningKeys');
  #generation = 0;
  #loadedAt = -Infinity;
  #attemptedAt = -Infinity;
  #loading: Promise<void> | undefined;

  constructor(
    readonly uri: string,
    { cooldownMs = COOLDOWN_MS, now = Date.now }: Timing = {},
  ) {
    this.#cooldownMs = cooldownMs;
    this.#now = now;
    // When to load is decided here: the library would load again at once after a failed attempt.
    this.#set = createRemoteJWKSet(new URL(uri), {
      timeoutDuration: FETCH_TIMEOUT_MS,
      cooldownDuration: Infinity,
      cacheMaxAge: Infinity,
    });
  }

  get generation(): number {
    return this.#generation;
  }

  async keyFor(header: TokenHeader): Promise<CryptoKey> {
    if (this.#age() > GIVE_UP_AFTER_MS) await this.#load();
    else if (this.#age() > REFRESH_AFTER_MS) void this.#load();
    if (this.#age() > GIVE_UP_AFTER_MS) throw unavailable('The identity provider');

    const searched = this.#generation;
    const key = await this.#find(header);
    if (key) return key;
    await this.#load();
    const rotated = this.#generation === searched ? undefined : await this.#find(header);
    if (!rotated) throw new Unauthenticated('kid');
    return rotated;
  }

  #age(): number {
    return this.#now() - this.#loadedAt;
  }

  /** Waits for the load under way or starts one, unless the last attempt is too recent. Never rejects. */
  #load(): Promise<void> {
    if (this.#loading) return this.#loading;
    if (this.#now() - this.#attemptedAt < this.#cooldownMs) return Promise.resolve();
    this.#attemptedAt = this.#now();
    this.#loading = this.#set.reload().then(
      () => {
        this.#loadedAt = this.#now();
        this.#generation++;
        this.#loading = undefined;
      },
      (error: unknown) => {
        this.#loading = undefined;
        this.#log.warn(`the key set at ${this.uri} did not load: ${error instanceof Error ? error.message : 'unknown failure'}`);
      },
    );
    return this.#loading;
  }

  async #find(header: TokenHeader): Promise<CryptoKey | undefined> {
    try {
      return await this.#set(header);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      throw new Unauthenticated(error instanceof errors.JWKSMultipleMatchingKeys ? 'kid' : 'key');
    }
  }
}
