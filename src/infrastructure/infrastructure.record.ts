/** Infrastructure as its events leave it. */
import { linkFacts, type Links } from '../links/link.record.js';
import { type Absent, type ProfileRecord, profileFold, RETIRABLE } from '../profiles/profile.record.js';
import type { InfrastructureEvent, InfrastructureProfile } from './infrastructure.events.js';

export type InfrastructureRecord = ProfileRecord<InfrastructureProfile, 'active' | 'retired'> & Links;
export type Infrastructure = Absent | InfrastructureRecord;

export const { absent, evolve } = profileFold<InfrastructureRecord, InfrastructureEvent>(
  'Infrastructure',
  RETIRABLE,
  { links: [] },
  linkFacts,
);
