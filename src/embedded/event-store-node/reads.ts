/** Serves reads that end: of streams and of $all, in both directions. */
import type { HotTail } from './hot-tail.js';
import type { ReadOutlet } from './read-outlet.js';
import type { AllRead, StreamRead } from './read-request.js';
import type { Reader, StreamPage } from './reader.js';
import type { RecordedEvent } from './recorded-event.js';
import { eventReply, streamNotFound } from './wire/read-replies.js';

/** Sends the visible events of a stream, or one StreamNotFound. */
export async function serveStreamRead(outlet: ReadOutlet, read: StreamRead, reader: Reader): Promise<void> {
  let remaining = read.count ?? Infinity;
  const backwards = read.direction === 'backwards';
  let next: number | undefined = read.from === 'start' ? 0 : read.from === 'end' ? Number.MAX_SAFE_INTEGER : read.from;
  while (next !== undefined && !outlet.closed) {
    // An absent stream is said to be absent whatever was to be read of it.
    const limit = Math.max(1, remaining);
    const page: StreamPage = backwards
      ? await reader.streamBackwards(read.stream, next, limit)
      : await reader.streamForwards(read.stream, next, limit);
    if (page.missing) {
      await outlet.send(streamNotFound(read.stream));
      break;
    }
    await sendAll(outlet, page.events.slice(0, remaining));
    remaining -= page.events.length;
    next = remaining > 0 ? page.next : undefined;
  }
  outlet.end();
}

/** Sends events of $all: forwards from a position inclusive up to the end there was at the call, backwards from one exclusive. */
export async function serveAllRead(outlet: ReadOutlet, read: AllRead, reader: Reader, tail: HotTail): Promise<void> {
  let remaining = read.count ?? Infinity;
  const backwards = read.direction === 'backwards';
  const end = tail.end;
  let cursor = read.from === 'start' ? 0 : read.from === 'end' ? end + 1 : read.from;
  while (remaining > 0 && !outlet.closed) {
    const limit = read.filter ? Infinity : remaining;
    const page = backwards
      ? await reader.allBackwards(cursor, limit)
      : cursor > end
        ? []
        : await reader.allForwards(cursor, end, limit);
    const last = page.at(-1);
    if (last === undefined) break;
    const passing = read.filter ? page.filter((event) => read.filter?.passes(event)).slice(0, remaining) : page;
    await sendAll(outlet, passing);
    remaining -= passing.length;
    cursor = backwards ? last.position : last.position + 1;
  }
  outlet.end();
}

async function sendAll(outlet: ReadOutlet, events: readonly RecordedEvent[]): Promise<void> {
  for (const event of events) {
    if (outlet.closed) return;
    if (!outlet.offer(eventReply(event))) await outlet.room();
  }
}
