/** Pushes to a feed: what may go to its receiver, recorded before any of it leaves, and what became of it after. */
import type { CommandBus } from '@nestjs/cqrs';
import type { Clock } from '../../ledger/clock.js';
import type { CommandContext, Loaded, Written } from '../../ledger/ledger.js';
import type { EventLog } from '../../ledger/subscription.js';
import type { ExportSelection } from '../stix/export/export.queries.js';
import { ExportStix } from '../stix/export/stix-export.commands.js';
import { type PushedObject, pushObjects, type PushResult } from '../taxii/client/push.js';
import type { Wait } from '../taxii/client/waiting.js';
import { ChangeFeed } from './feed.commands.js';
import { type Fault, type FeedPush, MOST_NAMED } from './feed.events.js';
import { faultOf, type FeedExchange } from './feed-exchange.js';
import type { Feed, FeedRecord } from './feed.record.js';

/** How long the server may work on one envelope while somebody waits. */
const STATUS_WITHIN_MS = 60_000;

const versionOf = (text: string): string | undefined => {
  const { modified, created } = JSON.parse(text) as Record<string, unknown>;
  return [modified, created].find((time): time is string => typeof time === 'string');
};

const NOTHING_SENT: PushResult = {
  envelopes: 0,
  succeeded: 0,
  pending: 0,
  failed: [],
  pendingStatusIds: [],
  failure: null,
};

const outcomeOf = (objects: number, fault: Fault | null, { succeeded, pending, failed }: PushResult): FeedPush['outcome'] => {
  if ((objects > 0 || fault !== null) && succeeded + pending === 0) return 'failed';
  if (fault !== null || failed.length > 0) return 'partial';
  return pending > 0 ? 'pending' : 'complete';
};

export class FeedPushing {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    private readonly exchange: FeedExchange,
    private readonly wait: Wait,
    private readonly log: Pick<EventLog, 'head'>,
  ) {}

  /** Under the feed's lock. @returns the feed with the push, which a failure of the server is too. @throws as {@link ExportStix} does. */
  async push(feed: Loaded<FeedRecord>, selection: ExportSelection, context: CommandContext): Promise<Written<Feed>> {
    const startedAt = this.clock.now().toISOString();
    const { receiver, country, maxTlp, tlpVersion, apiRoot, collectionId } = feed.record;
    const { expectedRevision: _, ...own } = context;
    const to = { organisation: receiver ?? undefined, country: country ?? undefined, maxTlp: maxTlp ?? undefined };
    // What was recorded before somebody asks goes too.
    const atLeast = await this.log.head();
    const { texts, receipt } = await this.commands.execute(new ExportStix({ selection, receiver: to, tlpVersion, atLeast }, own));
    const objects: PushedObject[] = [...texts].map(([id, text]) => ({ id, text, version: versionOf(text) }));
    const done = await this.exchange.connected(feed, (connection) =>
      pushObjects(objects, {
        connection,
        apiRoot,
        collectionId,
        wait: this.wait,
        now: () => this.clock.now(),
        statusWithinMs: STATUS_WITHIN_MS,
        signal: this.exchange.signal,
      }),
    );
    const result = 'fault' in done ? NOTHING_SENT : done.result;
    const fault = 'fault' in done ? done.fault : result.failure && faultOf(result.failure);
    const push: FeedPush = {
      startedAt,
      at: this.clock.now().toISOString(),
      outcome: outcomeOf(objects.length, fault, result),
      exportId: receipt.id,
      objects: objects.length,
      envelopes: result.envelopes,
      succeeded: result.succeeded,
      failed: result.failed.length,
      pending: result.pending,
      failures: result.failed.slice(0, MOST_NAMED).map((one) => ({ ...one })),
      pendingStatusIds: result.pendingStatusIds.slice(0, MOST_NAMED),
      fault,
    };
    return this.commands.execute(new ChangeFeed(feed.id, { type: 'RecordPush', push }, selection, own));
  }
}
