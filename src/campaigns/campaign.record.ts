/** A campaign as its events leave it. The one fold: decider, history, projections and answers all use it. */
import { linkFacts, type Links } from '../links/link.record.js';
import { type Mergeable, MERGEABLE, type MergeableStatus, mergeFacts, UNMERGED } from '../profiles/merge.record.js';
import { type Absent, profileFold, type ProfileRecord } from '../profiles/profile.record.js';
import type { CampaignEvent, CampaignProfile } from './campaign.events.js';

export type CampaignRecord = ProfileRecord<CampaignProfile, MergeableStatus> & Links & Mergeable;
export type Campaign = Absent | CampaignRecord;

export const { absent, evolve } = profileFold<CampaignRecord, CampaignEvent>(
  'Campaign',
  MERGEABLE,
  { links: [], ...UNMERGED },
  { ...linkFacts, ...mergeFacts },
);
