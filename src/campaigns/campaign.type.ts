/** The record type of campaigns. */
import type { RecordType } from '../ledger/ledger.js';
import { campaign, type CampaignCommand } from './campaign.decider.js';
import { campaignEvents } from './campaign.events.js';
import type { Campaign } from './campaign.record.js';

export const campaignType: RecordType<typeof campaignEvents, CampaignCommand, Campaign> = {
  name: 'campaign',
  contracts: campaignEvents,
  decider: campaign,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
