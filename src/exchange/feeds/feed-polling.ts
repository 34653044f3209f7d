/** Polls a feed: imports each page, then remembers how far it came, so that whatever ends in between repeats and never skips. */
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Clock } from '../../ledger/clock.js';
import { LedgerError } from '../../ledger/errors.js';
import type { CommandContext, Loaded, Written } from '../../ledger/ledger.js';
import type { PulledPage, PullResult } from '../remote/pulled.js';
import type { RemoteConnection } from '../remote/remote-connection.js';
import type { Wait } from '../remote/waiting.js';
import { ImportStix } from '../stix/stix-import.commands.js';
import { connectorOf } from './connectors/registry.js';
import { ChangeFeed } from './feed.commands.js';
import { type Fault, type FeedPoll, MOST_IMPORTS } from './feed.events.js';
import { askAgainAt, faultOf, type FeedExchange, protectionOf } from './feed-exchange.js';
import { type Feed, type FeedRecord, newObjectsIn } from './feed.record.js';
import { importerOf } from './feed.subjects.js';

/** Of the address that an import is recorded with. */
const LONGEST_PLACE = 500;
/** Objects after which the cursor is remembered although the poll goes on. */
const REMEMBERED_EVERY = 5_000;

export interface PollTrigger {
  /** As whom it is recorded. */
  readonly context: CommandContext;
  /** Null: somebody asked for it. */
  readonly dueAt: string | null;
}

type Counts = Record<string, number>;

/** What the pages of a poll have come to. */
class Tally {
  readonly counts: Counts = {};
  private sinceRemembered: { counts: Counts; imports: string[]; objects: number } = { counts: {}, imports: [], objects: 0 };

  /** @returns how many objects a page held. */
  add(importId: string, counts: Readonly<Counts>): number {
    const { sinceRemembered } = this;
    const objects = Object.values(counts).reduce((sum, count) => sum + count, 0);
    for (const sums of [this.counts, sinceRemembered.counts])
      for (const [outcome, count] of Object.entries(counts)) if (count > 0) sums[outcome] = (sums[outcome] ?? 0) + count;
    if (sinceRemembered.imports.length < MOST_IMPORTS) sinceRemembered.imports.push(importId);
    sinceRemembered.objects += objects;
    return objects;
  }

  get isDue(): boolean {
    return this.sinceRemembered.objects >= REMEMBERED_EVERY;
  }

  /** What came since it was asked last. */
  remember(): { readonly counts: Counts; readonly imports: string[] } {
    const { counts, imports } = this.sinceRemembered;
    this.sinceRemembered = { counts: {}, imports: [], objects: 0 };
    return { counts, imports };
  }
}

/** A page that the import does not take at all: the cursor stays before it. */
class RefusedPage extends Error {}

export class FeedPolling {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    private readonly exchange: FeedExchange,
    private readonly wait: Wait,
  ) {}

  /** Under the feed's lock. @returns the feed with the poll, which a failure of the server is too. */
  async poll(feed: Loaded<FeedRecord>, trigger: PollTrigger): Promise<Written<Feed> & Pick<FeedPoll, 'askAgainAt'>> {
    const startedAt = this.now();
    const tally = new Tally();
    const done = await this.exchange.connected(feed, (connection) => this.read(feed, trigger, connection, tally));
    const fault = 'fault' in done ? done.fault : done.result.fault;
    const result = 'fault' in done ? undefined : done.result.result;
    const poll = this.pollOf(feed, trigger, startedAt, tally, fault, result);
    const { context, dueAt } = trigger;
    const written = await this.commands.execute(new ChangeFeed(feed.id, { type: 'RecordPoll', poll }, { dueAt }, context));
    return { ...written, askAgainAt: poll.askAgainAt };
  }

  private async read(
    feed: Loaded<FeedRecord>,
    trigger: PollTrigger,
    connection: RemoteConnection,
    tally: Tally,
  ): Promise<{ readonly result: PullResult | undefined; readonly fault: Fault | null }> {
    let reached = feed.record.cursor;
    try {
      const result = await connectorOf(feed.record).pull(feed.record, {
        connection,
        wait: this.wait,
        now: () => this.clock.now(),
        signal: this.exchange.signal,
        take: async (page) => {
          const objects = await this.take(feed, page, trigger, tally);
          reached = page.cursor;
          if (tally.isDue && page.cursor !== null) await this.advance(feed, trigger, tally, page.cursor);
          return objects;
        },
      });
      return { result, fault: result.failure && faultOf(result.failure) };
    } catch (error) {
      if (!(error instanceof RefusedPage)) throw error;
      const nothing = { complete: false, pages: 0, objects: 0, restarts: 0, failure: null, warnings: [] };
      return { result: { ...nothing, cursor: reached }, fault: { code: 'page_refused', message: error.message.slice(0, 1_000) } };
    }
  }

  private async take(feed: Loaded<FeedRecord>, page: PulledPage, { context }: PollTrigger, tally: Tally): Promise<number> {
    const importing: CommandContext = {
      subject: importerOf(protectionOf(feed)),
      commandId: randomUUID(),
      correlationId: context.correlationId,
    };
    const { unmarkedTlp, name } = feed.record;
    const from = connectorOf(feed.record).placeOf(feed.record).slice(0, LONGEST_PLACE);
    const { importId, counts } = await this.commands
      .execute(new ImportStix(page.body, name, { unmarkedTlp, from }, importing))
      .catch((error: unknown) => {
        if (!(error instanceof LedgerError) || error.code !== 'INVALID_INPUT') throw error;
        throw new RefusedPage(`What the server gave cannot be imported: ${error.message}`);
      });
    return tally.add(importId, counts);
  }

  private async advance(feed: Loaded<FeedRecord>, { context }: PollTrigger, tally: Tally, cursor: string): Promise<void> {
    const { expectedRevision: _, idempotencyKey: __, ...rest } = context;
    const advance = { at: this.now(), cursor, ...tally.remember() };
    const own = { ...rest, commandId: randomUUID() };
    await this.commands.execute(new ChangeFeed(feed.id, { type: 'Advance', advance }, { cursor }, own));
  }

  private pollOf(
    { record }: Loaded<FeedRecord>,
    { dueAt }: PollTrigger,
    startedAt: string,
    tally: Tally,
    fault: Fault | null,
    result: PullResult | undefined,
  ): FeedPoll {
    const { counts } = tally;
    const { pages = 0, objects = 0, restarts = 0, warnings = [] } = result ?? {};
    const now = this.clock.now();
    const isNew = newObjectsIn({ counts }) > 0;
    return {
      startedAt,
      at: now.toISOString(),
      dueAt,
      outcome: fault !== null ? 'failed' : !result?.complete ? 'more' : isNew ? 'complete' : 'nothing_new',
      pages,
      objects,
      restarts,
      counts,
      cursor: result ? result.cursor : record.cursor,
      imports: tally.remember().imports,
      unmarkedTlp: record.unmarkedTlp,
      fault,
      askAgainAt: askAgainAt(result?.failure, now),
      warnings: [...warnings],
    };
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}
