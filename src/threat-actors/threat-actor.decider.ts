/** The rules of a threat actor. Pure: no clock, no ids, no I/O. */
import { type ProfileCommand, profileDecider, refuseBackwards } from '../profiles/profile.measure.js';
import type { ThreatActorContent } from './threat-actor.events.js';
import { threatActorFold } from './threat-actor.record.js';

export type ThreatActorCommand = ProfileCommand<ThreatActorContent>;

export const threatActor = profileDecider(threatActorFold, {
  owner: 'ThreatActor',
  name: 'threat actor',
  check: (content) => refuseBackwards(content, ['firstSeen', 'lastSeen']),
});
