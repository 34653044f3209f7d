/** A target as its events leave it. */
import { type Absent, type ProfileRecord, profileFold, RETIRABLE } from '../profiles/profile.record.js';
import type { TargetEvent, TargetProfile } from './target.events.js';

export type TargetRecord = ProfileRecord<TargetProfile, 'active' | 'retired'>;
export type Target = Absent | TargetRecord;

export const { absent, evolve } = profileFold<TargetRecord, TargetEvent>('Target', RETIRABLE);
