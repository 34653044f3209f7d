/** An attack pattern as its events leave it. */
import { type Absent, type ProfileRecord, profileFold, RETIRABLE } from '../profiles/profile.record.js';
import type { AttackPatternEvent, AttackPatternProfile } from './attack-pattern.events.js';

export type AttackPatternRecord = ProfileRecord<AttackPatternProfile, 'active' | 'retired'>;
export type AttackPattern = Absent | AttackPatternRecord;

export const { absent, evolve } = profileFold<AttackPatternRecord, AttackPatternEvent>('AttackPattern', RETIRABLE);
