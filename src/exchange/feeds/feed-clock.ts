/** Polls every feed once for each of its times, whichever process looks, however often, and whenever one of them stops. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ledger/clock.js';
import type { Ledger } from '../../ledger/ledger.js';
import { type FeedExchange, protectionOf } from './feed-exchange.js';
import type { FeedPolling } from './feed-polling.js';
import { lastDue } from './feed-schedule.js';
import { keeperOf } from './feed.subjects.js';
import { feedType } from './feed.type.js';
import type { FeedPlace, FeedWork, ScheduledFeed } from './feeds.queries.js';

export interface FeedClockOptions {
  readonly everyMs: number;
  readonly warn: (message: string) => void;
}

export class FeedClock {
  private timer: NodeJS.Timeout | undefined;
  /** By feed: a long poll keeps no other feed waiting. */
  private readonly underWay = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly parts: {
      readonly work: FeedWork;
      readonly exchange: FeedExchange;
      readonly polling: FeedPolling;
      readonly ledger: Ledger;
      readonly clock: Clock;
    },
    private readonly options: FeedClockOptions,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), this.options.everyMs);
    void this.look();
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.parts.exchange.end();
    await Promise.all(this.underWay.values());
  }

  /** Polls what is due now, and waits for it. */
  async look(): Promise<void> {
    if (this.stopped) return;
    const scheduled = await this.parts.work.scheduled().catch((error: unknown) => {
      this.options.warn(`Feeds cannot be looked at: ${messageOf(error)}`);
      return [];
    });
    const now = this.parts.clock.now();
    await Promise.all(scheduled.map((feed) => this.pollWhenDue(feed, now)));
  }

  private async pollWhenDue(feed: ScheduledFeed, now: Date): Promise<void> {
    const due = lastDue(feed.record, now);
    const isDue = due !== null && (feed.seenTo === null || due > feed.seenTo);
    const leftAlone = feed.askAgainAt !== null && feed.askAgainAt > now.toISOString();
    const known = this.underWay.get(feed.id);
    if (known || !isDue || leftAlone || this.stopped) return known;
    const polling = this.poll({ tenantId: feed.protection.tenantId, id: feed.id }, due)
      .catch((error: unknown) => {
        if (!this.stopped) this.options.warn(`Feed ${feed.id} has to wait: ${messageOf(error)}`);
      })
      .finally(() => this.underWay.delete(feed.id));
    this.underWay.set(feed.id, polling);
    return polling;
  }

  private async poll(place: FeedPlace, dueAt: string): Promise<void> {
    const { work, exchange, polling, ledger } = this.parts;
    await exchange.alone(place, async () => {
      const seenTo = await work.seenTo(place);
      const loaded = await ledger.load(feedType, place.tenantId, place.id);
      if ((seenTo !== null && seenTo >= dueAt) || !loaded || loaded.record.status !== 'active') return;
      const feed = { ...loaded, record: loaded.record };
      const subject = keeperOf(protectionOf(feed));
      const context = { subject, commandId: `poll due at ${dueAt}`, correlationId: randomUUID() };
      const { askAgainAt } = await polling.poll(feed, { context, dueAt });
      await work.markSeen(place, dueAt, askAgainAt);
    });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
