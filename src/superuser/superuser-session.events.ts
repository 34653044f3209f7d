/** Superuser sessions, on the system log and on each named tenant's own. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, Instant, line, RecordId } from '../ledger/text.js';
import { TenantId } from '../tenants/tenant-registration.events.js';

/** Most tenants that one session may name. */
export const MAX_TENANTS = 20;

export const SessionOpening = z.strictObject({
  sessionId: RecordId,
  /** Which log this is: on the system log the session itself, on a tenant's what concerns that tenant. */
  log: z.enum(['system', 'tenant']),
  superuser: ActorId,
  homeTenant: TenantId,
  /** On a tenant's log that tenant alone: it does not learn of the others. */
  tenants: z.array(TenantId).min(1, { error: 'must name a tenant' }).max(MAX_TENANTS, { abort: true }),
  reason: line(2_000),
  openedAt: Instant,
  expiresAt: Instant,
});
export type SessionOpening = z.infer<typeof SessionOpening>;

/** The first time that a session read a tenant by a kind of query. */
export const SessionScope = z.strictObject({
  tenant: TenantId,
  /** The name of a GraphQL query, or a method and route of REST. */
  query: z.string().regex(/^[\w /:.*-]{1,200}$/, 'must be the name of a query or a route'),
  at: Instant,
});
export type SessionScope = z.infer<typeof SessionScope>;

export const superuserSessionEvents = defineEvents('superuserSession', {
  SuperuserSessionOpened: { version: 1, label: 'Superuser session opened', schema: SessionOpening, happenedAt: 'openedAt' },
  SuperuserSessionScoped: { version: 1, label: 'Tenant read by a kind of query', schema: SessionScope, happenedAt: 'at' },
  SuperuserSessionClosed: {
    version: 1,
    label: 'Superuser session closed',
    schema: z.strictObject({ closedAt: Instant }),
    happenedAt: 'closedAt',
  },
});
export type SuperuserSessionEvent = EventOf<typeof superuserSessionEvents>;
