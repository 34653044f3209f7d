/** As whom a feed acts: it keeps its own record, and imports and sends as somebody of its organisation who is cleared for its marking. */
import type { Subject } from '../../access/actor.js';
import type { Protection } from '../../access/marking.js';

const service = ({ tenantId, ownerOrganisation, marking }: Protection): Omit<Subject, 'roles'> => ({
  actorId: 'service:feeds',
  actorKind: 'service',
  sub: 'feeds',
  tenantId,
  orgId: ownerOrganisation,
  clearance: marking.secrecyLevel,
  countries: marking.releasableTo,
  expiresAt: 0,
});

/** @param protection of the feed. */
export const keeperOf = (protection: Protection): Subject => ({ ...service(protection), roles: [], audience: protection });

/** @param protection of the feed: what would be marked higher than it is refused, so that nobody learns of it by the feed. */
export const importerOf = (protection: Protection): Subject => ({ ...service(protection), roles: ['source_manager'] });

/** @param protection of the feed: what is marked higher than it is not sent, nor what the tenant lets no senior analyst share. */
export const senderOf = (protection: Protection): Subject => ({ ...service(protection), roles: ['senior_analyst'] });
