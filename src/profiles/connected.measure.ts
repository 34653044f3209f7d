/** The rules of a profiled record that owns links and can be merged. Pure. */
import type { Decider } from '../ledger/decider.js';
import { decideLinks, isLinking, type LinkCommand } from '../links/link.measure.js';
import type { Links } from '../links/link.record.js';
import { decideMerge, isMerging, type MergeCommand } from './merge.measure.js';
import type { Mergeable } from './merge.record.js';
import { decideProfile, type ProfileCommand, type ProfileRules, refuseSettled } from './profile.measure.js';
import type { Absent, AnyProfile } from './profile.record.js';

export type ConnectedCommand<Profile extends object> = ProfileCommand<Profile> | LinkCommand | MergeCommand;

/** The decider of such a record type; merged, it keeps its links as they are. */
export const connectedDecider = <
  Profile extends object,
  Record extends AnyProfile & Links & Mergeable,
  Event extends { readonly type: string; readonly data: unknown },
>(
  rules: ProfileRules<Profile, Record['status']>,
  fold: { readonly absent: Absent | Record; readonly evolve: (state: Absent | Record, event: Event) => Absent | Record },
): Decider<ConnectedCommand<Profile>, Event, Absent | Record> => ({
  initial: fold.absent,
  evolve: fold.evolve,
  decide(command, state) {
    const connects = isMerging(command) || isLinking(command);
    if (state.status === 'absent' || !connects) return decideProfile(rules, command as ProfileCommand<Profile>, state);
    const record = state as Record;
    if (isMerging(command)) return decideMerge(rules.owner, record, command) as unknown as readonly Event[];
    refuseSettled(rules.life, record.status as Record['status']);
    return decideLinks(rules.owner, record.links, command) as unknown as readonly Event[];
  },
});
