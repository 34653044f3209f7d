/** Why a caller is not known to us: a stable reason for machines and a sentence for people. */
import { UnauthorizedException } from '@nestjs/common';

const MESSAGES = {
  missing: 'Send an access token in the header Authorization: Bearer <token>.',
  size: 'The access token is longer than 8 KB.',
  malformed: 'The access token is not a signed JSON Web Token in compact form.',
  alg: 'The access token must be signed with RS256.',
  crit: 'The access token has a critical header that is not supported here.',
  'embedded-key': 'The access token must not carry or point to its own key.',
  typ: 'The access token has the wrong type: send an access token (JWT or at+jwt).',
  'id-token': 'This is not an access token: send the access token of the sign-in, not the ID or refresh token.',
  kid: 'The access token names no signing key that is in use. Get a new token.',
  key: 'The signing key of the access token is not an RSA key of at least 2048 bits.',
  signature: 'The signature of the access token is wrong.',
  iss: 'The access token comes from another issuer.',
  aud: 'The access token is for another audience.',
  sub: 'The access token names no subject.',
  exp: 'The access token has expired, or names no time of expiry. Get a new token.',
  iat: 'The access token names no time of issue, is too old, or is from the future. Get a new token and check the clocks.',
  nbf: 'The access token is not valid yet. Check the clocks.',
  lifetime: 'The access token lives longer than allowed here. Ask for a shorter one.',
  jti: 'The token id of the access token is not a short text.',
  tenant: 'The access token names no valid tenant.',
  org: 'The access token names no valid organisation.',
  roles: 'The access token names no role that is known here.',
  clearance: 'The access token names an unknown clearance.',
  countries: 'The countries of the access token are not a list of ISO 3166-1 alpha-2 codes.',
  'actor-kind': 'The access token names an unknown kind of actor.',
  'unknown-tenant': 'The tenant of the access token is not registered here. Ask a superuser to create it.',
  'unknown-org': 'The organisation of the access token is not one of its tenant here, or was retired. Ask a superuser to add it.',
  revoked: 'The access token has been revoked. Get a new token.',
} as const;

/** Stable: clients and tests may rely on it. */
export type UnauthenticatedReason = keyof typeof MESSAGES;

/** 401. Its response body is a problem detail (RFC 9457 §3) with `code` and `reason`; never text of a library or of the token. */
export class Unauthenticated extends UnauthorizedException {
  readonly code = 'UNAUTHENTICATED';

  constructor(readonly reason: UnauthenticatedReason) {
    super({ type: 'about:blank', title: 'Unauthorized', status: 401, detail: MESSAGES[reason], code: 'UNAUTHENTICATED', reason });
    this.name = 'Unauthenticated';
    this.message = MESSAGES[reason];
  }

  /** RFC 6750 §3: the value of the WWW-Authenticate header. */
  get challenge(): string {
    const realm = 'Bearer realm="intelligence-ledger"';
    return this.reason === 'missing' ? realm : `${realm}, error="invalid_token", error_description="${this.message}"`;
  }
}
