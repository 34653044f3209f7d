/** Facts recorded on `campaign-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { ExternalReference } from '../intel-reports/intel-report.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { distinct, Instant, line, text } from '../ledger/text.js';
import { linkEventsOf } from '../links/link.events.js';
import { mergeEventsOf } from '../profiles/merge.events.js';
import { CLOSING } from '../profiles/merge.record.js';
import { importEventsOf } from '../profiles/profile-import.events.js';
import { profileEventsOf } from '../profiles/profile.events.js';

export const ThreatLevel = z.enum(['UNDEFINED', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
export type ThreatLevel = z.infer<typeof ThreatLevel>;

/** STIX 2.1 §4.2, with objectives in the plural, a threat level and the dates of the campaign itself. */
export const CampaignProfile = z.strictObject({
  name: line(500),
  aliases: distinct(line(200), 200),
  description: text(20_000),
  objectives: distinct(line(2_000), 100),
  threatLevel: ThreatLevel,
  startDate: Instant.nullable(),
  endDate: Instant.nullable(),
  firstSeen: Instant.nullable(),
  lastSeen: Instant.nullable(),
  /** STIX 2.1 §3.2: 0 to 100; null: not stated. */
  confidence: z.int().min(0).max(100).nullable(),
  externalReferences: z.array(ExternalReference).max(200),
});
export type CampaignProfile = z.infer<typeof CampaignProfile>;

/** A campaign of which only the name is known. */
export const BLANK_CAMPAIGN: Omit<CampaignProfile, 'name'> = {
  aliases: [],
  description: '',
  objectives: [],
  threatLevel: 'UNDEFINED',
  startDate: null,
  endDate: null,
  firstSeen: null,
  lastSeen: null,
  confidence: null,
  externalReferences: [],
};

export const campaignEvents = defineEvents('campaign', {
  ...profileEventsOf('Campaign', CampaignProfile, CLOSING),
  /** The end of the campaign goes with its status. */
  CampaignClosed: { version: 1, label: 'Closed', schema: z.strictObject({ endDate: Instant }) },
  CampaignReopened: { version: 1, label: 'Reopened', schema: z.strictObject({ endDate: z.null() }) },
  ...importEventsOf('Campaign', CampaignProfile),
  ...linkEventsOf('Campaign'),
  ...mergeEventsOf('Campaign'),
});
export type CampaignEvent = EventOf<typeof campaignEvents>;
