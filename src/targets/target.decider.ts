/** The rules of a target. Pure: no clock, no ids, no I/O. */
import { profileDecider } from '../profiles/profile.measure.js';
import { RETIRABLE } from '../profiles/profile.record.js';
import type { TargetEvent, TargetProfile } from './target.events.js';
import { absent, evolve, type TargetRecord } from './target.record.js';

export const target = profileDecider<TargetProfile, TargetRecord, TargetEvent>(
  { word: 'target', owner: 'Target', life: RETIRABLE },
  { absent, evolve },
);
