/** What receivers are told of a feed as it is now. */
import { feedHealth } from '../exchange/feeds/feed.measure.js';
import type { FeedRecord } from '../exchange/feeds/feed.record.js';
import type { AboutFeed } from './delivery.events.js';

/** Of a feed that turns red again so soon after it worked again, receivers are told when this time is over, if it is red still. */
export const CALM_MS = 3_600_000;

type Told<About> = About extends unknown ? Omit<About, 'feedId' | 'turn' | 'noticedAt'> : never;
export type FeedAlert = Told<AboutFeed>;

/**
 * @param now UTC, ISO 8601 with milliseconds.
 * @returns undefined of a feed that is red no longer and does not work either: it is paused or retired, or was never polled, or failed once.
 */
export const feedAlert = (feed: FeedRecord, now: string): FeedAlert | undefined => {
  const { state, red, reason } = feedHealth(feed, now);
  if (red && reason !== null) return { kind: 'feed_unhealthy', health: state === 'silent' ? state : 'failing', reason };
  return state === 'ok' ? { kind: 'feed_recovered' } : undefined;
};
