/** A token issuer for development: its key lives in memory and dies with the process. Never in production. */
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  SignJWT,
} from 'jose';
import { randomUUID } from 'node:crypto';
import type { Role } from '../../access/actor.js';
import type { SecrecyLevel } from '../../access/marking.js';
import type { Config } from '../../config/config.js';
import type { SigningKeys } from '../signing-keys.js';
import type { TokenHeader } from '../token-header.js';
import { Unauthenticated } from '../unauthenticated.js';

export interface TokenOrder {
  readonly tenant: string;
  readonly org: string;
  readonly roles: readonly Role[];
  readonly clearance: SecrecyLevel;
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  readonly sub: string;
  readonly actorKind: 'human' | 'service';
  readonly ttlSeconds: number;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

interface Keys {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicSet: JSONWebKeySet;
  readonly find: ReturnType<typeof createLocalJWKSet>;
}

const makeKeys = async (): Promise<Keys> => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const publicSet = { keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] };
  return { kid, privateKey, publicSet, find: createLocalJWKSet(publicSet) };
};

/** Sets a claim under a name that may be a dotted path, as the verifier reads it. */
const setClaim = (claims: Record<string, unknown>, name: string, value: unknown): void => {
  const path = name.split('.');
  const parent = path.slice(0, -1).reduce((at, step) => (at[step] ??= {}) as Record<string, unknown>, claims);
  parent[path.at(-1)!] = value;
};

export class DevelopmentIssuer implements SigningKeys {
  readonly generation = 0;
  readonly maxTtlSeconds: number;
  readonly #keys = makeKeys();

  /** Begins to make the key, which may take some 100 ms; tokens wait for it. Throws where it must not exist. */
  constructor(private readonly config: Pick<Config, 'environment' | 'auth'>) {
    if (config.environment === 'production' || config.auth.mode !== 'development')
      throw new Error('the development issuer exists only outside production and without a configured issuer');
    this.maxTtlSeconds = config.auth.maxAgeSeconds;
    this.#keys.catch(() => undefined);
  }

  async keyFor(header: TokenHeader): Promise<CryptoKey> {
    const { kid, find } = await this.#keys;
    if (header.kid !== kid) throw new Unauthenticated('kid');
    return find(header);
  }

  /** RFC 7517 §5, public part only. */
  async jwks(): Promise<JSONWebKeySet> {
    return (await this.#keys).publicSet;
  }

  /** @returns a signed access token (RFC 9068). Throws RangeError when it would live longer than AUTH_MAX_AGE. */
  async mint(order: TokenOrder): Promise<string> {
    if (!(order.ttlSeconds > 0 && order.ttlSeconds <= this.maxTtlSeconds))
      throw new RangeError(`a token lives from 1 to ${this.maxTtlSeconds} seconds (AUTH_MAX_AGE)`);
    const { issuer, audience, claims: names } = this.config.auth;
    const claims: Record<string, unknown> = { name: order.name, email: order.email, actor_kind: order.actorKind };
    setClaim(claims, names.tenant, order.tenant);
    setClaim(claims, names.org, order.org);
    setClaim(claims, names.roles, order.roles);
    setClaim(claims, names.clearance, order.clearance);
    setClaim(claims, names.countries, order.countries);
    const { kid, privateKey } = await this.#keys;
    const issuedAt = Math.floor(Date.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(order.sub)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + order.ttlSeconds)
      .sign(privateKey);
  }
}
