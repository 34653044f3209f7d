/** The record type of threat actors. */
import type { RecordType } from '../ledger/ledger.js';
import { threatActor, type ThreatActorCommand } from './threat-actor.decider.js';
import { threatActorEvents } from './threat-actor.events.js';
import type { ThreatActor } from './threat-actor.record.js';

export const threatActorType: RecordType<typeof threatActorEvents, ThreatActorCommand, ThreatActor> = {
  name: 'threat actor',
  contracts: threatActorEvents,
  decider: threatActor,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
