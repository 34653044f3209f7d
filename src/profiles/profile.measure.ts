/** The rules that all profiles share; a slice adds what its own content must satisfy. Pure. */
import { type Marking, withCreator } from '../access/marking.js';
import { type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields, sameValue } from '../ledger/text.js';
import { decideLinks, type LinkCommand } from '../links/link.measure.js';
import { decideMerge, type MergeCommand, refuseMerged } from './merge.measure.js';
import type { Profile, ProfileFact, ProfileFold, ProfileRecord } from './profile.record.js';

/** Another marking, what is left out stays; `hasReason`: whether the caller gave a reason for it. */
export interface Remark {
  readonly marking: Partial<Marking>;
  readonly hasReason: boolean;
}

/** What may be asked of every profile. `by` is the acting actor, `closing` what closing sets. */
export type ProfileCommand<Content> =
  | { readonly type: 'Create'; readonly content: Content; readonly marking: Marking; readonly by: string }
  | { readonly type: 'Revise'; readonly changes: Partial<Content>; readonly remark?: Remark }
  | { readonly type: 'Close'; readonly closing: Partial<Content> }
  | { readonly type: 'Reopen' }
  | LinkCommand
  | MergeCommand;

export interface ProfileRules<Content> {
  /** The slice's name in front of its events: `Campaign`. */
  readonly owner: string;
  /** The field's word for it, as messages use it. */
  readonly name: string;
  /** @throws RuleViolation when a content cannot be. */
  readonly check: (content: Content) => void;
}

const mark = <Content>({ marking: wanted, hasReason }: Remark, profile: ProfileRecord<Content>): ProfileFact<Content>[] => {
  const marking = withCreator({ ...profile.marking, ...wanted }, profile.creator);
  if (sameValue(marking, profile.marking)) return [];
  if (!hasReason) throw new RuleViolation('REASON_REQUIRED', 'Say why the marking changes: give a reason.', 'reason');
  return [{ type: 'Marked', data: { marking } }];
};

const revise = <Content extends object>(
  { changes: wanted, remark }: Extract<ProfileCommand<Content>, { type: 'Revise' }>,
  profile: ProfileRecord<Content>,
  check: (content: Content) => void,
): ProfileFact<Content>[] => {
  const changes = changedFields<Content>(profile as Content, wanted);
  if (changes) check({ ...profile, ...changes });
  return [...(changes ? [{ type: 'Revised' as const, data: { changes } }] : []), ...(remark ? mark(remark, profile) : [])];
};

const MERGING: ReadonlySet<string> = new Set<MergeCommand['type']>(['Absorb', 'Release', 'MergeInto', 'Unmerge']);
const isMerging = (command: { readonly type: string }): command is MergeCommand => MERGING.has(command.type);

const change = <Content extends object>(
  command: Exclude<ProfileCommand<Content>, { type: 'Create' }>,
  profile: ProfileRecord<Content>,
  check: (content: Content) => void,
): readonly ProfileFact<Content>[] => {
  if (isMerging(command)) return decideMerge(profile, command) as readonly ProfileFact<Content>[];
  refuseMerged(profile);
  switch (command.type) {
    case 'Revise':
      return revise(command, profile, check);
    case 'Close':
      if (profile.status === 'closed') return [];
      check({ ...profile, ...command.closing });
      return [{ type: 'Closed', data: command.closing }];
    case 'Reopen':
      return profile.status === 'active' ? [] : [{ type: 'Reopened', data: {} }];
    case 'Link':
    case 'Unlink':
      return decideLinks('', profile.links, command);
  }
};

/** The decider of a profile; its events carry the owner's name in front. */
export const profileDecider = <Content extends object, Event extends { readonly type: string; readonly data: unknown }>(
  { absent, evolve }: ProfileFold<Event, Content>,
  { owner, name, check }: ProfileRules<Content>,
): Decider<ProfileCommand<Content>, Event, Profile<Content>> => {
  const decided = (command: ProfileCommand<Content>, profile: Profile<Content>): readonly ProfileFact<Content>[] => {
    if (command.type === 'Create') {
      if (profile.status !== 'absent')
        throw new RuleViolation('ALREADY_EXISTS', `This ${name} exists already. Revise it, or create one of another id.`);
      const { content, marking, by } = command;
      check(content);
      return [{ type: 'Created', data: { ...content, marking: withCreator(marking, by), createdBy: by } }];
    }
    if (profile.status === 'absent') throw new RuleViolation('NOT_FOUND', `There is no such ${name}. Create it first.`);
    return change(command, profile as ProfileRecord<Content>, check);
  };
  return {
    initial: absent,
    evolve,
    decide: (command, profile) =>
      decided(command, profile).map(({ type, data }) => ({ type: `${owner}${type}`, data }) as unknown as Event),
  };
};

/** @throws RuleViolation when a period ends before it begins; `end` is the field at fault. */
export const refuseBackwards = <Content extends object>(content: Content, ...periods: readonly (readonly [keyof Content & string, keyof Content & string])[]): void => {
  for (const [begin, end] of periods) {
    const [from, to] = [content[begin] as string | null, content[end] as string | null];
    if (from !== null && to !== null && to < from)
      throw new RuleViolation('ENDS_BEFORE_IT_BEGINS', `${end} lies before ${begin}. Give a later ${end}, or an earlier ${begin}.`, end);
  }
};
