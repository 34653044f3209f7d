/** A control as its events leave it. */
import { type Absent, type ProfileRecord, profileFold, RETIRABLE } from '../profiles/profile.record.js';
import type { ControlEvent, ControlProfile } from './control.events.js';

/** A retired one is no longer part of the posture. */
export type ControlRecord = ProfileRecord<ControlProfile, 'active' | 'retired'>;
export type Control = Absent | ControlRecord;

export const { absent, evolve } = profileFold<ControlRecord, ControlEvent>('Control', RETIRABLE);
