/** The record type of feeds. */
import type { RecordType } from '../../ledger/ledger.js';
import { feed, type FeedCommand } from './feed.decider.js';
import { feedEvents } from './feed.events.js';
import type { Feed } from './feed.record.js';

export const feedType: RecordType<typeof feedEvents, FeedCommand, Feed> = {
  name: 'feed',
  contracts: feedEvents,
  decider: feed,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
