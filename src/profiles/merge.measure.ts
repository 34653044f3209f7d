/** The rules of merging two records of a type, and of undoing it; reversible, each half on its own stream. Pure. */
import { RuleViolation } from '../ledger/decider.js';
import type { ProfileFact, ProfileRecord } from './profile.record.js';

/**
 * `Absorb` and `Release` go to the record that goes on, `MergeInto` and `Unmerge` to the one that becomes part of it.
 * A merge writes the first half on the record that goes on, so that no two merges can close a circle: a record is merged only when
 * everything it absorbed is `settled`, which says which of those know that they are part of it.
 */
export type MergeCommand =
  | { readonly type: 'Absorb'; readonly absorbed: string }
  | { readonly type: 'Release'; readonly absorbed: string }
  | { readonly type: 'MergeInto'; readonly target: string; readonly settled: readonly string[] }
  | { readonly type: 'Unmerge'; readonly target: string };

/** Of one record: each of them is in its row, and is read when the record is shown. */
const MAX_MERGED = 200;

export const refuseMerged = ({ mergedInto }: { readonly mergedInto: string | null }, field?: string): void => {
  if (mergedInto !== null)
    throw new RuleViolation('MERGED', 'It is merged into another record. Change that one, or undo the merge first.', field);
};

const absorb = ({ merged, mergedInto }: ProfileRecord<object>, absorbed: string): ProfileFact<never>[] => {
  if (merged.includes(absorbed)) return [];
  if (mergedInto === absorbed)
    throw new RuleViolation('MERGE_CIRCLE', 'That record is merged into this one. Undo that merge first.', 'into');
  refuseMerged({ mergedInto }, 'into');
  if (merged.length >= MAX_MERGED)
    throw new RuleViolation('TOO_MANY_MERGED', `At most ${MAX_MERGED} records are merged into one. Merge into another one.`, 'into');
  return [{ type: 'Absorbed', data: { absorbed } }];
};

const mergeInto = (record: ProfileRecord<object>, target: string, settled: readonly string[]): ProfileFact<never>[] => {
  if (record.mergedInto === target) return [];
  refuseMerged(record);
  if (record.merged.includes(target))
    throw new RuleViolation('MERGE_CIRCLE', 'That record is, or is about to be, merged into this one. Undo that merge first.', 'into');
  if (record.merged.some((id) => !settled.includes(id)))
    throw new RuleViolation('UNFINISHED_MERGE', 'A merge into this record is unfinished. Complete or undo it first.');
  return [{ type: 'MergedInto', data: { target } }];
};

const unmerge = ({ mergedInto }: ProfileRecord<object>, target: string): ProfileFact<never>[] => {
  if (mergedInto === null) return [];
  if (mergedInto !== target) throw new RuleViolation('MERGED_ELSEWHERE', 'It is merged into another record than that.', 'from');
  return [{ type: 'Unmerged', data: { target } }];
};

/** @throws RuleViolation */
export const decideMerge = (record: ProfileRecord<object>, command: MergeCommand): readonly ProfileFact<never>[] => {
  switch (command.type) {
    case 'Absorb':
      return absorb(record, command.absorbed);
    case 'Release':
      return record.merged.includes(command.absorbed) ? [{ type: 'Released', data: { absorbed: command.absorbed } }] : [];
    case 'MergeInto':
      return mergeInto(record, command.target, command.settled);
    case 'Unmerge':
      return unmerge(record, command.target);
  }
};
