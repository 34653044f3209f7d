/** The rules of a profiled record, for the decider of every type. Pure. */
import { type Marking, withCreator } from '../access/marking.js';
import { type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields, sameValue } from '../ledger/text.js';
import { decideImport, type ImportProfile } from './profile-import.measure.js';
import type { Absent, AnyProfile, Life } from './profile.record.js';

/** Another marking, what is left out stays; `hasReason`: whether the caller gave a reason for it. */
export interface Remark {
  readonly marking: Partial<Marking>;
  readonly hasReason: boolean;
}

/** `by` is the acting actor. */
export type ProfileCommand<Profile extends object> =
  | { readonly type: 'Create'; readonly profile: Profile; readonly marking: Marking; readonly by: string }
  | { readonly type: 'Revise'; readonly changes: Partial<Profile>; readonly remark?: Remark }
  /** `data`: fields that change with the status, where the fact has any. */
  | { readonly type: 'Move'; readonly verb: string; readonly data?: Partial<Profile> }
  /** `ended`: what becomes of the record of an object that its creator revoked. */
  | (ImportProfile<Profile> & { readonly ended?: { readonly verb: string; readonly data?: Partial<Profile> } });

interface Fact {
  readonly type: string;
  readonly data: unknown;
}

/** What a record type adds to the rules that all share. */
export interface ProfileRules<Profile extends object, Status extends string> {
  /** The field's word for it: "target". */
  readonly word: string;
  /** The first word of the names of its events. */
  readonly owner: string;
  readonly life: Life<Status>;
  /** Refuses a profile whose fields do not go together. @throws RuleViolation */
  readonly check?: (profile: Profile) => void;
}

/** @throws RuleViolation INVALID_INPUT when a period ends before it begins; null: open on that side. */
export const refuseReversed = (begin: string | null, end: string | null, field: string): void => {
  if (begin !== null && end !== null && end < begin)
    throw new RuleViolation(
      'INVALID_INPUT',
      `${field} lies before the begin. Give a later one, or an earlier begin.`,
      `input.${field}`,
    );
};

/** @throws RuleViolation when a record of this status stays as it is. */
export const refuseSettled = <Status extends string>({ settled }: Life<Status>, status: Status): void => {
  const rule = settled[status];
  if (rule) throw new RuleViolation(rule.code, rule.message);
};

/** What another marking of a record leads to; the event is of its own contracts. @throws RuleViolation REASON_REQUIRED */
export const decideMark = (owner: string, { marking: wanted, hasReason }: Remark, record: AnyProfile): Fact[] => {
  const marking = withCreator({ ...record.marking, ...wanted }, record.creator);
  if (sameValue(marking, record.marking)) return [];
  if (!hasReason) throw new RuleViolation('REASON_REQUIRED', 'Say why the marking changes: give a reason.', 'reason');
  return [{ type: `${owner}Marked`, data: { marking } }];
};

const move = <Profile extends object, Status extends string>(
  { owner, life, check }: ProfileRules<Profile, Status>,
  { verb, data = {} }: { readonly verb: string; readonly data?: Partial<Profile> },
  record: AnyProfile & Profile,
): Fact[] => {
  const status = record.status as Status;
  const { fact, from, to } = life.moves[verb];
  if (status === to) return [];
  if (!from.includes(status)) {
    refuseSettled(life, status);
    const needed = from.join(' or ');
    throw new RuleViolation(
      'WRONG_STATUS',
      `To ${verb} it, it has to be ${needed.replaceAll('_', ' ')}; it is ${status.replaceAll('_', ' ')}.`,
    );
  }
  check?.({ ...record, ...data });
  return [{ type: `${owner}${fact}`, data }];
};

/** A settled record can still be marked. */
const revise = <Profile extends object, Status extends string>(
  { owner, life, check }: ProfileRules<Profile, Status>,
  { changes, remark }: { readonly changes: Partial<Profile>; readonly remark?: Remark },
  record: AnyProfile & Profile,
): Fact[] => {
  const changed = changedFields<Profile>(record, changes);
  if (changed) {
    refuseSettled(life, record.status as Status);
    check?.({ ...record, ...changed });
  }
  return [
    ...(changed ? [{ type: `${owner}Revised`, data: { changes: changed } }] : []),
    ...(remark ? decideMark(owner, remark, record) : []),
  ];
};

const importProfile = <Profile extends object, Status extends string>(
  { owner, word, life, check }: ProfileRules<Profile, Status>,
  command: Extract<ProfileCommand<Profile>, { type: 'Import' }>,
  existing: (AnyProfile & Profile) | undefined,
): Fact[] => {
  const imported = decideImport(word, command, existing);
  if (!imported) return [];
  const status = (existing?.status ?? life.begins) as Status;
  refuseSettled(life, status);
  check?.(imported.profile);
  const move = command.stix.revoked && command.ended ? life.moves[command.ended.verb] : undefined;
  return [
    { type: `${owner}Imported`, data: imported },
    ...(move?.from.includes(status) ? [{ type: `${owner}${move.fact}`, data: command.ended?.data ?? {} }] : []),
  ];
};

/** What a command leads to on a record; the events are of its own contracts. @throws RuleViolation */
export const decideProfile = <Profile extends object, Status extends string, Event extends Fact>(
  rules: ProfileRules<Profile, Status>,
  command: ProfileCommand<Profile>,
  state: Absent | AnyProfile,
): readonly Event[] => {
  const { owner, word, check } = rules;
  const decided = (): Fact[] => {
    if (command.type === 'Create') {
      if (state.status !== 'absent')
        throw new RuleViolation('ALREADY_EXISTS', `This ${word} exists already. Revise it, or create another.`);
      const { profile, marking, by } = command;
      check?.(profile);
      return [{ type: `${owner}Created`, data: { profile, marking: withCreator(marking, by), createdBy: by } }];
    }
    const record = state as AnyProfile & Profile;
    if (command.type === 'Import') return importProfile(rules, command, state.status === 'absent' ? undefined : record);
    if (state.status === 'absent') throw new RuleViolation('NOT_FOUND', `There is no such ${word}. Create it first.`);
    return command.type === 'Revise' ? revise(rules, command, record) : move(rules, command, record);
  };
  return decided() as unknown as readonly Event[];
};

/** The decider of a record type that has no rules but these. */
export const profileDecider = <Profile extends object, Record extends AnyProfile, Event extends Fact>(
  rules: ProfileRules<Profile, Record['status']>,
  fold: { readonly absent: Absent | Record; readonly evolve: (state: Absent | Record, event: Event) => Absent | Record },
): Decider<ProfileCommand<Profile>, Event, Absent | Record> => ({
  initial: fold.absent,
  evolve: fold.evolve,
  decide: (command, state) => decideProfile(rules, command, state),
});
