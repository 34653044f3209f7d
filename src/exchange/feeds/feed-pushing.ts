/** Pushes to a feed: what may go to its receiver, recorded before any of it leaves, and what became of it after. */
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Clock } from '../../ledger/clock.js';
import type { CommandContext, Loaded, Written } from '../../ledger/ledger.js';
import type { EventLog } from '../../ledger/subscription.js';
import type { ExportSelection } from '../stix/export/export.queries.js';
import { ExportNews, type ExportRequest, ExportStix, type StixExported } from '../stix/export/stix-export.commands.js';
import type { PushAnswer, PushedObject, PushResult } from '../remote/pushed.js';
import type { RemoteFailure } from '../remote/remote-failure.js';
import type { Wait } from '../remote/waiting.js';
import type { PushConnector } from './connectors/connector.js';
import { connectorOf } from './connectors/registry.js';
import { ChangeFeed } from './feed.commands.js';
import { type FeedPush, MOST_NAMED } from './feed.events.js';
import { askAgainAt, faultOf, type FeedExchange, protectionOf } from './feed-exchange.js';
import { FAILURES_UNTIL_RED, saysNothingNew } from './feed.measure.js';
import { type Feed, type FeedRecord, pushOutcome } from './feed.record.js';
import type { SentObjects } from './feed-sent.js';
import { keeperOf, senderOf } from './feed.subjects.js';

/** How long the server may work on one envelope while somebody waits. */
const STATUS_WITHIN_MS = 60_000;

const placeOf = (feed: FeedRecord): string => connectorOf(feed).placeOf(feed);

/** @throws Error for a feed whose rules let it push nothing. */
export const pushingOf = (feed: FeedRecord): PushConnector => {
  const { push } = connectorOf(feed);
  if (!push) throw new Error(`nothing is sent over ${feed.connector}`);
  return push;
};

const pushedObject = (id: string, text: string): PushedObject => {
  const { modified, created } = JSON.parse(text) as Record<string, unknown>;
  return { id, text, version: [modified, created].find((time): time is string => typeof time === 'string') };
};

const NOTHING_SENT: PushResult = {
  envelopes: 0,
  succeeded: 0,
  pending: 0,
  failed: [],
  pendingStatusIds: [],
  failure: null,
};

/** What a push is recorded as. */
interface Recording {
  readonly dueAt: string | null;
  readonly startedAt: string;
  /** By which a repeated key is compared. */
  readonly request: object;
  readonly context: CommandContext;
}

