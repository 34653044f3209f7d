/** A threat actor as its events leave it. The one fold: decider, history, projections and answers all use it. */
import { type Profile, profileFold, type ProfileRecord } from '../profiles/profile.record.js';
import type { ThreatActorContent, ThreatActorEvent } from './threat-actor.events.js';

export type ThreatActorRecord = ProfileRecord<ThreatActorContent>;
export type ThreatActor = Profile<ThreatActorContent>;

export const threatActorFold = profileFold<ThreatActorContent, ThreatActorEvent>('ThreatActor', []);
export const { absent, evolve } = threatActorFold;
