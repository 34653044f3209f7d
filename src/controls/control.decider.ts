/** The rules of a control. Pure: no clock, no ids, no I/O. */
import { profileDecider } from '../profiles/profile.measure.js';
import { RETIRABLE } from '../profiles/profile.record.js';
import type { ControlEvent, ControlProfile } from './control.events.js';
import { absent, type ControlRecord, evolve } from './control.record.js';

export const control = profileDecider<ControlProfile, ControlRecord, ControlEvent>(
  { word: 'control', owner: 'Control', life: RETIRABLE },
  { absent, evolve },
);
