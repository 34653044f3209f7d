/** The rules that all descriptions with a marking share: making, revising, marking, retiring. Pure. */
import { type Marking, withCreator } from '../access/marking.js';
import { type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields, sameValue } from '../ledger/text.js';
import type { DescribedFacts, RetirementFacts } from './described.events.js';
import type { Absent, DescribedRecord, FactOf, Fold, Retirable } from './described.record.js';

/** Another marking, what is left out stays; `hasReason`: whether the caller gave a reason for it. */
export interface Remark {
  readonly marking: Partial<Marking>;
  readonly hasReason: boolean;
}

/** `by` is the acting actor. */
export type DescribedCommand<Content> =
  | { readonly type: 'Create'; readonly content: Content; readonly marking: Marking; readonly by: string }
  | { readonly type: 'Revise'; readonly changes: Partial<Content>; readonly remark?: Remark };
export type RetirableCommand<Content> = DescribedCommand<Content> | { readonly type: 'Retire' } | { readonly type: 'Restore' };

export interface DescribedRules<Content> {
  /** The slice's name in front of its events: `Campaign`. */
  readonly owner: string;
  /** The field's word for it, as messages use it. */
  readonly name: string;
  /** @throws RuleViolation when a content cannot be. */
  readonly check: (content: Content) => void;
}

/** @throws RuleViolation when there is no such record. */
export const present = <Record>(state: Absent | Record, name: string): Record => {
  if ((state as Absent).status === 'absent') throw new RuleViolation('NOT_FOUND', `There is no such ${name}. Create it first.`);
  return state as Record;
};

export const create = <Content>(
  { content, marking, by }: Extract<DescribedCommand<Content>, { type: 'Create' }>,
  state: { readonly status: string },
  { name, check }: DescribedRules<Content>,
): FactOf<DescribedFacts<Content>>[] => {
  if (state.status !== 'absent')
    throw new RuleViolation('ALREADY_EXISTS', `This ${name} exists already. Revise it, or create one of another id.`);
  check(content);
  return [{ type: 'Created', data: { ...content, marking: withCreator(marking, by), createdBy: by } }];
};

const mark = ({ marking: wanted, hasReason }: Remark, record: DescribedRecord<object>): FactOf<DescribedFacts<never>>[] => {
  const marking = withCreator({ ...record.marking, ...wanted }, record.creator);
  if (sameValue(marking, record.marking)) return [];
  if (!hasReason) throw new RuleViolation('REASON_REQUIRED', 'Say why the marking changes: give a reason.', 'reason');
  return [{ type: 'Marked', data: { marking } }];
};

/** @param refuse throws when the content of the record may not change as it stands; its marking may. */
export const revise = <Content extends object>(
  { changes: wanted, remark }: Extract<DescribedCommand<Content>, { type: 'Revise' }>,
  record: DescribedRecord<Content>,
  { check }: DescribedRules<Content>,
  refuse?: () => void,
): FactOf<DescribedFacts<Content>>[] => {
  const changes = changedFields<Content>(record as Content, wanted);
  if (changes) {
    refuse?.();
    check({ ...record, ...changes });
  }
  return [...(changes ? [{ type: 'Revised' as const, data: { changes } }] : []), ...(remark ? mark(remark, record) : [])];
};

/** A decider whose facts get the owner's name in front. */
export const ownedDecider = <Command, Event extends { readonly type: string; readonly data: unknown }, State>(
  { absent, evolve }: Fold<Event, State>,
  owner: string,
  decide: (command: Command, state: State) => readonly { readonly type: string; readonly data: unknown }[],
): Decider<Command, Event, State> => ({
  initial: absent,
  evolve,
  decide: (command, state) =>
    decide(command, state).map(({ type, data }) => ({ type: `${owner}${type}`, data }) as unknown as Event),
});

/** The decider of a description that is only ever taken out of use and back into it. */
export const retirableDecider = <Content extends object, Event extends { readonly type: string; readonly data: unknown }>(
  fold: Fold<Event, Retirable<Content>>,
  rules: DescribedRules<Content>,
): Decider<RetirableCommand<Content>, Event, Retirable<Content>> =>
  ownedDecider(fold, rules.owner, (command: RetirableCommand<Content>, state) => {
    if (command.type === 'Create') return create(command, state, rules);
    const record = present<Exclude<Retirable<Content>, Absent>>(state, rules.name);
    const retired = record.status === 'retired';
    const facts: readonly FactOf<DescribedFacts<Content> & RetirementFacts>[] =
      command.type === 'Revise'
        ? revise(command, record, rules, () => {
            if (retired) throw new RuleViolation('RETIRED', `The ${rules.name} is retired. Restore it first.`);
          })
        : retired === (command.type === 'Retire')
          ? []
          : [{ type: retired ? 'Restored' : 'Retired', data: {} }];
    return facts;
  });

/** @throws RuleViolation when a period ends before it begins; `end` is the field at fault. */
export const refuseBackwards = <Content extends object>(
  content: Content,
  ...periods: readonly (readonly [keyof Content & string, keyof Content & string])[]
): void => {
  for (const [begin, end] of periods) {
    const [from, to] = [content[begin] as string | null, content[end] as string | null];
    if (from !== null && to !== null && to < from)
      throw new RuleViolation('ENDS_BEFORE_IT_BEGINS', `${end} lies before ${begin}. Give a later ${end}, or an earlier ${begin}.`, end);
  }
};
