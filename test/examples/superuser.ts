/** Named superuser sessions, tenants and revocations, shared by specs and golden files. */
import type { SessionOpening, SuperuserSessionEvent } from '../../src/superuser/superuser-session.events.js';
import type { TokenRevocationEvent } from '../../src/revocations/token-revocation.events.js';
import type { TenantRegistrationEvent } from '../../src/tenants/tenant-registration.events.js';

export const opening: Omit<SessionOpening, 'log'> = {
  sessionId: '2f1c7b50-8f8e-4b0c-9f39-1d1a5a0f7e21',
  superuser: 'actor-sue',
  homeTenant: 'centre',
  tenants: ['acme', 'borealis'],
  reason: 'Shared infrastructure in the harbour cases',
  openedAt: '2026-03-01T12:00:00.000Z',
  expiresAt: '2026-03-01T16:00:00.000Z',
};
export const opened: SuperuserSessionEvent = { type: 'SuperuserSessionOpened', data: { ...opening, log: 'system' } };
export const openedForAcme: SuperuserSessionEvent = {
  type: 'SuperuserSessionOpened',
  data: { ...opening, log: 'tenant', tenants: ['acme'] },
};
export const scoped = (tenant: string, query: string): SuperuserSessionEvent => ({
  type: 'SuperuserSessionScoped',
  data: { tenant, query, at: '2026-03-01T12:05:00.000Z' },
});
export const closed: SuperuserSessionEvent = {
  type: 'SuperuserSessionClosed',
  data: { closedAt: '2026-03-01T13:00:00.000Z' },
};

export const acmeRegistered: TenantRegistrationEvent = {
  type: 'TenantRegistered',
  data: { tenant: 'acme', name: 'Acme', organisations: [{ id: 'cti', name: 'Threat intelligence' }], onFirstUse: false },
};
export const socAdded = {
  type: 'OrganisationAdded',
  data: { organisation: { id: 'soc', name: 'Operations' }, onFirstUse: false },
} as const satisfies TenantRegistrationEvent;
export const socRetired = {
  type: 'OrganisationRetired',
  data: { id: 'soc', retiredAt: '2026-03-01T12:00:00.000Z' },
} as const satisfies TenantRegistrationEvent;

export const revoked: TokenRevocationEvent = {
  type: 'TokenRevoked',
  data: { jti: '3d6b7f2a-token', tenant: 'acme', until: '2026-03-01T12:15:00.000Z' },
};
export const revokedEverywhere: TokenRevocationEvent = {
  type: 'TokenRevoked',
  data: { jti: '9c0e1f4d-token', tenant: null, until: '2026-03-01T12:15:00.000Z' },
};
