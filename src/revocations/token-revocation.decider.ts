/** The rules of revoking tokens. Pure: no clock, no ids, no I/O. */
import { type Decider, RuleViolation } from '../ledger/decider.js';
import type { Revocation, TokenRevocationEvent } from './token-revocation.events.js';
import { evolve, none, type RevokedTokens } from './token-revocation.record.js';

/** No token that is valid now expires after `latest`. */
export interface RevokeCommand {
  readonly type: 'Revoke';
  readonly revocation: Revocation;
  readonly now: string;
  readonly latest: string;
}

export const tokenRevocation: Decider<RevokeCommand, TokenRevocationEvent, RevokedTokens> = {
  initial: none,
  evolve,

  decide({ revocation, now, latest }, { revoked }) {
    const { jti, tenant, until } = revocation;
    if (until <= now || until > latest)
      throw new RuleViolation(
        'UNTIL_OUT_OF_RANGE',
        `A token that is valid now expires by ${latest}; give its time of expiry as until, or leave it out.`,
        'input.until',
      );
    const covered = revoked.some((known) => known.jti === jti && known.tenant === tenant && known.until >= until);
    return covered ? [] : [{ type: 'TokenRevoked', data: revocation }];
  },
};
