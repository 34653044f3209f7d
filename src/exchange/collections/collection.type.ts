/** The record type of collections. */
import type { RecordType } from '../../ledger/ledger.js';
import { collection, type CollectionCommand } from './collection.decider.js';
import { collectionEvents } from './collection.events.js';
import { type Collection, collectionMarking } from './collection.record.js';

export const collectionType: RecordType<typeof collectionEvents, CollectionCommand, Collection> = {
  name: 'collection',
  contracts: collectionEvents,
  decider: collection,
  markingOf: (state) => (state.status === 'absent' ? undefined : collectionMarking(state)),
};
