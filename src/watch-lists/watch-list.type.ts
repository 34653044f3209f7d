/** The record type of watch lists: one per actor and tenant. */
import { naturalId } from '../ledger/identity.js';
import type { RecordType } from '../ledger/ledger.js';
import { type WatchListCommand, watchList } from './watch-list.decider.js';
import { watchListEvents } from './watch-list.events.js';
import { markingOf, type WatchListRecord } from './watch-list.record.js';

export const watchListType: RecordType<typeof watchListEvents, WatchListCommand, WatchListRecord> = {
  name: 'watch list',
  contracts: watchListEvents,
  decider: watchList,
  markingOf,
};

export const watchListId = ({ tenantId, actorId }: { readonly tenantId: string; readonly actorId: string }): string =>
  naturalId('watch list', tenantId, actorId);
