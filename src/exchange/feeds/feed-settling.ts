/** Asks servers what became of objects that they had not finished with when they were pushed. */
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Clock } from '../../ledger/clock.js';
import type { Loaded } from '../../ledger/ledger.js';
import { lostStatus, type Settled } from '../remote/pushed.js';
import type { RemoteConnection } from '../remote/remote-connection.js';
import { RemoteFailure } from '../remote/remote-failure.js';
import { connectorOf } from './connectors/registry.js';
import { ChangeFeed } from './feed.commands.js';
import { type FeedPushSettlement, MOST_NAMED } from './feed.events.js';
import { askAgainAt, type FeedExchange, protectionOf } from './feed-exchange.js';
import { pushingOf } from './feed-pushing.js';
import type { FeedRecord } from './feed.record.js';
import type { PendingStatus, SentObjects } from './feed-sent.js';
import { keeperOf } from './feed.subjects.js';

const ASKED_EVERY_MS = 60_000;
/** A server that works on objects for longer has forgotten them. */
const LONGEST_MS = 7 * 86_400_000;

export interface Asked {
  /** Null: nothing is pending any more. */
  readonly askStatusAt: string | null;
  /** The server asked to be left alone until then. */
  readonly askAgainAt: string | null;
}

export class FeedSettling {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    private readonly exchange: FeedExchange,
    private readonly sent: SentObjects,
  ) {}

  /** Under the feed's lock. */
  async settle(feed: Loaded<FeedRecord>): Promise<Asked> {
    const left = await this.sent.pending(feed);
    const place = connectorOf(feed.record).placeOf(feed.record);
    const [here, elsewhere] = [true, false].map((isHere) =>
      left.filter((status) => (status.collection === place && !this.isTooOld(status)) === isHere),
    );
    for (const status of elsewhere) await this.record(feed, status, lostStatus(status));
    if (here.length === 0) return { askStatusAt: null, askAgainAt: null };
    const done = await this.exchange.connected(feed, (connection) => this.ask(feed, here, connection));
    const { isPending, failure } = 'fault' in done ? { isPending: true, failure: null } : done.result;
    const askStatusAt = new Date(this.clock.now().getTime() + ASKED_EVERY_MS).toISOString();
    return { askStatusAt: isPending ? askStatusAt : null, askAgainAt: askAgainAt(failure, this.clock.now()) };
  }

  private async ask(feed: Loaded<FeedRecord>, left: readonly PendingStatus[], connection: RemoteConnection) {
    let isPending = false;
    try {
      for (const status of left) {
        this.exchange.signal.throwIfAborted();
        const settled = await pushingOf(feed.record).settled(status, feed.record, connection);
        if (settled) await this.record(feed, status, settled);
        else isPending = true;
      }
      return { isPending, failure: null };
    } catch (error) {
      if (error instanceof RemoteFailure) return { isPending: true, failure: error };
      throw error;
    }
  }

  private async record(
    feed: Loaded<FeedRecord>,
    status: PendingStatus,
    { succeeded, failed, missing, lost }: Settled,
  ): Promise<void> {
    const { exportId, statusId } = status;
    const at = this.clock.now().toISOString();
    const settlement: FeedPushSettlement = {
      at,
      exportId,
      statusId,
      succeeded,
      failed: missing.length,
      failures: failed.slice(0, MOST_NAMED).map((one) => ({ ...one })),
      lost,
    };
    const context = {
      subject: keeperOf(protectionOf(feed)),
      commandId: `status ${statusId} of export ${exportId}`,
      correlationId: randomUUID(),
    };
    const change = { type: 'RecordSettlement', settlement } as const;
    await this.commands.execute(new ChangeFeed(feed.id, change, { exportId, statusId }, context));
    await this.sent.settle(feed, status, missing, at);
  }

  private isTooOld({ sentAt }: PendingStatus): boolean {
    return this.clock.now().getTime() - Date.parse(sentAt) > LONGEST_MS;
  }
}
