/** A campaign as its events leave it. The one fold: decider, history, projections and answers all use it. */
import { type Profile, profileFold, type ProfileRecord } from '../profiles/profile.record.js';
import type { CampaignContent, CampaignEvent } from './campaign.events.js';

export type CampaignRecord = ProfileRecord<CampaignContent>;
export type Campaign = Profile<CampaignContent>;

export const campaignFold = profileFold<CampaignContent, CampaignEvent>('Campaign', ['endDate']);
export const { absent, evolve } = campaignFold;
