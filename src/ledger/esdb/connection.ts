/** One connection to the event store, rebuilt when it breaks: the client does not recover by itself. */
import {
  AccessDeniedError,
  EventStoreDBClient,
  type ReadStreamOptions,
  type ResolvedEvent,
  StreamDeletedError,
  StreamNotFoundError,
  InvalidArgumentError,
  START,
  BACKWARDS,
  END,
  streamNameFilter,
} from '@eventstore/db-client';
import { unavailable } from '../errors.js';
import { type AllEvent, allEvents } from './all-stream.js';
import { AppendRefused, BatchAppends, type NewEvent } from './batch-appends.js';
import { withDeadline } from './with-deadline.js';

/** The stream is not at the revision that the append expected. */
export class RevisionMismatch extends Error {
  constructor(stream: string) {
    super(`stream ${stream} is at another revision`);
    this.name = 'RevisionMismatch';
  }
}

export interface Appended {
  readonly revision: bigint;
  readonly position: bigint;
}

const APPEND_DEADLINE_MS = 5_000;
const GIVE_UP_AFTER_MS = 30_000;
const READ_ATTEMPTS = 6;
const CLOSE_MS = 2_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const backOff = (attempt: number) => pause(Math.min(1_000, 25 * 2 ** attempt) * (0.5 + Math.random() / 2));

const WRONG_REVISION = 'WrongExpectedVersion';
const FINAL_REASONS: ReadonlySet<string> = new Set(['StreamDeleted', 'MaximumAppendSizeExceeded', 'AccessDenied']);

const isFinal = (error: unknown): boolean =>
  (error instanceof AppendRefused && FINAL_REASONS.has(error.reason)) ||
  error instanceof StreamDeletedError ||
  error instanceof StreamNotFoundError ||
  error instanceof InvalidArgumentError ||
  error instanceof AccessDeniedError;

export class EventStoreConnection {
  private client: EventStoreDBClient;
  private appends: BatchAppends;
  private closed = false;

  constructor(private readonly url: string) {
    this.client = EventStoreDBClient.connectionString(url);
    this.appends = new BatchAppends(this.client);
  }

  /**
   * Appends at an explicit revision. An outcome that stays unknown (deadline, broken connection) is retried with the same ids and
   * revision, which the store answers as the first time, so the caller never sees "maybe".
   * @param expected the stream's current revision; undefined for a stream that does not exist.
   * @throws {RevisionMismatch} when another write came first; LedgerError UNAVAILABLE after 30 s without an answer.
   */
  async append(stream: string, expected: bigint | undefined, events: readonly NewEvent[]): Promise<Appended> {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
    for (let attempt = 0; ; attempt += 1) {
      const client = this.client;
      try {
        const { revision, position } = await this.appends.append(stream, expected, events, APPEND_DEADLINE_MS);
        return { revision, position: position ?? (await this.positionOf(stream, revision)) };
      } catch (error) {
        if (error instanceof AppendRefused && error.reason === WRONG_REVISION) {
          const first = attempt > 0 ? await this.findOwn(stream, expected, events) : undefined;
          if (first) return first;
          throw new RevisionMismatch(stream);
        }
        if (isFinal(error)) throw error;
        if (Date.now() > giveUpAt || this.closed) throw unavailable('The event store');
        this.renew(client);
        await backOff(attempt);
      }
    }
  }

  /** A stream's events in order from a revision; empty when there is no such stream. */
  async readStream(stream: string, fromRevision: bigint = 0n, maxCount?: number): Promise<ResolvedEvent[]> {
    for (let attempt = 0; ; attempt += 1) {
      const client = this.client;
      try {
        const events: ResolvedEvent[] = [];
        const options: ReadStreamOptions = { fromRevision: fromRevision === 0n ? START : fromRevision };
        if (maxCount !== undefined) options.maxCount = maxCount;
        for await (const resolved of client.readStream(stream, options)) events.push(resolved);
        return events;
      } catch (error) {
        if (error instanceof StreamNotFoundError || error instanceof StreamDeletedError) return [];
        if (isFinal(error)) throw error;
        if (attempt >= READ_ATTEMPTS || this.closed) throw unavailable('The event store');
        this.renew(client);
        await backOff(attempt);
      }
    }
  }

  /** The position of the newest event in $all. */
  async head(): Promise<bigint | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      const client = this.client;
      try {
        let head: bigint | undefined;
        // Read to its end: the client keeps streams that are left early until it is disposed of, and waits for them then.
        for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
          head = event?.position.commit;
        return head;
      } catch (error) {
        if (attempt >= READ_ATTEMPTS || this.closed) throw unavailable('The event store');
        this.renew(client);
        await backOff(attempt);
        if (isFinal(error)) throw error;
      }
    }
  }

  /** $all after a position until the end there is now, in runs of events; throws when the connection breaks. */
  async *readAllAfter(after: bigint | undefined, signal?: AbortSignal): AsyncIterable<readonly AllEvent[]> {
    const client = this.client;
    try {
      for await (const events of allEvents(client, after, false, signal)) {
        if (signal?.aborted) return;
        // Reading from a position includes it.
        yield events[0].position.commit === after ? events.slice(1) : events;
      }
    } catch (error) {
      if (signal?.aborted) return;
      this.renew(client);
      throw error;
    }
  }

  /** $all after a position, going on with what comes, in runs of events; throws when the connection breaks. */
  async *subscribeAllAfter(after: bigint | undefined, signal: AbortSignal): AsyncIterable<readonly AllEvent[]> {
    const client = this.client;
    try {
      for await (const events of allEvents(client, after, true, signal)) {
        if (signal.aborted) return;
        yield events;
      }
    } catch (error) {
      if (signal.aborted) return;
      this.renew(client);
      throw error;
    }
  }

  /** The same for streams whose names begin so. */
  async *subscribeAfter(
    after: bigint | undefined,
    signal: AbortSignal,
    streamPrefix: string,
  ): AsyncIterable<readonly AllEvent[]> {
    const client = this.client;
    const subscription = client.subscribeToAll({
      fromPosition: after === undefined ? START : { commit: after, prepare: after },
      filter: streamNameFilter({ prefixes: [streamPrefix] }),
    });
    const stop = () => void subscription.unsubscribe().finally(() => subscription.destroy());
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const { event } of subscription) {
        if (signal.aborted) return;
        if (event) yield [event];
      }
    } catch (error) {
      if (signal.aborted) return;
      this.renew(client);
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await withDeadline(this.client.dispose(), CLOSE_MS).catch(() => undefined);
  }

  private renew(broken: EventStoreDBClient): void {
    if (this.closed || broken !== this.client) return;
    this.client = EventStoreDBClient.connectionString(this.url);
    this.appends = new BatchAppends(this.client);
    // Calls still under way on the broken client end with its errors and come back here.
    setTimeout(() => void broken.dispose().catch(() => undefined), APPEND_DEADLINE_MS + 2_000).unref();
  }

  private async findOwn(
    stream: string,
    expected: bigint | undefined,
    events: readonly NewEvent[],
  ): Promise<Appended | undefined> {
    const found = await this.readStream(stream, expected === undefined ? 0n : expected + 1n);
    const own = found.slice(0, events.length);
    if (own.length < events.length || own.some(({ event }, i) => event?.id !== events[i].id)) return undefined;
    const last = own.at(-1)!.event!;
    return { revision: last.revision, position: last.position!.commit };
  }

  private async positionOf(stream: string, revision: bigint): Promise<bigint> {
    const [resolved] = await this.readStream(stream, revision);
    return resolved.event!.position!.commit;
  }
}
