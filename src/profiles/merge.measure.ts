/** The rules of merging two records of a type, and of undoing it; reversible, each half on its own stream. Pure. */
import { RuleViolation } from '../ledger/decider.js';
import type { MergeEvent } from './merge.events.js';
import { MERGEABLE, type Mergeable } from './merge.record.js';
import { refuseSettled } from './profile.measure.js';

/**
 * `Absorb` and `Release` go to the record that goes on, `MergeInto` and `Unmerge` to the one that becomes part of it.
 * A merge first writes the half on the record that goes on, and a record is merged only when everything that it absorbed is `settled`
 * (says itself that it is merged into this one): so merges that race never close a circle.
 */
export type MergeCommand =
  | { readonly type: 'Absorb'; readonly absorbed: string }
  | { readonly type: 'Release'; readonly absorbed: string }
  | { readonly type: 'MergeInto'; readonly target: string; readonly settled: readonly string[] }
  | { readonly type: 'Unmerge'; readonly target: string };

/** Of one record: each of them is in its row, and is read when the record is shown. */
const MAX_MERGED = 200;

const MERGING: ReadonlySet<string> = new Set<MergeCommand['type']>(['Absorb', 'Release', 'MergeInto', 'Unmerge']);
export const isMerging = (command: { readonly type: string }): command is MergeCommand => MERGING.has(command.type);

const refuseAbsorbing = ({ merged, mergedInto, status }: Mergeable, absorbed: string): void => {
  if (mergedInto === absorbed)
    throw new RuleViolation('MERGE_CIRCLE', 'That record is merged into this one. Undo that merge first.', 'input.into');
  if (status === 'merged')
    throw new RuleViolation('MERGED', 'That record is merged into another one. Merge into that one.', 'input.into');
  if (merged.length >= MAX_MERGED)
    throw new RuleViolation('TOO_MANY_MERGED', `At most ${MAX_MERGED} records are merged into one.`, 'input.into');
};

const refuseMerging = (record: Mergeable, target: string, settled: readonly string[]): void => {
  refuseSettled<string>(MERGEABLE, record.status);
  if (record.merged.includes(target))
    throw new RuleViolation('MERGE_CIRCLE', 'A merge of that record into this one was begun. Undo it first.', 'input.into');
  if (record.merged.some((id) => !settled.includes(id)))
    throw new RuleViolation('UNFINISHED_MERGE', 'A merge into this record is unfinished. Complete or undo it first.');
};

const refuseUnmerging = ({ mergedInto }: Mergeable, target: string): void => {
  if (mergedInto !== target)
    throw new RuleViolation('MERGED_ELSEWHERE', 'It is merged into another record than that.', 'input.from');
};

/** What a merge command leads to on one of the two records. @throws RuleViolation */
export const decideMerge = <Owner extends string>(
  owner: Owner,
  record: Mergeable,
  command: MergeCommand,
): readonly MergeEvent<Owner>[] => {
  switch (command.type) {
    case 'Absorb':
      if (record.merged.includes(command.absorbed)) return [];
      refuseAbsorbing(record, command.absorbed);
      return [{ type: `${owner}Absorbed`, data: { absorbed: command.absorbed } }];
    case 'Release':
      if (!record.merged.includes(command.absorbed)) return [];
      return [{ type: `${owner}Released`, data: { absorbed: command.absorbed } }];
    case 'MergeInto':
      if (record.mergedInto === command.target) return [];
      refuseMerging(record, command.target, command.settled);
      return [{ type: `${owner}MergedInto`, data: { target: command.target } }];
    case 'Unmerge':
      if (record.mergedInto === null) return [];
      refuseUnmerging(record, command.target);
      return [{ type: `${owner}Unmerged`, data: { target: command.target } }];
  }
};
