/** A threat actor as its events leave it. The one fold: decider, history, projections and answers all use it. */
import { linkFacts, type Links } from '../links/link.record.js';
import { type Mergeable, MERGEABLE, type MergeableStatus, mergeFacts, UNMERGED } from '../profiles/merge.record.js';
import { type Absent, profileFold, type ProfileRecord } from '../profiles/profile.record.js';
import type { ThreatActorEvent, ThreatActorProfile } from './threat-actor.events.js';

export type ThreatActorRecord = ProfileRecord<ThreatActorProfile, MergeableStatus> & Links & Mergeable;
export type ThreatActor = Absent | ThreatActorRecord;

export const { absent, evolve } = profileFold<ThreatActorRecord, ThreatActorEvent>(
  'ThreatActor',
  MERGEABLE,
  { links: [], ...UNMERGED },
  { ...linkFacts, ...mergeFacts },
);
