/** Named campaigns shared by specs and golden files. */
import type { CampaignCommand } from '../../src/campaigns/campaign.decider.js';
import type { CampaignEvent, CampaignProfile } from '../../src/campaigns/campaign.events.js';
import type { Link } from '../../src/links/link.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';
import { stixOrigin } from './stix-origin.js';

export const nightTide: CampaignProfile = {
  name: 'Night Tide',
  aliases: ['Low Water'],
  description: 'Intrusions into harbour authorities.',
  objectives: ['Schedules of tankers'],
  threatLevel: 'HIGH',
  startDate: '2025-11-01T00:00:00.000Z',
  endDate: null,
  firstSeen: '2025-11-03T08:00:00.000Z',
  lastSeen: '2026-01-04T22:00:00.000Z',
  confidence: 70,
  externalReferences: [{ sourceName: 'Northern CERT', url: 'https://cert.example/night-tide' }],
};

export const otherCampaign = '0d6b2a52-91c4-4d0a-8f0e-6a2d1c7b9e01';
export const actorId = '3a1f7c66-0b5d-4a52-9a7e-5c1b2d3e4f02';
export const endedAt = '2026-01-05T10:00:00.000Z';

export const attributed: Link = {
  linkId: 'b9c2a7de-4f1c-4c8e-9d35-1f2e3d4c5b03',
  to: { type: 'threatActor', id: actorId },
  role: 'attributed-to',
  confidence: 60,
  since: '2025-11-01T00:00:00.000Z',
  until: null,
  note: 'Same tooling, same working hours.',
};

export const createCampaign: CampaignCommand = { type: 'Create', profile: nightTide, marking: amber, by: ana };
export const created: CampaignEvent = { type: 'CampaignCreated', data: { profile: nightTide, marking: amber, createdBy: ana } };
export const closed: CampaignEvent = { type: 'CampaignClosed', data: { endDate: endedAt } };
export const reopened: CampaignEvent = { type: 'CampaignReopened', data: { endDate: null } };
export const linkedToActor: CampaignEvent = { type: 'CampaignLinked', data: { link: attributed } };
export const unlinkedFromActor: CampaignEvent = { type: 'CampaignUnlinked', data: { linkId: attributed.linkId } };
export const absorbed: CampaignEvent = { type: 'CampaignAbsorbed', data: { absorbed: otherCampaign } };
export const released: CampaignEvent = { type: 'CampaignReleased', data: { absorbed: otherCampaign } };
export const mergedInto: CampaignEvent = { type: 'CampaignMergedInto', data: { target: otherCampaign } };
export const unmerged: CampaignEvent = { type: 'CampaignUnmerged', data: { target: otherCampaign } };
export const imported: CampaignEvent = {
  type: 'CampaignImported',
  data: { profile: nightTide, kept: ['description'], marking: amber, importedBy: ana, stix: stixOrigin('campaign') },
};
