/** The rules of sharing a report. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import { checkTerm } from '../share-links/share-link.measure.js';
import type { ReportShareEvent, ShareUse } from './report-share.events.js';
import { shareState } from './report-share.measure.js';
import { absent, evolve, type ReportShare } from './report-share.record.js';

export type ReportShareCommand =
  | { readonly type: 'Share'; readonly share: EventData<ReportShareEvent, 'ReportShareCreated'>; readonly now: string }
  | { readonly type: 'Revoke' }
  | { readonly type: 'Use'; readonly use: ShareUse };

export const reportShare: Decider<ReportShareCommand, ReportShareEvent, ReportShare> = {
  initial: absent,
  evolve,

  decide(command, share) {
    if (command.type === 'Share') {
      const { share: wanted, now } = command;
      // Asked for again under the same key.
      if (share.status !== 'absent') return [];
      checkTerm('A report', wanted.expiresAt, now);
      return [{ type: 'ReportShareCreated', data: wanted }];
    }
    if (share.status === 'absent') return [];
    switch (command.type) {
      case 'Revoke':
        return share.status === 'revoked' ? [] : [{ type: 'ReportShareRevoked', data: {} }];
      case 'Use': {
        const { use } = command;
        if (shareState(share, use.at) !== 'active' || !share.formats.includes(use.format))
          throw new RuleViolation('SHARE_CLOSED', 'The share does not open the report any more.');
        return [{ type: 'ReportShareViewed', data: use }];
      }
      default:
        return assertNever(command);
    }
  },
};
