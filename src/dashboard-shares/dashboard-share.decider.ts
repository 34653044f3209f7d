/** The rules of sharing the dashboard. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import { checkTerm } from '../share-links/share-link.measure.js';
import type { DashboardShareEvent, DashboardUse } from './dashboard-share.events.js';
import { dashboardShareState } from './dashboard-share.measure.js';
import { absent, type DashboardShare, evolve } from './dashboard-share.record.js';

export type DashboardShareCommand =
  | { readonly type: 'Share'; readonly share: EventData<DashboardShareEvent, 'DashboardShared'>; readonly now: string }
  | { readonly type: 'Revoke' }
  | { readonly type: 'Use'; readonly use: DashboardUse };

export const dashboardShare: Decider<DashboardShareCommand, DashboardShareEvent, DashboardShare> = {
  initial: absent,
  evolve,

  decide(command, share) {
    if (command.type === 'Share') {
      const { share: wanted, now } = command;
      // Asked for again under the same key.
      if (share.status !== 'absent') return [];
      checkTerm('A dashboard', wanted.expiresAt, now);
      if (wanted.withSourceNames && !wanted.sections.includes('sources'))
        throw new RuleViolation(
          'NO_SUCH_SECTION',
          'Sources can be named only where they are shown. Add the section sources.',
          'withSourceNames',
        );
      return [{ type: 'DashboardShared', data: wanted }];
    }
    if (share.status === 'absent') return [];
    switch (command.type) {
      case 'Revoke':
        return share.status === 'revoked' ? [] : [{ type: 'DashboardShareRevoked', data: {} }];
      case 'Use':
        if (dashboardShareState(share, command.use.at) !== 'active')
          throw new RuleViolation('SHARE_CLOSED', 'The share does not open the dashboard any more.');
        return [{ type: 'DashboardShareViewed', data: command.use }];
      default:
        return assertNever(command);
    }
  },
};
