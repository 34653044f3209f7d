/** A profile as its events leave it. The one fold of all profiles: decider, history, projections and answers use it. */
import type { Marking } from '../access/marking.js';
import { assertNever } from '../ledger/decider.js';
import type { LinkEvent } from '../links/link.events.js';
import { linked, type Links, unlinked } from '../links/link.record.js';
import type { MergeFacts } from './merge.events.js';
import type { ProfileFacts } from './profile.events.js';

export type ProfileStatus = 'active' | 'closed' | 'merged';

export type ProfileRecord<Content> = Readonly<Content> &
  Links & {
    readonly status: ProfileStatus;
    readonly marking: Marking;
    readonly creator: string;
    /** The record that it is part of; null: of none. */
    readonly mergedInto: string | null;
    /** The records that were merged into it; while a merge is unfinished, such a record does not yet know. */
    readonly merged: readonly string[];
    /** What it was before it was merged. */
    readonly statusBefore?: 'active' | 'closed';
  };
export type Profile<Content> = { readonly status: 'absent' } | ProfileRecord<Content>;

type Facts<Content> = ProfileFacts<Content, Partial<Content>> & MergeFacts;
/** An event without the owner's name in front. */
export type ProfileFact<Content> =
  { [Type in keyof Facts<Content>]: { readonly type: Type; readonly data: Facts<Content>[Type] } }[keyof Facts<Content>] | LinkEvent<''>;

export interface ProfileFold<Event, Content> {
  readonly absent: Profile<Content>;
  readonly evolve: (profile: Profile<Content>, event: Event) => Profile<Content>;
}

/** @param closing the fields that closing sets and reopening clears. */
export const profileFold = <Content, Event extends { readonly type: string; readonly data: unknown }>(
  owner: string,
  closing: readonly (keyof Content)[],
): ProfileFold<Event, Content> => ({
  absent: { status: 'absent' },
  evolve(profile, event) {
    const fact = { type: event.type.slice(owner.length), data: event.data } as ProfileFact<Content>;
    if (fact.type === 'Created') {
      const { createdBy, ...data } = fact.data;
      return { ...data, status: 'active', creator: createdBy, links: [], mergedInto: null, merged: [] } as never;
    }
    return profile.status === 'absent' ? profile : changed(profile as ProfileRecord<Content>, fact, closing);
  },
});

const changed = <Content>(
  profile: ProfileRecord<Content>,
  fact: Exclude<ProfileFact<Content>, { type: 'Created' }>,
  closing: readonly (keyof Content)[],
): ProfileRecord<Content> => {
  switch (fact.type) {
    case 'Revised':
      return { ...profile, ...fact.data.changes };
    case 'Marked':
      return { ...profile, marking: fact.data.marking };
    case 'Closed':
      return { ...profile, ...fact.data, status: 'closed' };
    case 'Reopened':
      return { ...profile, ...Object.fromEntries(closing.map((field) => [field, null])), status: 'active' };
    case 'Linked':
      return { ...profile, links: linked(profile.links, fact.data.link) };
    case 'Unlinked':
      return { ...profile, links: unlinked(profile.links, fact.data.linkId) };
    case 'Absorbed':
      return { ...profile, merged: [...profile.merged, fact.data.absorbed] };
    case 'Released':
      return { ...profile, merged: profile.merged.filter((id) => id !== fact.data.absorbed) };
    case 'MergedInto':
      return { ...profile, status: 'merged', statusBefore: profile.status, mergedInto: fact.data.target } as never;
    case 'Unmerged': {
      const { statusBefore = 'active', ...rest } = profile;
      return { ...rest, status: statusBefore, mergedInto: null } as never;
    }
    default:
      return assertNever(fact);
  }
};