export class FeedPushing {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    private readonly exchange: FeedExchange,
    private readonly wait: Wait,
    private readonly log: Pick<EventLog, 'head'>,
    private readonly sent: SentObjects,
  ) {}

  /**
   * Sends what somebody asks for, also what was sent before. Under the feed's lock.
   * @returns the feed with the push, which a failure of the server is too. @throws as {@link ExportStix} does.
   */
  async push(feed: Loaded<FeedRecord>, selection: ExportSelection, context: CommandContext): Promise<Written<Feed>> {
    const startedAt = this.now();
    const { expectedRevision: _, ...own } = context;
    const exported = await this.commands.execute(new ExportStix(await this.exportOf(feed, selection), own));
    return this.send(feed, exported, { dueAt: null, startedAt, request: selection, context: own });
  }

  /**
   * Sends what its collection was not sent yet. Under the feed's lock; when there is nothing, or a red feed fails as it did, nothing is recorded.
   * @param dueAt the time of its schedule.
   * @throws as {@link ExportStix} does.
   */
  async pushDue(feed: Loaded<FeedRecord>, dueAt: string): Promise<Pick<FeedPush, 'askAgainAt'>> {
    const startedAt = this.now();
    const refusal = feed.record.failures >= FAILURES_UNTIL_RED ? await this.refusalOf(feed) : undefined;
    if (refusal) return refusal;
    const { stixTypes } = feed.record;
    const known = await this.sent.known(feed, placeOf(feed.record), this.clock.now());
    const ids = { commandId: randomUUID(), correlationId: randomUUID() };
    const exported = await this.commands.execute(
      new ExportNews(
        await this.exportOf(feed, stixTypes.length === 0 ? {} : { types: stixTypes }),
        (id, text) => known(pushedObject(id, text)),
        { ...ids, subject: senderOf(protectionOf(feed)) },
      ),
    );
    if (!exported) return { askAgainAt: null };
    const context = { ...ids, subject: keeperOf(protectionOf(feed)), commandId: pushCommand(exported.receipt.id) };
    const { loaded } = await this.send(feed, exported, { dueAt, startedAt, request: { exportId: exported.receipt.id }, context });
    return { askAgainAt: loaded.record.status === 'absent' ? null : (loaded.record.lastPush?.askAgainAt ?? null) };
  }

  /** Records pushes that ended with their process: what the server has of them stays there, the rest is sent by the next one. */
  async recordBrokenOff(feed: Loaded<FeedRecord>): Promise<void> {
    for (const { exportId, objects, startedAt, dueAt } of await this.sent.underWay(feed)) {
      // It ended after its event.
      if (feed.record.lastPush?.exportId === exportId) {
        await this.sent.end(feed, exportId);
        continue;
      }
      const { envelopes, stored, refused, pending, pendingStatusIds } = await this.sent.soFar(feed, exportId);
      const fault = stored + refused + pending < objects ? BROKEN_OFF : null;
      const came = { objects, succeeded: stored, pending, failed: refused, fault };
      const push: FeedPush = {
        ...came,
        startedAt,
        at: this.now(),
        dueAt,
        outcome: pushOutcome(came),
        exportId,
        envelopes,
        failures: [],
        pendingStatusIds: pendingStatusIds.slice(0, MOST_NAMED),
        askAgainAt: null,
      };
      const context = { subject: keeperOf(protectionOf(feed)), commandId: pushCommand(exportId), correlationId: randomUUID() };
      await this.commands.execute(new ChangeFeed(feed.id, { type: 'RecordPush', push }, { exportId }, context));
      await this.sent.end(feed, exportId);
    }
  }

  private async exportOf({ record }: Loaded<FeedRecord>, selection: ExportSelection): Promise<ExportRequest> {
    const { receiver, country, maxTlp, tlpVersion } = record;
    const to = { organisation: receiver ?? undefined, country: country ?? undefined, maxTlp: maxTlp ?? undefined };
    // What was recorded before the push goes too.
    return { selection, receiver: to, tlpVersion, atLeast: await this.log.head() };
  }

  private async send(
    feed: Loaded<FeedRecord>,
    { texts, receipt }: StixExported,
    { dueAt, startedAt, request, context }: Recording,
  ): Promise<Written<Feed>> {
    const exportId = receipt.id;
    const objects = [...texts].map(([id, text]) => pushedObject(id, text));
    await this.sent.begin(feed, { exportId, objects: objects.length, startedAt, dueAt });
    const to = { collection: placeOf(feed.record), exportId };
    const done = await this.connected(feed, objects, (answer) => this.sent.keep(feed, { ...to, at: this.now() }, answer));
    const result = 'fault' in done ? NOTHING_SENT : done.result;
    const fault = 'fault' in done ? done.fault : result.failure && faultOf(result.failure);
    const came = {
      objects: objects.length,
      succeeded: result.succeeded,
      pending: result.pending,
      failed: result.failed.length,
      fault,
    };
    const push: FeedPush = {
      ...came,
      startedAt,
      at: this.now(),
      dueAt,
      outcome: pushOutcome(came),
      exportId,
      envelopes: result.envelopes,
      failures: result.failed.slice(0, MOST_NAMED).map((one) => ({ ...one })),
      pendingStatusIds: result.pendingStatusIds.slice(0, MOST_NAMED),
      askAgainAt: this.leftAlone(result.failure),
    };
    const written = await this.commands.execute(new ChangeFeed(feed.id, { type: 'RecordPush', push }, request, context));
    await this.sent.end(feed, exportId);
    return written;
  }

  /** Of a red feed: whether it fails as it did, so that no export is recorded for what cannot leave. */
  private async refusalOf(feed: Loaded<FeedRecord>): Promise<Pick<FeedPush, 'askAgainAt'> | undefined> {
    const done = await this.connected(feed, []);
    const failure = 'fault' in done ? null : done.result.failure;
    const fault = 'fault' in done ? done.fault : failure && faultOf(failure);
    if (!fault || !saysNothingNew(feed.record, { code: fault.code, at: this.now() })) return undefined;
    return { askAgainAt: this.leftAlone(failure) };
  }

  private connected(
    feed: Loaded<FeedRecord>,
    objects: readonly PushedObject[],
    answered?: (answer: PushAnswer) => Promise<void>,
  ) {
    return this.exchange.connected(feed, (connection) =>
      pushingOf(feed.record).send(objects, feed.record, {
        connection,
        wait: this.wait,
        now: () => this.clock.now(),
        statusWithinMs: STATUS_WITHIN_MS,
        signal: this.exchange.signal,
        answered,
      }),
    );
  }

  private leftAlone(failure: RemoteFailure | null): string | null {
    return askAgainAt(failure, this.clock.now());
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

const BROKEN_OFF = {
  code: 'broken_off',
  message: 'The push ended with its process before everything was sent. What is left goes with the next one.',
};

/** One event for each export, whoever records it. */
const pushCommand = (exportId: string): string => `push of export ${exportId}`;
