/** Folds feeds into a board. */
import { feedEvents } from '../../src/exchange/feeds/feed.events.js';
import * as feed from '../../src/exchange/feeds/feed.record.js';
import type { Projection } from '../runtime/projection.js';
import { ownMarking, recordBoard } from '../runtime/record-board.js';
import { FeedsRemarkRow, FeedStateRow } from './feeds.entity.js';

const feedBoard = recordBoard<typeof feedEvents, feed.FeedRecord, FeedStateRow>({
  from: feedEvents,
  table: FeedStateRow,
  fold: feed,
  markingOf: ownMarking,
  columns: ({ name, status, direction }) => ({ name, status, direction }),
});

export const feeds: Projection = {
  name: 'feeds',
  version: 3,
  boards: [feedBoard],
  remarks: FeedsRemarkRow,
};
