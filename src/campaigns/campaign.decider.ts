/** The rules of a campaign. Pure: no clock, no ids, no I/O. */
import { type ProfileCommand, profileDecider, refuseBackwards } from '../profiles/profile.measure.js';
import type { CampaignContent } from './campaign.events.js';
import { campaignFold } from './campaign.record.js';

export type CampaignCommand = ProfileCommand<CampaignContent>;

export const campaign = profileDecider(campaignFold, {
  owner: 'Campaign',
  name: 'campaign',
  check: (content) => refuseBackwards(content, ['startDate', 'endDate'], ['firstSeen', 'lastSeen']),
});
