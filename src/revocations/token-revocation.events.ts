/** Tokens that were revoked, on the system log. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { Instant, line } from '../ledger/text.js';
import { TenantId } from '../tenants/tenant-registration.events.js';

export const Revocation = z.strictObject({
  /** RFC 7519 §4.1.7. */
  jti: line(255),
  /** Of the tokens that it is for; null: of any tenant. */
  tenant: TenantId.nullable(),
  /** The token has expired by then. */
  until: Instant,
});
export type Revocation = z.infer<typeof Revocation>;

export const tokenRevocationEvents = defineEvents('tokenRevocation', {
  TokenRevoked: { version: 1, label: 'Token revoked', schema: Revocation },
});
export type TokenRevocationEvent = EventOf<typeof tokenRevocationEvents>;
