/** The single writer: takes what is queued, decides it in memory, commits it in one statement, then answers. */
import { setTimeout as delay, setImmediate as socketsDrained } from 'node:timers/promises';
import type { HotTail } from './hot-tail.js';
import type { ExpectedRevision, ProposedEvent } from './recorded-event.js';
import { StreamBook, type StreamHead } from './stream-book.js';
import { isMetadataStream, metadataStreamOf, originalStreamOf } from './stream-metadata.js';
import { Transaction, requiredRevision, type Decision, type OlderEvents } from './transaction.js';
import { WriterSession } from './writer-session.js';

/** What a write came to. `timeout` and `unavailable` leave open whether it happened. */
export type WriteOutcome = Decision | { readonly is: 'timeout' } | { readonly is: 'unavailable' };

interface WriteRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** Milliseconds since the epoch; infinity for none. */
  readonly deadline: number;
  /** True when nobody waits for the outcome any more: a write not yet begun is dropped. */
  readonly abandoned: () => boolean;
  readonly reply: (outcome: WriteOutcome) => void;
}
export interface AppendRequest extends WriteRequest {
  readonly kind: 'append';
  readonly events: readonly ProposedEvent[];
  readonly bytes: number;
}
export interface SoftDeleteRequest extends WriteRequest {
  readonly kind: 'soft-delete';
}

type Pending = (AppendRequest | SoftDeleteRequest) & { answered?: boolean };

const COMMIT_EVENTS = 4096;
const COMMIT_BYTES = 8 * 1024 * 1024;
const BACKLOG_BYTES = 8 * 1024 * 1024;
const BACKLOG_REQUESTS = 8192;
/** While several write at once, a commit of few waits this long for others: what a commit costs is shared by all in it. */
const GATHER_MS = 2;
const ENOUGH_REQUESTS = 16;
const DEADLINE_CHECK_MS = 100;
const RECONNECT_MS = 250;
const REOPEN_LOCK_WAIT_MS = 2_000;

export class Writer {
  private queue: Pending[] = [];
  private queuedBytes = 0;
  private inFlight: readonly Pending[] = [];
  private book: StreamBook;
  private stopping = false;
  /** The last commit had company: there is more than one writer who waits for an answer. */
  private concurrent = false;
  private wake: () => void = () => undefined;
  private relieved: (() => void)[] = [];
  private readonly deadlines = setInterval(() => this.answerLate(), DEADLINE_CHECK_MS).unref();
  private readonly finished: Promise<void>;
  private session: WriterSession | undefined;

  private constructor(
    private readonly databaseUrl: string,
    private readonly tail: HotTail,
    private readonly log: (line: string) => void,
    session: WriterSession,
  ) {
    this.book = this.begin(session);
    this.finished = this.run();
  }

  /** Takes the writer lock, waiting up to `lockWaitMs`, and starts writing. */
  static async start(databaseUrl: string, tail: HotTail, lockWaitMs: number, log: (line: string) => void): Promise<Writer> {
    return new Writer(databaseUrl, tail, log, await WriterSession.open(databaseUrl, lockWaitMs));
  }

  /** Queues a write; its `reply` is called exactly once, never before this returns. */
  submit(request: AppendRequest | SoftDeleteRequest): void {
    if (this.stopping || !this.session?.usable) {
      setImmediate(() => request.reply({ is: 'unavailable' }));
      return;
    }
    this.queue.push({ ...request });
    this.queuedBytes += bytesOf(request);
    this.wake();
  }

  /** Whether callers should hold back; `relief` resolves when they may go on. */
  get backlogged(): boolean {
    return this.queuedBytes > BACKLOG_BYTES || this.queue.length > BACKLOG_REQUESTS;
  }

  relief(): Promise<void> {
    return this.backlogged ? new Promise((resolve) => this.relieved.push(resolve)) : Promise.resolve();
  }

