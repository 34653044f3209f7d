/** The service that makes reports, as the policy sees it: it reads what everybody who may see the report may see, and keeps the report. */
import type { Subject } from '../access/actor.js';
import type { Protection } from '../access/marking.js';

/** The pseudonym that events of this service carry. */
export const REPORT_SERVICE = 'service:soc-reports';

/** @param protection of the report that is made. */
export const servingFor = ({ tenantId, ownerOrganisation, marking }: Protection): Subject => ({
  actorId: REPORT_SERVICE,
  actorKind: 'service',
  sub: 'soc-reports',
  tenantId,
  orgId: ownerOrganisation,
  audience: { tenantId, ownerOrganisation, marking },
  roles: [],
  clearance: marking.secrecyLevel,
  countries: marking.releasableTo,
  expiresAt: 0,
});
