/** Polls or pushes to every feed once for each of its times, and sees to what is left of pushes, whichever process looks, however often, and whenever one of them stops. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ledger/clock.js';
import type { Ledger } from '../../ledger/ledger.js';
import { type FeedExchange, protectionOf } from './feed-exchange.js';
import type { FeedPolling } from './feed-polling.js';
import type { FeedPushing } from './feed-pushing.js';
import type { Loaded } from '../../ledger/ledger.js';
import type { FeedRecord } from './feed.record.js';
import { lastDue } from './feed-schedule.js';
import type { FeedSettling } from './feed-settling.js';
import { keeperOf } from './feed.subjects.js';
import { feedType } from './feed.type.js';
import type { FeedPlace, FeedWork, ScheduledFeed } from './feeds.queries.js';

export interface FeedClockOptions {
  readonly everyMs: number;
  readonly warn: (message: string) => void;
}

export class FeedClock {
  private timer: NodeJS.Timeout | undefined;
  /** By feed: a long exchange keeps no other feed waiting. */
  private readonly underWay = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly parts: {
      readonly work: FeedWork;
      readonly exchange: FeedExchange;
      readonly polling: FeedPolling;
      readonly pushing: FeedPushing;
      readonly settling: FeedSettling;
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

  /** Does what is due now, and waits for it. */
  async look(): Promise<void> {
    if (this.stopped) return;
    const scheduled = await this.parts.work.scheduled().catch((error: unknown) => {
      this.options.warn(`Feeds cannot be looked at: ${messageOf(error)}`);
      return [];
    });
    const now = this.parts.clock.now();
    await Promise.all(scheduled.map((feed) => this.workWhenDue(feed, now)));
  }

  private async workWhenDue(feed: ScheduledFeed, now: Date): Promise<void> {
    const known = this.underWay.get(feed.id);
    const [due, time] = [lastDue(feed.record, now), now.toISOString()];
    const dueAt = due !== null && (feed.seenTo === null || due > feed.seenTo) ? due : null;
    const isPending = feed.isUnfinished && (feed.askStatusAt === null || feed.askStatusAt <= time);
    const leftAlone = feed.askAgainAt !== null && feed.askAgainAt > time;
    if (known || (dueAt === null && !isPending) || leftAlone || this.stopped) return known;
    const working = this.work({ tenantId: feed.protection.tenantId, id: feed.id }, dueAt)
      .catch((error: unknown) => {
        if (!this.stopped) this.options.warn(`Feed ${feed.id} has to wait: ${messageOf(error)}`);
      })
      .finally(() => this.underWay.delete(feed.id));
    this.underWay.set(feed.id, working);
    return working;
  }

  /** @param dueAt null: there is only something left to see to. */
  private async work(place: FeedPlace, dueAt: string | null): Promise<void> {
    const { work, exchange } = this.parts;
    await exchange.alone(place, async () => {
      const feed = await this.active(place);
      if (!feed || (feed.record.direction === 'push' && (await this.finish(feed)))) return;
      const seenTo = await work.seenTo(place);
      if (dueAt === null || (seenTo !== null && seenTo >= dueAt)) return;
      const { askAgainAt } = await (feed.record.direction === 'pull' ? this.poll(feed, dueAt) : this.push(place, dueAt));
      await work.markSeen(place, dueAt, askAgainAt);
    });
  }

  private poll(feed: Loaded<FeedRecord>, dueAt: string) {
    const subject = keeperOf(protectionOf(feed));
    const context = { subject, commandId: `poll due at ${dueAt}`, correlationId: randomUUID() };
    return this.parts.polling.poll(feed, { context, dueAt });
  }

  private async push(place: FeedPlace, dueAt: string): Promise<{ readonly askAgainAt: string | null }> {
    // As what was left of its last push has made it.
    const feed = await this.active(place);
    return feed ? this.parts.pushing.pushDue(feed, dueAt) : { askAgainAt: null };
  }

  /** @returns whether the server asked to be left alone. */
  private async finish(feed: Loaded<FeedRecord>): Promise<boolean> {
    const { work, pushing, settling } = this.parts;
    await pushing.recordBrokenOff(feed);
    const asked = await settling.settle(feed);
    await work.markAsked(feed, asked);
    return asked.askAgainAt !== null;
  }

  private async active({ tenantId, id }: FeedPlace): Promise<Loaded<FeedRecord> | undefined> {
    const loaded = await this.parts.ledger.load(feedType, tenantId, id);
    return loaded?.record.status === 'active' ? { ...loaded, record: loaded.record } : undefined;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
