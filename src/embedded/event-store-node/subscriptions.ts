/** Serves subscriptions: catches up page by page, then follows the commits, without gap or repetition. */
import { randomUUID } from 'node:crypto';
import type { EventFilter } from './filter.js';
import type { HotTail } from './hot-tail.js';
import type { ReadOutlet } from './read-outlet.js';
import type { AllRead, StreamRead } from './read-request.js';
import { PAGE_EVENTS, type Reader } from './reader.js';
import type { RecordedEvent } from './recorded-event.js';
import { caughtUp, checkpoint, eventReply, fellBehind, subscriptionConfirmation } from './wire/read-replies.js';

/** The next events behind a cursor, and whether they came from memory and reach the end of the log. */
interface Batch {
  readonly events: readonly RecordedEvent[];
  readonly fromTail: boolean;
  readonly reachedEnd: boolean;
}
interface Cursor {
  next(): Promise<Batch>;
  /** Every event up to this position has been handed out or skipped. */
  readonly position: number;
}

const TAIL_EVENTS = 512;

/** Follows $all from a position, exclusive. */
class AllCursor implements Cursor {
  constructor(
    private readonly reader: Reader,
    private readonly tail: HotTail,
    public position: number,
  ) {}

  async next(): Promise<Batch> {
    if (this.tail.covers(this.position)) {
      const slice = this.tail.after(this.position, TAIL_EVENTS);
      this.position = slice.end;
      return { events: slice.events, fromTail: true, reachedEnd: slice.reachedEnd };
    }
    const end = this.tail.end;
    const events = await this.reader.allForwards(this.position + 1, end, PAGE_EVENTS);
    this.position = events.at(-1)?.position ?? end;
    return { events, fromTail: false, reachedEnd: false };
  }
}

/** Follows one stream from a revision, exclusive. */
class StreamCursor implements Cursor {
  position = -1;

  constructor(
    private readonly reader: Reader,
    private readonly tail: HotTail,
    private readonly stream: string,
    private revision: number,
  ) {}

  async next(): Promise<Batch> {
    if (this.position >= 0 && this.tail.covers(this.position)) {
      const slice = this.tail.after(this.position, TAIL_EVENTS);
      this.position = slice.end;
      const events = slice.events.filter(({ stream, revision }) => stream === this.stream && revision > this.revision);
      this.revision = events.at(-1)?.revision ?? this.revision;
      return { events, fromTail: true, reachedEnd: slice.reachedEnd };
    }
    // What is committed after this moment is found in the tail behind this position, what was before in the database.
    const end = this.tail.end;
    const page = await this.reader.streamForwards(this.stream, this.revision + 1, PAGE_EVENTS);
    this.revision = page.next === undefined ? Math.max(this.revision, page.lastRevision) : page.next - 1;
    this.position = page.next === undefined ? end : -1;
    return { events: page.events, fromTail: false, reachedEnd: false };
  }
}

/** Serves a subscription to a stream; one that does not exist yet is waited for. */
export async function serveStreamSubscription(
  outlet: ReadOutlet,
  read: StreamRead,
  reader: Reader,
  tail: HotTail,
): Promise<void> {
  const from =
    read.from === 'start'
      ? -1
      : read.from === 'end'
        ? (await reader.streamForwards(read.stream, Number.MAX_SAFE_INTEGER, 1)).lastRevision
        : read.from;
  await follow(outlet, new StreamCursor(reader, tail, read.stream, from), undefined, tail);
}

/** Serves a subscription to $all, with checkpoints when it is filtered. */
export async function serveAllSubscription(outlet: ReadOutlet, read: AllRead, reader: Reader, tail: HotTail): Promise<void> {
  const from = read.from === 'start' ? 0 : read.from === 'end' ? tail.end : read.from;
  await follow(outlet, new AllCursor(reader, tail, from), read.filter, tail);
}

async function follow(outlet: ReadOutlet, cursor: Cursor, filter: EventFilter | undefined, tail: HotTail): Promise<void> {
  await outlet.send(subscriptionConfirmation(randomUUID()));
  let live = false;
  let examined = 0;
  while (!outlet.closed) {
    const { events, fromTail, reachedEnd } = await cursor.next();
    if (live && !fromTail) {
      live = false;
      await outlet.send(fellBehind());
    }
    for (const event of events) {
      if (outlet.closed) return;
      if (!filter || filter.passes(event)) {
        if (!outlet.offer(eventReply(event))) await outlet.room();
      }
      examined += 1;
      if (filter && examined >= filter.checkpointInterval) {
        examined = 0;
        await outlet.send(checkpoint(event.position));
      }
    }
    if (!reachedEnd) continue;
    if (!live) {
      live = true;
      if (filter && examined > 0) {
        examined = 0;
        await outlet.send(checkpoint(cursor.position));
      }
      await outlet.send(caughtUp());
    }
    await tail.moved(cursor.position, outlet.signal);
  }
}
