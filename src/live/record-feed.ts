/** Follows single records: one reader of the log for every subscriber of this process says which record to look at again. */
import type { Subject } from '../access/actor.js';
import type { HistoryFrame, HistoryQueries } from '../history/history.queries.js';
import type { EventLog } from '../ledger/subscription.js';
import type { ReadModels } from '../read-side/read-model.queries.js';
import { type LiveEvent, tooSlow } from './live-event.js';

/** Frames read at a time. */
const PAGE = 200;
/** Where a record of a category shows; the others show in the first model. */
const MODELS: Readonly<Record<string, string>> = {
  stixObject: 'stix_objects',
  superuserSession: 'oversight',
  incident: 'incidents',
  detectionRule: 'incidents',
  control: 'incidents',
};
const FIRST_MODEL = 'intelligence';

export class RecordFeed {
  private readonly watches = new Map<string, Set<RecordWatch>>();
  private readonly abort = new AbortController();
  private following: Promise<void> | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly models: ReadModels,
    readonly history: HistoryQueries,
    readonly maxUndelivered: number,
  ) {}

  /**
   * @param from the last position the reader knows; undefined: from now on.
   * @throws LedgerError NOT_FOUND, INVALID_INPUT for an unknown type.
   */
  async follow(subject: Subject, type: string, id: string, from: bigint | undefined): Promise<AsyncIterableIterator<LiveEvent>> {
    const { last } = await this.history.framesAfter(subject, type, id, from ?? 0n, 0);
    const watch = new RecordWatch(this, subject, type, id, from ?? last);
    const key = keyOf(subject.tenantId, type, id);
    const watches = this.watches.get(key) ?? new Set();
    this.watches.set(key, watches.add(watch));
    // The reader stands before the watch's first look, so that nothing falls between them.
    await (this.following ??= this.start());
    return watch;
  }

  leave(watch: RecordWatch): void {
    const key = keyOf(watch.subject.tenantId, watch.type, watch.id);
    const watches = this.watches.get(key);
    watches?.delete(watch);
    if (watches?.size === 0) this.watches.delete(key);
  }

  /** Waits until the read models show a position of a record type; false when they do not come to it for now. */
  shows(type: string, position: bigint): Promise<boolean> {
    return this.models.reached(MODELS[type] ?? FIRST_MODEL, position);
  }

  close(): void {
    this.abort.abort();
    for (const watches of this.watches.values()) for (const watch of watches) void watch.return();
  }

  private async start(): Promise<void> {
    try {
      const head = await this.log.head();
      void this.read(head);
    } catch (error) {
      this.following = undefined;
      throw error;
    }
  }

  private async read(after: bigint | undefined): Promise<void> {
    for await (const item of this.log.follow(after, this.abort.signal)) {
      if (item.kind !== 'event') continue;
      const { category, recordId, meta } = item.recorded.at;
      for (const watch of this.watches.get(keyOf(meta.tenantId, category, recordId)) ?? []) watch.wake();
    }
  }
}

const keyOf = (tenantId: string, type: string, id: string): string => `${tenantId}/${type}/${id}`;

/** One subscriber's place in the history of a record. */
export class RecordWatch implements AsyncIterableIterator<LiveEvent> {
  private page: readonly HistoryFrame[] = [];
  private caughtUp = false;
  private stale = true;
  private ended = false;
  private wakeUp: (() => void) | undefined;

  constructor(
    private readonly feed: RecordFeed,
    readonly subject: Subject,
    readonly type: string,
    readonly id: string,
    private position: bigint,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The record has a new event: what was read of it may not be seen any more. */
  wake(): void {
    this.stale = true;
    this.wakeUp?.();
  }

  async next(): Promise<IteratorResult<LiveEvent>> {
    try {
      while (!this.ended) {
        if (this.stale) await this.look();
        const [frame, ...page] = this.page;
        if (frame && !this.stale) {
          this.page = page;
          this.stale = page.length === 0 && !this.caughtUp;
          this.position = frame.position;
          const recordChanged = { type: this.type, id: this.id, ...frame };
          return { done: false, value: { position: frame.position, recordChanged } };
        }
        if (!this.stale) await new Promise<void>((resolve) => (this.wakeUp = resolve));
      }
    } catch (error) {
      this.end();
      throw error;
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<LiveEvent>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  private end(): void {
    this.ended = true;
    this.feed.leave(this);
    this.wakeUp?.();
  }

  private async look(): Promise<void> {
    const { feed, subject, type, id, position } = this;
    this.stale = false;
    const limit = this.caughtUp ? feed.maxUndelivered : PAGE;
    const { frames, last } = await feed.history.framesAfter(subject, type, id, position, limit + 1);
    if (frames.length > limit && this.caughtUp) throw tooSlow(feed.maxUndelivered, position);
    while (!this.ended && !(await feed.shows(type, last))) continue;
    this.page = frames.slice(0, limit);
    this.caughtUp ||= frames.length <= limit;
  }
}
