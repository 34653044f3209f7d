/** The newest committed events in memory, and the signal that more were committed. */
import { recordSize, type RecordedEvent } from './recorded-event.js';

/** Some events after a cursor, in commit order without a gap; `end` is the cursor after them. */
export interface TailSlice {
  readonly events: readonly RecordedEvent[];
  readonly end: number;
  readonly reachedEnd: boolean;
}

/** A contiguous run of the log's end, bounded in bytes: everything after `floor`. Older events are read from the database. */
export class HotTail {
  private events: RecordedEvent[] = [];
  private bytes = 0;
  private floor = 0;
  private lastPosition = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly capacityBytes = 16 * 1024 * 1024) {}

  /** Position of the last committed event; 0 for an empty log. */
  get end(): number {
    return this.lastPosition;
  }

  /** Starts over behind `lastPosition`: what was committed before it may not be known here. */
  reset(lastPosition: number): void {
    this.events = [];
    this.bytes = 0;
    this.floor = lastPosition;
    this.lastPosition = lastPosition;
    this.wake();
  }

  /** Adds what was just committed and wakes everyone who waits. */
  publish(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      this.bytes += recordSize(event.stream, event);
      this.lastPosition = event.position;
    }
    this.forgetOldest();
    this.wake();
  }

  /** Whether every event after `position` is in memory. */
  covers(position: number): boolean {
    return position >= this.floor;
  }

  /** Up to `limit` events after `position`, which must be covered. */
  after(position: number, limit: number): TailSlice {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.events[middle].position <= position) low = middle + 1;
      else high = middle;
    }
    const events = this.events.slice(low, low + limit);
    const end = events.at(-1)?.position ?? position;
    return { events, end, reachedEnd: low + events.length === this.events.length };
  }

  /** Resolves when something is committed after `position`, when the tail is reset, or when `signal` aborts. */
  moved(position: number, signal: AbortSignal): Promise<void> {
    if (this.lastPosition > position || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  private wake(): void {
    for (const done of this.waiting) done();
  }

  private forgetOldest(): void {
    if (this.bytes <= this.capacityBytes) return;
    let forgotten = 0;
    // Half at once, so that moving the rest costs little per event.
    while (this.bytes > this.capacityBytes / 2 && forgotten < this.events.length) {
      const event = this.events[forgotten];
      this.bytes -= recordSize(event.stream, event);
      this.floor = event.position;
      forgotten += 1;
    }
    this.events = this.events.slice(forgotten);
  }
}
