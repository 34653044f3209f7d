/** The rules of a watch list. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import type { WatchedRecord, WatchListEvent } from './watch-list.events.js';
import { empty, evolve, watches, type WatchListRecord } from './watch-list.record.js';

/** `by` is the acting actor, `head` the position of the last event of the ledger. */
export type WatchListCommand =
  | { readonly type: 'Watch'; readonly record: WatchedRecord; readonly by: string }
  | { readonly type: 'Unwatch'; readonly record: WatchedRecord }
  | { readonly type: 'MarkSeen'; readonly position: bigint; readonly head: bigint; readonly by: string };

const MAX_WATCHED = 1_000;

export const watchList: Decider<WatchListCommand, WatchListEvent, WatchListRecord> = {
  initial: empty,
  evolve,

  decide(command, list) {
    switch (command.type) {
      case 'Watch':
        if (watches(list, command.record)) return [];
        if (list.watched.length >= MAX_WATCHED)
          throw new RuleViolation(
            'WATCH_LIST_FULL',
            `You watch ${MAX_WATCHED} records, which is the most. Stop watching some first.`,
          );
        return [{ type: 'RecordWatched', data: { ...command.record, owner: command.by } }];
      case 'Unwatch':
        return watches(list, command.record) ? [{ type: 'RecordUnwatched', data: command.record }] : [];
      case 'MarkSeen':
        if (command.position > command.head)
          throw new RuleViolation(
            'NOT_YET_RECORDED',
            'The ledger has not come to this position. Give one that it gave.',
            'position',
          );
        // What was seen stays seen, also when another device marks an older position later.
        return command.position <= BigInt(list.seenPosition ?? -1)
          ? []
          : [{ type: 'WatchListSeen', data: { position: `${command.position}`, owner: command.by } }];
      default:
        return assertNever(command);
    }
  },
};
