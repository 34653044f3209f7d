/** Decides writes in memory: which are accepted, at which revisions and positions. Knows no database and no clock. */
import { randomUUID } from 'node:crypto';
import { recordSize, type ExpectedRevision, type ProposedEvent, type RecordedEvent } from './recorded-event.js';
import { streamHead, type StreamBook, type StreamHead, type WrittenEvent } from './stream-book.js';
import { isMetadataStream, metadataStreamOf, originalStreamOf, softDeletion, softRecreation } from './stream-metadata.js';

/** A decided write. `revision` is the stream's last (-1: none); `position` is undefined when nothing was to be written. */
export type Decision =
  | { readonly is: 'written'; readonly revision: number; readonly position: number | undefined }
  | { readonly is: 'wrong-expected-version'; readonly current: number }
  | { readonly is: 'stream-deleted' };

/** Older events fetched for this transaction, by stream and revision. */
export type OlderEvents = ReadonlyMap<string, { readonly id: string; readonly position: number }>;
export const olderEventKey = (stream: string, revision: number): string => `${revision}@${stream}`;

/** The revision a stream must have: -1 for none. Revisions no stream can reach become infinity. */
export function requiredRevision(expected: bigint | 'no_stream'): number {
  if (expected === 'no_stream') return -1;
  return expected <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(expected) : Infinity;
}

/** The writes of one commit, in the order they were decided. Every head it asks for must be in the book. */
export class Transaction {
  readonly events: RecordedEvent[] = [];
  readonly touched = new Set<string>();

  constructor(
    private readonly book: StreamBook,
    private readonly older: OlderEvents,
    private readonly now: number,
  ) {}

  /** Accepts, recognises as already written, or refuses an append. */
  append(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): Decision {
    const head = this.head(stream);
    if (expected === 'any' || expected === 'stream_exists') {
      if (expected === 'stream_exists') {
        if (head.softDeleted) return { is: 'stream-deleted' };
        if (head.revision < 0 && head.metadata === null) return { is: 'wrong-expected-version', current: -1 };
      }
      const written = this.writtenLately(stream, events);
      if (written === 'none') return this.write(stream, head, events);
      return written === 'some' ? { is: 'wrong-expected-version', current: head.revision } : asWritten(written);
    }
    const required = requiredRevision(expected);
    if (required === head.revision) return this.write(stream, head, events);
    if (required < head.revision) {
      const written = this.writtenAt(stream, required + 1, events);
      if (written !== 'none' && written !== 'some') return asWritten(written);
      if (written === 'none' && required === -1 && head.softDeleted) return this.write(stream, head, events);
    }
    return { is: 'wrong-expected-version', current: head.revision };
  }

  /** Hides every event of the stream by metadata; the next append makes it visible again from there on. */
  softDelete(stream: string, expected: ExpectedRevision): Decision {
    const head = this.head(stream);
    if (expected === 'stream_exists') {
      if (head.softDeleted) return { is: 'stream-deleted' };
      if (head.revision < 0 && head.metadata === null) return { is: 'wrong-expected-version', current: -1 };
    } else if (expected !== 'any') {
      const required = requiredRevision(expected);
      const absent = required === -1 && head.softDeleted;
      if (required !== head.revision && !absent) return { is: 'wrong-expected-version', current: head.revision };
    }
    const position = this.record(metadataStreamOf(stream), metadataEvent(softDeletion()));
    return { is: 'written', revision: head.revision, position };
  }

  private write(stream: string, head: StreamHead, events: readonly ProposedEvent[]): Decision {
    if (events.length === 0) return { is: 'written', revision: head.revision, position: undefined };
    if (head.softDeleted) this.record(metadataStreamOf(stream), metadataEvent(softRecreation(head.metadata, head.revision + 1)));
    let position = this.book.lastPosition;
    for (const event of events) position = this.record(stream, event);
    return { is: 'written', revision: head.revision + events.length, position };
  }

  private record(stream: string, event: ProposedEvent): number {
    const head = this.head(stream);
    const recorded: RecordedEvent = {
      id: event.id,
      type: event.type,
      isJson: event.isJson,
      data: event.data,
      metadata: event.metadata,
      stream,
      revision: head.revision + 1,
      position: this.book.lastPosition + recordSize(stream, event),
      created: this.now,
    };
    this.events.push(recorded);
    this.book.remember(recorded);
    this.setHead(stream, { ...head, revision: recorded.revision });
    if (isMetadataStream(stream)) {
      const original = originalStreamOf(stream);
      this.setHead(original, streamHead(original, this.head(original).revision, event.data));
    }
    return recorded.position;
  }

  private writtenLately(stream: string, events: readonly ProposedEvent[]): WrittenEvent | 'none' | 'some' {
    let last: WrittenEvent | 'none' = 'none';
    for (const event of events) {
      const recent = this.book.recentEvent(event.id);
      if (recent === undefined || recent.stream !== stream) return last === 'none' ? 'none' : 'some';
      last = recent;
    }
    return last;
  }

  private writtenAt(stream: string, from: number, events: readonly ProposedEvent[]): WrittenEvent | 'none' | 'some' {
    let last: WrittenEvent | 'none' = 'none';
    for (const [index, { id }] of events.entries()) {
      const revision = from + index;
      const recent = this.book.recentEvent(id);
      const older = this.older.get(olderEventKey(stream, revision));
      if (recent !== undefined && recent.stream === stream && recent.revision === revision) last = recent;
      else if (older?.id === id) last = { stream, revision, position: older.position };
      else return last === 'none' ? 'none' : 'some';
    }
    return last;
  }

  private head(stream: string): StreamHead {
    const head = this.book.head(stream);
    if (head === undefined) throw new Error('The head of a stream was not loaded before deciding');
    return head;
  }

  private setHead(stream: string, head: StreamHead): void {
    this.book.setHead(stream, head);
    this.touched.add(stream);
  }
}

const asWritten = ({ revision, position }: WrittenEvent): Decision => ({ is: 'written', revision, position });

const NO_BYTES = Buffer.alloc(0);
const metadataEvent = (data: Buffer): ProposedEvent => ({
  id: randomUUID(),
  type: '$metadata',
  isJson: true,
  data,
  metadata: NO_BYTES,
});
