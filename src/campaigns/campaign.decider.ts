/** The rules of a campaign. Pure: no clock, no ids, no I/O. */
import type { Decider } from '../ledger/decider.js';
import { connectedDecider, type ConnectedCommand } from '../profiles/connected.measure.js';
import { MERGEABLE } from '../profiles/merge.record.js';
import { refuseReversed } from '../profiles/profile.measure.js';
import type { CampaignEvent, CampaignProfile } from './campaign.events.js';
import { absent, evolve, type Campaign, type CampaignRecord } from './campaign.record.js';

export type CampaignCommand = ConnectedCommand<CampaignProfile>;

export const campaign: Decider<CampaignCommand, CampaignEvent, Campaign> = connectedDecider<
  CampaignProfile,
  CampaignRecord,
  CampaignEvent
>(
  {
    word: 'campaign',
    owner: 'Campaign',
    life: MERGEABLE,
    check: ({ startDate, endDate, firstSeen, lastSeen }) => {
      refuseReversed(startDate, endDate, 'endDate');
      refuseReversed(firstSeen, lastSeen, 'lastSeen');
    },
  },
  { absent, evolve },
);
