/** When a feed is polled or pushed to: missed times are not made up for, since one exchange brings what they would have. */
import { Cron } from 'croner';
import type { FeedProfile } from './feed.events.js';

type Scheduled = Pick<FeedProfile, 'everySeconds' | 'cron' | 'zone' | 'activeFrom'>;

const timesOf = ({ cron, zone }: Scheduled): Cron => new Cron(cron!, { timezone: zone, mode: '5-part' });

/** @returns the newest time up to `now` at which it is due, UTC ISO 8601; null: none. */
export const lastDue = (feed: Scheduled, now: Date): string | null => {
  const from = Date.parse(feed.activeFrom);
  if (now.getTime() < from) return null;
  if (feed.everySeconds !== null) {
    const step = feed.everySeconds * 1_000;
    return new Date(from + Math.floor((now.getTime() - from) / step) * step).toISOString();
  }
  if (feed.cron === null) return null;
  const due = timesOf(feed).previousRuns(1, new Date(now.getTime() + 1))[0];
  return due && due.getTime() >= from ? due.toISOString() : null;
};

/** @returns the first time after `now` at which it is due, UTC ISO 8601; null: none. */
export const nextDue = (feed: Scheduled, now: Date): string | null => {
  const from = Date.parse(feed.activeFrom);
  if (feed.everySeconds !== null) {
    const last = lastDue(feed, now);
    return last === null ? feed.activeFrom : new Date(Date.parse(last) + feed.everySeconds * 1_000).toISOString();
  }
  if (feed.cron === null) return null;
  return (
    timesOf(feed)
      .nextRun(new Date(Math.max(now.getTime(), from - 1)))
      ?.toISOString() ?? null
  );
};
