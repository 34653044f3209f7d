/** Tells of feeds: judged once more by their own streams before anything is planned or sent. */
import { feedType } from '../exchange/feeds/feed.type.js';
import type { FeedRecord } from '../exchange/feeds/feed.record.js';
import type { Clock } from '../ledger/clock.js';
import type { Ledger, Loaded } from '../ledger/ledger.js';
import type { AboutFeed } from './delivery.events.js';
import { deliveryIdOf } from './delivery.id.js';
import type { DeliveryRecord } from './delivery.record.js';
import { deliveryType } from './delivery.type.js';
import type { UntoldFeed } from './distribution.queries.js';
import { feedAlert } from './feed-alert.measure.js';
import { feedMessage } from './feed.message.js';
import { type Matter, protectionOf } from './matter.js';

export class FeedTelling {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly instanceKey: Buffer,
  ) {}

  /** @returns undefined when it is not so, or no longer. */
  async planned(tenantId: string, { feedId, turn, kind }: UntoldFeed): Promise<AboutFeed | undefined> {
    const noticedAt = this.now();
    const feed = await this.feed(tenantId, feedId);
    const alert = feed && feedAlert(feed.record, noticedAt);
    return alert?.kind === kind ? { ...alert, feedId, turn, noticedAt } : undefined;
  }

  async matter(tenantId: string, about: AboutFeed): Promise<Matter | undefined> {
    const feed = await this.feed(tenantId, about.feedId);
    if (!feed) return undefined;
    return {
      protection: protectionOf(feed),
      overtaken: (delivery) => this.overtaken(feed, about, delivery),
      message: () => Promise.resolve(feedMessage(feed, about)),
    };
  }

  /** Nobody hears that a feed is red when it is no longer, nor that it works again who did not hear that it was red. */
  private async overtaken(
    { record }: Loaded<FeedRecord>,
    about: AboutFeed,
    { tenantId, record: { receiverId, status } }: Loaded<DeliveryRecord>,
  ): Promise<string | undefined> {
    if (about.kind === 'feed_unhealthy') {
      // What may have been sent is sent again, so that it is known to have been.
      const isRed = feedAlert(record, this.now())?.kind === about.kind;
      return isRed || status === 'sending' ? undefined : 'no-longer-unhealthy';
    }
    const before = deliveryIdOf(this.instanceKey, { tenantId, receiverId, about: { ...about, kind: 'feed_unhealthy' } });
    const told = (await this.ledger.load(deliveryType, tenantId, before))?.record;
    return told?.status === 'succeeded' ? undefined : 'not-told-before';
  }

  private async feed(tenantId: string, id: string): Promise<Loaded<FeedRecord> | undefined> {
    const loaded = await this.ledger.load(feedType, tenantId, id);
    return loaded && loaded.record.status !== 'absent' ? { ...loaded, record: loaded.record } : undefined;
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}
