/** What an actor watches, on its `watchList-<tenant>.<id>` stream. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, RecordId } from '../ledger/text.js';

/** A record by its stream category and id. */
export const WatchedRecord = z.strictObject({
  type: z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/, 'must be a stream category such as intelReport'),
  id: RecordId,
});
export type WatchedRecord = z.infer<typeof WatchedRecord>;

/** A position of the ledger as digits: JSON numbers do not hold it. */
const PositionText = z.string().regex(/^\d{1,19}$/, 'must be a position that the ledger gave');

export const watchListEvents = defineEvents('watchList', {
  RecordWatched: {
    version: 1,
    label: 'Watched',
    schema: z.strictObject({ ...WatchedRecord.shape, owner: ActorId }),
  },
  RecordUnwatched: { version: 1, label: 'No longer watched', schema: WatchedRecord },
  /** Its owner has seen what was there up to a position. */
  WatchListSeen: { version: 1, label: 'Seen', schema: z.strictObject({ position: PositionText, owner: ActorId }) },
});
export type WatchListEvent = EventOf<typeof watchListEvents>;
