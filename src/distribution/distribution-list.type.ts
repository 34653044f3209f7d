/** The record type of distribution lists; who may look after them is a matter of roles. */
import type { RecordType } from '../ledger/ledger.js';
import { tenantWide } from '../tenants/tenant-settings.record.js';
import { distributionList, type DistributionListCommand } from './distribution-list.decider.js';
import { distributionListEvents } from './distribution-list.events.js';
import type { DistributionList } from './distribution-list.record.js';

export const distributionListType: RecordType<typeof distributionListEvents, DistributionListCommand, DistributionList> = {
  name: 'distribution list',
  contracts: distributionListEvents,
  decider: distributionList,
  markingOf: (list) => (list.status === 'absent' ? undefined : tenantWide),
};
