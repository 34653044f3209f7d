/** Verifies an access token and says who it speaks for. */
import { createHash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Subject } from '../access/actor.js';
import type { AuthConfig } from '../config/config.js';
import { subjectOf } from './claims.js';
import type { SigningKeys } from './signing-keys.js';
import { MAX_TOKEN_BYTES, readTokenHeader } from './token-header.js';
import { Unauthenticated, type UnauthenticatedReason } from './unauthenticated.js';
import { VerifiedTokens } from './verified-tokens.js';

export const CLOCK_TOLERANCE_SECONDS = 5;
const CACHED_FOR_MS = 60_000;
const CACHED_TOKENS = 10_000;
const SMALLEST_KEY_BITS = 2048;
const REGISTERED = ['iss', 'aud', 'exp', 'iat', 'sub'] as const;

const reasonOf = (error: unknown): UnauthenticatedReason => {
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
    return [...REGISTERED, 'nbf' as const].find((claim) => claim === error.claim) ?? 'malformed';
  }
  return error instanceof errors.JWSSignatureVerificationFailed ? 'signature' : 'malformed';
};

/** A tenant id has no blank. */
const revocationKey = (jti: string, tenantId: string | null): string => `${tenantId ?? ''} ${jti}`;

export class TokenVerifier {
  readonly #verified = new VerifiedTokens(CACHED_TOKENS);
  /** Token id, of one tenant or of any → milliseconds since the epoch until which it is refused; by then the token itself has expired. */
  readonly #revoked = new Map<string, number>();

  /** The token ids of the subjects handed out. */
  readonly #ids = new WeakMap<Subject, string>();

  /** Called with every subject before it is handed out; throws, or rejects, for one that is not let in. */
  admit: ((subject: Subject) => Promise<void> | undefined) | undefined;

  constructor(
    private readonly rules: AuthConfig,
    private readonly instanceKey: Buffer,
    private readonly keys: SigningKeys,
    /** Milliseconds since the epoch. */
    readonly now: () => number = Date.now,
  ) {}

  /**
   * RFC 7519 under RFC 8725 and RFC 9068: RS256, a key of the configured issuer, iss, aud, exp, iat, sub, tenant, org and roles.
   * @throws Unauthenticated with a stable reason.
   * @throws LedgerError UNAVAILABLE when the issuer's keys cannot be had.
   */
  async verify(token: string): Promise<Subject> {
    if (token.length > MAX_TOKEN_BYTES) throw new Unauthenticated('size');
    const digest = createHash('sha256').update(token).digest('base64url');
    const known = this.#verified.get(digest, this.now(), this.keys.generation);
    if (known) {
      this.#refuseRevoked(known.jti, known.subject);
      await this.admit?.(known.subject);
      return known.subject;
    }
    const header = readTokenHeader(token);
    const key = await this.keys.keyFor(header);
    const { generation } = this.keys;
    const payload = await this.#verifySignatureAndTimes(token, key);
    const subject = subjectOf(payload, this.rules.claims, this.instanceKey);
    this.#refuseRevoked(payload.jti, subject);
    await this.admit?.(subject);
    if (payload.jti !== undefined) this.#ids.set(subject, payload.jti);
    const until = Math.min(subject.expiresAt * 1000, this.now() + CACHED_FOR_MS);
    this.#verified.set(digest, { subject, jti: payload.jti, until, generation });
    return subject;
  }

  /**
   * Refuses every token with this id from now on, in this process.
   * @param until seconds since the epoch, the token's `exp`; by default the latest that any token valid now can have.
   * @param tenantId of the tokens that it is for; null: of any tenant.
   */
  revoke(jti: string, until: number = this.latestExpiry, tenantId: string | null = null): void {
    for (const [id, end] of this.#revoked) if (end < this.now()) this.#revoked.delete(id);
    const key = revocationKey(jti, tenantId);
    this.#revoked.set(key, Math.max(this.#revoked.get(key) ?? 0, (until + CLOCK_TOLERANCE_SECONDS) * 1000));
  }

  /** The latest time of expiry that any token valid now can have, in seconds since the epoch. */
  get latestExpiry(): number {
    return this.now() / 1000 + this.rules.maxAgeSeconds;
  }

  /** Whether a subject verified earlier may still act: a connection can outlive its token. */
  isCurrent(subject: Subject): boolean {
    return this.staleness(subject) === undefined;
  }

  /** Why a subject verified earlier may no longer act; undefined while it may. */
  staleness(subject: Subject): 'exp' | 'revoked' | undefined {
    if (this.now() >= (subject.expiresAt + CLOCK_TOLERANCE_SECONDS) * 1000) return 'exp';
    return this.#isRevoked(this.#ids.get(subject), subject) ? 'revoked' : undefined;
  }

  #refuseRevoked(jti: string | undefined, subject: Subject): void {
    if (this.#isRevoked(jti, subject)) throw new Unauthenticated('revoked');
  }

  #isRevoked(jti: string | undefined, { tenantId }: Subject): boolean {
    if (jti === undefined || this.#revoked.size === 0) return false;
    const until = Math.max(
      this.#revoked.get(revocationKey(jti, null)) ?? 0,
      this.#revoked.get(revocationKey(jti, tenantId)) ?? 0,
    );
    return until >= this.now();
  }

  async #verifySignatureAndTimes(token: string, key: Awaited<ReturnType<SigningKeys['keyFor']>>): Promise<JWTPayload> {
    if (!('modulusLength' in key.algorithm && Number(key.algorithm.modulusLength) >= SMALLEST_KEY_BITS))
      throw new Unauthenticated('key');
    const { issuer, audience, maxAgeSeconds } = this.rules;
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['RS256'],
      issuer,
      audience,
      requiredClaims: [...REGISTERED],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: maxAgeSeconds,
      currentDate: new Date(this.now()),
    }).catch((error: unknown) => {
      throw new Unauthenticated(reasonOf(error));
    });
    if (payload.exp! - payload.iat! > maxAgeSeconds) throw new Unauthenticated('lifetime');
    return payload;
  }
}