  /** Writes what is queued, refuses the rest, gives up the lock. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.finished;
    clearInterval(this.deadlines);
    this.session?.close();
  }

  private begin(session: WriterSession): StreamBook {
    this.session = session;
    session.onLost = () => this.wake();
    this.book = new StreamBook(session.lastPosition);
    this.tail.reset(session.lastPosition);
    return this.book;
  }

  private async run(): Promise<void> {
    for (;;) {
      if (!this.session?.usable) {
        this.refuseQueued();
        if (this.stopping) return;
        await this.reopen();
      } else if (this.queue.length === 0) {
        if (this.stopping) return;
        await new Promise<void>((resolve) => (this.wake = resolve));
      } else {
        await socketsDrained();
        if (this.concurrent && this.queue.length < ENOUGH_REQUESTS) await delay(GATHER_MS);
        await this.commitNext(this.session);
      }
    }
  }

  private async commitNext(session: WriterSession): Promise<void> {
    const batch = this.take();
    this.inFlight = batch;
    this.concurrent = batch.length > 1;
    try {
      const older = await this.prepare(session, batch);
      const transaction = new Transaction(this.book, older, Date.now());
      const decided = batch.map((request) => [request, decide(transaction, request)] as const);
      if (transaction.events.length > 0) {
        const heads = [...transaction.touched].map((name): [string, StreamHead] => [name, this.book.head(name)!]);
        await session.commit(transaction.events, heads);
        this.tail.publish(transaction.events);
      }
      for (const [request, decision] of decided) answer(request, decision);
      this.book.trim();
    } catch (error) {
      // Whether it was committed is unknown, so nothing this process remembers can be trusted until a new epoch has begun.
      this.log(`event-store node: a commit failed (${describe(error)}); taking the writer lock again`);
      session.close();
      this.session = undefined;
      for (const request of batch) answer(request, { is: 'unavailable' });
    } finally {
      this.inFlight = [];
    }
  }

  private take(): readonly Pending[] {
    const now = Date.now();
    const batch: Pending[] = [];
    let events = 0;
    let bytes = 0;
    let taken = 0;
    for (const request of this.queue) {
      if (batch.length > 0 && (events >= COMMIT_EVENTS || bytes + bytesOf(request) > COMMIT_BYTES)) break;
      taken += 1;
      this.queuedBytes -= bytesOf(request);
      if (request.answered || request.abandoned()) continue;
      if (request.deadline <= now) {
        answer(request, { is: 'timeout' });
        continue;
      }
      batch.push(request);
      events += eventsOf(request);
      bytes += bytesOf(request);
    }
    this.queue = this.queue.slice(taken);
    if (!this.backlogged) for (const resolve of this.relieved.splice(0)) resolve();
    return batch;
  }

  /** Loads the heads a batch needs, and older events where an append may be a repetition. */
  private async prepare(session: WriterSession, batch: readonly Pending[]): Promise<OlderEvents> {
    const streams = new Set<string>();
    for (const { kind, stream } of batch) {
      streams.add(stream);
      if (isMetadataStream(stream)) streams.add(originalStreamOf(stream));
      if (kind === 'soft-delete') streams.add(metadataStreamOf(stream));
    }
    await this.load(session, streams);
    await this.load(session, [...streams].filter((stream) => this.book.head(stream)?.softDeleted).map(metadataStreamOf));
    const ranges = batch.flatMap((request) => {
      if (request.kind !== 'append' || (typeof request.expected === 'string' && request.expected !== 'no_stream')) return [];
      const first = requiredRevision(request.expected) + 1;
      const [event] = request.events;
      const mayRepeat = event !== undefined && first <= this.book.head(request.stream)!.revision;
      if (!mayRepeat || this.book.recentEvent(event.id)) return [];
      return [{ stream: request.stream, first, last: first + request.events.length - 1 }];
    });
    return ranges.length > 0 ? session.olderEvents(ranges) : new Map();
  }

  private async load(session: WriterSession, streams: Iterable<string>): Promise<void> {
    const missing = [...streams].filter((stream) => this.book.head(stream) === undefined);
    if (missing.length > 0) await session.loadHeads(missing, this.book);
  }

  private refuseQueued(): void {
    const refused = this.queue;
    this.queue = [];
    this.queuedBytes = 0;
    for (const request of refused) answer(request, { is: 'unavailable' });
    for (const resolve of this.relieved.splice(0)) resolve();
  }

  private async reopen(): Promise<void> {
    this.session?.close();
    this.session = undefined;
    try {
      this.begin(await WriterSession.open(this.databaseUrl, REOPEN_LOCK_WAIT_MS));
      this.log('event-store node: writing again');
    } catch (error) {
      this.log(`event-store node: PostgreSQL is not available (${describe(error)}); trying again`);
      await delay(RECONNECT_MS);
    }
  }

  private answerLate(): void {
    const now = Date.now();
    for (const requests of [this.inFlight, this.queue]) {
      for (const request of requests) if (request.deadline <= now) answer(request, { is: 'timeout' });
    }
  }
}

function decide(transaction: Transaction, request: Pending): Decision {
  return request.kind === 'append'
    ? transaction.append(request.stream, request.expected, request.events)
    : transaction.softDelete(request.stream, request.expected);
}

function answer(request: Pending, outcome: WriteOutcome): void {
  if (request.answered) return;
  request.answered = true;
  request.reply(outcome);
}

const eventsOf = (request: Pending): number => (request.kind === 'append' ? request.events.length : 1);
const bytesOf = (request: Pending): number => (request.kind === 'append' ? request.bytes : 0);
const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
