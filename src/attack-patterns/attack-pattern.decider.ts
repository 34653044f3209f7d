/** The rules of an attack pattern. Pure: no clock, no ids, no I/O. */
import { profileDecider } from '../profiles/profile.measure.js';
import { RETIRABLE } from '../profiles/profile.record.js';
import type { AttackPatternEvent, AttackPatternProfile } from './attack-pattern.events.js';
import { absent, type AttackPatternRecord, evolve } from './attack-pattern.record.js';

export const attackPattern = profileDecider<AttackPatternProfile, AttackPatternRecord, AttackPatternEvent>(
  { word: 'attack pattern', owner: 'AttackPattern', life: RETIRABLE },
  { absent, evolve },
);
