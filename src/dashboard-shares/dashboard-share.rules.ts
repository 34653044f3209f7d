/** Asks the policy whether figures may be told to outsiders: when they are shared, and again each time; and who it is that reads them. */
import type { Subject } from '../access/actor.js';
import type { Protection } from '../access/marking.js';
import { decideSharing, type SharingCeilings, type SharingVerdict } from '../access/sharing.js';
import { mayBeTold, outside } from '../report-shares/sharing-rules.js';
import { type DashboardShareRecord, markingAt } from './dashboard-share.record.js';

type Shown = Pick<DashboardShareRecord, 'maximum' | 'organisation'>;

/** Of no organisation: the figures are of the whole tenant. */
const protectionOf = (tenantId: string, { maximum }: Shown): Protection => ({
  tenantId,
  ownerOrganisation: '',
  marking: markingAt(maximum),
});

export const mayShareDashboard = (subject: Subject, share: Shown, ceilings: SharingCeilings): SharingVerdict =>
  decideSharing(subject, protectionOf(subject.tenantId, share), outside(share.organisation, null), ceilings);

export const dashboardStillShared = (tenantId: string, share: Shown, ceilings: SharingCeilings): SharingVerdict =>
  mayBeTold(protectionOf(tenantId, share), outside(share.organisation, null), ceilings, 'dashboard.share');

/** Who reads for outsiders: of no organisation, of no country, and named by no record. */
export const outsiderOf = (tenantId: string, share: Shown): Subject => ({
  actorId: 'service:dashboard-shares',
  actorKind: 'service',
  sub: 'dashboard-shares',
  tenantId,
  orgId: '',
  audience: protectionOf(tenantId, share),
  outside: true,
  roles: [],
  clearance: share.maximum.secrecyLevel,
  countries: [],
  expiresAt: 0,
});
