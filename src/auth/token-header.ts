/** What a token must look like before any key is looked up or any signature is computed. */
import { z } from 'zod';
import { Unauthenticated, type UnauthenticatedReason } from './unauthenticated.js';

export const MAX_TOKEN_BYTES = 8 * 1024;

/** The part of a checked header that finds the key. A type, not an interface, so that it passes as an open JOSE header. */
export type TokenHeader = {
  readonly alg: 'RS256';
  readonly kid: string;
};

const SEGMENT = /^[A-Za-z0-9_-]+$/;
/** RFC 9068 §4; RFC 7519 §5.1. */
const TYPES = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);
/** Plain base64 and base64url key ids, and readable ones; the id is only ever compared. */
const KEY_ID = /^(?!.*\.\.)[A-Za-z0-9_+/=:.~@-]{1,128}$/;
const KEY_CARRIERS = ['jwk', 'jku', 'x5u', 'x5c'];

const refuse = (reason: UnauthenticatedReason): never => {
  throw new Unauthenticated(reason);
};

const JsonObject = z.record(z.string(), z.unknown());
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Refuses a second spelling of the same bytes, so that one token has one digest. */
const isCanonical = (segment: string): boolean =>
  SEGMENT.test(segment) && Buffer.from(segment, 'base64url').toString('base64url') === segment;

const parseJson = (segment: string): Readonly<Record<string, unknown>> => {
  try {
    return JsonObject.parse(JSON.parse(decoder.decode(Buffer.from(segment, 'base64url'))));
  } catch {
    return refuse('malformed');
  }
};

/**
 * Reads the protected header of a compact JWS (RFC 7515 §3.1) under RFC 8725: RS256 only, no key from the token, no extension.
 * @throws Unauthenticated with reason size, malformed, alg, crit, embedded-key, typ or kid.
 */
export const readTokenHeader = (token: string): TokenHeader => {
  if (token.length > MAX_TOKEN_BYTES) return refuse('size');
  const segments = token.split('.', 4);
  const [head = '', body = '', signature = ''] = segments;
  // An unsigned token has an empty third segment; its header says so more clearly than its shape.
  if (segments.length !== 3 || !isCanonical(head)) return refuse('malformed');
  const header = parseJson(head);
  if (header['alg'] !== 'RS256') return refuse('alg');
  if (!isCanonical(body) || !isCanonical(signature)) return refuse('malformed');
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64') || Object.hasOwn(header, 'zip')) return refuse('crit');
  if (KEY_CARRIERS.some((name) => Object.hasOwn(header, name))) return refuse('embedded-key');
  const { typ, cty, kid } = header;
  if (cty !== undefined || (typ !== undefined && !(typeof typ === 'string' && TYPES.has(typ.toLowerCase()))))
    return refuse('typ');
  if (typeof kid !== 'string' || !KEY_ID.test(kid)) return refuse('kid');
  return { alg: 'RS256', kid };
};
