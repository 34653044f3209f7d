/** The tokens that were revoked on one day. The one fold: decider, start and answers all use it. */
import type { Marking } from '../access/marking.js';
import type { Revocation, TokenRevocationEvent } from './token-revocation.events.js';
import { tenantWide } from '../tenants/tenant-settings.record.js';

export interface RevokedTokens {
  readonly revoked: readonly Revocation[];
}

export const none: RevokedTokens = { revoked: [] };

export const markingOf = ({ revoked }: RevokedTokens): Marking | undefined => (revoked.length === 0 ? undefined : tenantWide);

export const evolve = ({ revoked }: RevokedTokens, { data }: TokenRevocationEvent): RevokedTokens => ({
  revoked: [...revoked, data],
});
