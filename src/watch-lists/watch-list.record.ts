/** An actor's watch list as its events leave it. The one fold: decider, history and answers all use it. */
import type { Marking } from '../access/marking.js';
import { assertNever } from '../ledger/decider.js';
import type { WatchedRecord, WatchListEvent } from './watch-list.events.js';

export interface WatchListRecord {
  /** Actor id; null before its first event. */
  readonly owner: string | null;
  /** In the order in which they were first watched. */
  readonly watched: readonly WatchedRecord[];
  /** Up to where its owner has seen changes, a position in digits. */
  readonly seenPosition: string | null;
}

export const empty: WatchListRecord = { owner: null, watched: [], seenPosition: null };

export const watches = ({ watched }: WatchListRecord, { type, id }: WatchedRecord): boolean =>
  watched.some((record) => record.type === type && record.id === id);

/** What somebody watches is nobody else's business. */
export const markingOf = ({ owner }: WatchListRecord): Marking | undefined =>
  owner === null
    ? undefined
    : {
        secrecyLevel: 'UNCLASSIFIED',
        tlp: 'RED',
        organisations: [],
        releasableTo: [],
        notReleasableTo: [],
        recipients: [owner],
      };

export const evolve = (list: WatchListRecord, event: WatchListEvent): WatchListRecord => {
  switch (event.type) {
    case 'RecordWatched': {
      const { owner, ...record } = event.data;
      return { ...list, owner, watched: watches(list, record) ? list.watched : [...list.watched, record] };
    }
    case 'RecordUnwatched': {
      const { type, id } = event.data;
      return { ...list, watched: list.watched.filter((record) => record.type !== type || record.id !== id) };
    }
    case 'WatchListSeen':
      return { ...list, owner: event.data.owner, seenPosition: event.data.position };
    default:
      return assertNever(event);
  }
};
