/** The rules of a threat actor. Pure: no clock, no ids, no I/O. */
import type { Decider } from '../ledger/decider.js';
import { connectedDecider, type ConnectedCommand } from '../profiles/connected.measure.js';
import { MERGEABLE } from '../profiles/merge.record.js';
import { refuseReversed } from '../profiles/profile.measure.js';
import type { ThreatActorEvent, ThreatActorProfile } from './threat-actor.events.js';
import { absent, evolve, type ThreatActor, type ThreatActorRecord } from './threat-actor.record.js';

export type ThreatActorCommand = ConnectedCommand<ThreatActorProfile>;

export const threatActor: Decider<ThreatActorCommand, ThreatActorEvent, ThreatActor> = connectedDecider<
  ThreatActorProfile,
  ThreatActorRecord,
  ThreatActorEvent
>(
  {
    word: 'threat actor',
    owner: 'ThreatActor',
    life: MERGEABLE,
    check: ({ firstSeen, lastSeen }) => {
      refuseReversed(firstSeen, lastSeen, 'lastSeen');
    },
  },
  { absent, evolve },
);
