/** From the claims of a verified token to the subject that the policy knows. */
import { createHmac } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { ClaimNames } from '../config/config.js';
import { type Role, ROLES, type Subject } from '../access/actor.js';
import { SecrecyLevel } from '../access/marking.js';
import { isTokenTenant } from '../ledger/stream-name.js';
import { Unauthenticated, type UnauthenticatedReason } from './unauthenticated.js';

const ACTOR_ID_CHARACTERS = 32;
const LONGEST_TEXT = 255;
const MOST_ENTRIES = 250;
/** Text that a database, a log line or a hash would take for something else. */
const UNFIT = /[\p{Control}\p{Surrogate}]/u;
const COUNTRY = /^[A-Z]{2}$/;
/** Claims that only an ID token or a refresh token has (OpenID Connect Core §2, §3.3.2.11). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash'];

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_TEXT && !UNFIT.test(value);
const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length <= MOST_ENTRIES;
const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

function ensure(condition: boolean, reason: UnauthenticatedReason): asserts condition {
  if (!condition) throw new Unauthenticated(reason);
}

const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** A claim by its exact name (it may hold dots, as URLs do), else by the dotted path. */
const claim = (payload: JWTPayload, name: string): unknown =>
  own(payload, name) ?? (name.includes('.') ? name.split('.').reduce<unknown>(own, payload) : undefined);

const refuseOtherTokens = (payload: JWTPayload): void => {
  const kind = payload['token_use'] ?? payload['typ'];
  const otherKind = typeof kind === 'string' && !['access', 'bearer'].includes(kind.toLowerCase());
  ensure(!otherKind && !ID_TOKEN_CLAIMS.some((name) => Object.hasOwn(payload, name)), 'id-token');
};

const actorKindOf = (payload: JWTPayload): Subject['actorKind'] => {
  const kind = payload['actor_kind'] ?? (payload['gty'] === 'client-credentials' ? 'service' : 'human');
  ensure(kind === 'human' || kind === 'service', 'actor-kind');
  return kind;
};

/** The pseudonym that events carry: HMAC-SHA-256(instance key, iss|sub), its first 192 bits in base64url. */
export const actorIdOf = (instanceKey: Buffer, issuer: string, sub: string): string =>
  createHmac('sha256', instanceKey).update(`${issuer}|${sub}`).digest('base64url').slice(0, ACTOR_ID_CHARACTERS);

/**
 * @param payload claims whose signature, issuer, audience and times are already verified.
 * @throws Unauthenticated with the name of the claim that is missing or wrong.
 */
export const subjectOf = (payload: JWTPayload, names: ClaimNames, instanceKey: Buffer): Subject => {
  refuseOtherTokens(payload);
  const { iss, sub, exp, jti, name, email } = payload;
  ensure(isText(sub), 'sub');
  ensure(isText(iss), 'iss');
  ensure(typeof exp === 'number', 'exp');
  ensure(jti === undefined || isText(jti), 'jti');
  const tenantId = claim(payload, names.tenant);
  ensure(isText(tenantId) && isTokenTenant(tenantId), 'tenant');
  const orgId = claim(payload, names.org);
  ensure(isText(orgId), 'org');
  const listedRoles = claim(payload, names.roles);
  ensure(isList(listedRoles), 'roles');
  const roles = [...new Set(listedRoles.filter(isRole))];
  ensure(roles.length > 0, 'roles');
  const clearance = SecrecyLevel.safeParse(claim(payload, names.clearance) ?? 'UNCLASSIFIED');
  ensure(clearance.success, 'clearance');
  const countries = claim(payload, names.countries) ?? [];
  ensure(isList(countries) && countries.every((code) => typeof code === 'string' && COUNTRY.test(code)), 'countries');
  return Object.freeze({
    actorId: actorIdOf(instanceKey, iss, sub),
    actorKind: actorKindOf(payload),
    sub,
    tenantId,
    orgId,
    roles: Object.freeze(roles),
    clearance: clearance.data,
    countries: Object.freeze([...new Set(countries as string[])]),
    expiresAt: exp,
    ...(isText(name) && { name }),
    ...(isText(email) && { email }),
  });
};
