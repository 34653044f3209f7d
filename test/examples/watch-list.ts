/** Ana's watch list in the specs. */
import type { WatchListEvent } from '../../src/watch-lists/watch-list.events.js';
import { ana } from './actors.js';

export const loaderReport = { type: 'intelReport', id: '84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3' };
export const watched: WatchListEvent = { type: 'RecordWatched', data: { ...loaderReport, owner: ana } };
export const unwatched: WatchListEvent = { type: 'RecordUnwatched', data: loaderReport };
export const seen: WatchListEvent = { type: 'WatchListSeen', data: { position: '4711', owner: ana } };
