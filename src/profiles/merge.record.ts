/** Records of a type that are one, as the events on the streams of both leave them. */
import type { MergeFacts } from './merge.events.js';
import type { Life } from './profile.record.js';

export type MergeableStatus = 'active' | 'closed' | 'merged';

/** What a record that can be merged has. */
export interface Mergeable {
  readonly status: string;
  /** What it was before it was merged. */
  readonly statusBefore: string | null;
  /** The record that it is part of; null: of none. */
  readonly mergedInto: string | null;
  /** The records that were merged into it. Such a record that does not say so itself is half merged. */
  readonly merged: readonly string[];
}

export const UNMERGED = { statusBefore: null, mergedInto: null, merged: [] } as const;

/** Closed and opened again; merged, it stays as it is. */
export const MERGEABLE: Life<MergeableStatus> = {
  begins: 'active',
  moves: {
    close: { fact: 'Closed', from: ['active'], to: 'closed' },
    reopen: { fact: 'Reopened', from: ['closed'], to: 'active' },
  },
  settled: {
    merged: { code: 'MERGED', message: 'It is merged into another record. Change that one, or undo the merge first.' },
  },
};
export const CLOSING = { Closed: 'Closed', Reopened: 'Reopened' } as const;

/** The folds of the facts, by the end of their name. */
export const mergeFacts = {
  Absorbed: <Record extends Mergeable>(record: Record, { absorbed }: MergeFacts['Absorbed']): Record => ({
    ...record,
    merged: [...record.merged, absorbed],
  }),
  Released: <Record extends Mergeable>(record: Record, { absorbed }: MergeFacts['Released']): Record => ({
    ...record,
    merged: record.merged.filter((id) => id !== absorbed),
  }),
  MergedInto: <Record extends Mergeable>(record: Record, { target }: MergeFacts['MergedInto']): Record => ({
    ...record,
    status: 'merged',
    statusBefore: record.status,
    mergedInto: target,
  }),
  Unmerged: <Record extends Mergeable>(record: Record): Record => ({
    ...record,
    status: record.statusBefore ?? MERGEABLE.begins,
    statusBefore: null,
    mergedInto: null,
  }),
} as const;
