/** The record type of shares of the dashboard; marked by their maximum. */
import type { RecordType } from '../ledger/ledger.js';
import { dashboardShare, type DashboardShareCommand } from './dashboard-share.decider.js';
import { dashboardShareEvents } from './dashboard-share.events.js';
import { type DashboardShare, markingAt } from './dashboard-share.record.js';

export const dashboardShareType: RecordType<typeof dashboardShareEvents, DashboardShareCommand, DashboardShare> = {
  name: 'dashboard share',
  contracts: dashboardShareEvents,
  decider: dashboardShare,
  markingOf: (share) => (share.status === 'absent' ? undefined : markingAt(share.maximum)),
};
