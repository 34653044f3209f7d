/** The access token of a request (RFC 6750 §2.1): the Authorization header and nothing else. */
import type { Subject } from '../access/actor.js';
import type { TokenVerifier } from './token-verifier.js';
import { Unauthenticated } from './unauthenticated.js';

/** @returns the token, or null without a Bearer header. Reads no further than a slice: the header may be long and hostile. */
export const bearerToken = (authorization: unknown): string | null => {
  if (typeof authorization !== 'string' || authorization.slice(0, 7).toLowerCase() !== 'bearer ') return null;
  return authorization.slice(7).trim() || null;
};

/**
 * Who a connection without an HTTP guard speaks for, such as a WebSocket.
 * @param authorization the value `Bearer <token>`.
 * @throws Unauthenticated; LedgerError UNAVAILABLE when the issuer's keys cannot be had.
 */
export const authenticateHeader = async (verifier: TokenVerifier, authorization: unknown): Promise<Subject> => {
  const token = bearerToken(authorization);
  if (token === null) throw new Unauthenticated('missing');
  return verifier.verify(token);
};
