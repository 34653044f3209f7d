/** The rules of infrastructure. Pure: no clock, no ids, no I/O. */
import type { Decider } from '../ledger/decider.js';
import { decideLinks, isLinking, type LinkCommand } from '../links/link.measure.js';
import { type ProfileCommand, profileDecider, refuseReversed } from '../profiles/profile.measure.js';
import { RETIRABLE } from '../profiles/profile.record.js';
import type { InfrastructureEvent, InfrastructureProfile } from './infrastructure.events.js';
import { absent, evolve, type Infrastructure, type InfrastructureRecord } from './infrastructure.record.js';

export type InfrastructureCommand = ProfileCommand<InfrastructureProfile> | LinkCommand;

const profile = profileDecider<InfrastructureProfile, InfrastructureRecord, InfrastructureEvent>(
  {
    word: 'infrastructure',
    owner: 'Infrastructure',
    life: RETIRABLE,
    check: ({ firstSeen, lastSeen }) => refuseReversed(firstSeen, lastSeen, 'lastSeen'),
  },
  { absent, evolve },
);

/** Links are those of infrastructure with the infrastructure that it consists of; retired, it keeps them and can have more. */
export const infrastructure: Decider<InfrastructureCommand, InfrastructureEvent, Infrastructure> = {
  ...profile,
  decide: (command, state) =>
    isLinking(command) && state.status !== 'absent'
      ? decideLinks('Infrastructure', state.links, command)
      : profile.decide(command as ProfileCommand<InfrastructureProfile>, state),
};
