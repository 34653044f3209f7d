/** The rules of infrastructure. Pure: no clock, no ids, no I/O. */
import { profileDecider, refuseReversed } from '../profiles/profile.measure.js';
import { RETIRABLE } from '../profiles/profile.record.js';
import type { InfrastructureEvent, InfrastructureProfile } from './infrastructure.events.js';
import { absent, evolve, type InfrastructureRecord } from './infrastructure.record.js';

export const infrastructure = profileDecider<InfrastructureProfile, InfrastructureRecord, InfrastructureEvent>(
  {
    word: 'infrastructure',
    owner: 'Infrastructure',
    life: RETIRABLE,
    check: ({ firstSeen, lastSeen }) => refuseReversed(firstSeen, lastSeen, 'lastSeen'),
  },
  { absent, evolve },
);
