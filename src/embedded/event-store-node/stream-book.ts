/** What the writer remembers between commits: the heads of streams and the ids it wrote lately. */
import type { RecordedEvent } from './recorded-event.js';
import { truncationOf } from './stream-metadata.js';
import { TwoGenerationMap } from './two-generation-map.js';

/** Where a stream stands. `revision` is -1 while it has no events; `metadata` is the data of its latest metadata event. */
export interface StreamHead {
  readonly revision: number;
  readonly metadata: Buffer | null;
  readonly softDeleted: boolean;
}

/** Where an event with a known id was written. */
export interface WrittenEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

const HEADS = 50_000;
const RECENT_EVENTS = 50_000;

export const streamHead = (stream: string, revision: number, metadata: Buffer | null): StreamHead => ({
  revision,
  metadata,
  softDeleted: metadata !== null && truncationOf(stream, metadata).softDeleted,
});

/** Bounded; every head it holds is what the database will hold once the commit in progress has succeeded. */
export class StreamBook {
  private readonly heads = new TwoGenerationMap<string, StreamHead>(HEADS);
  private readonly recent = new TwoGenerationMap<string, WrittenEvent>(RECENT_EVENTS);

  constructor(public lastPosition: number) {}

  head(stream: string): StreamHead | undefined {
    return this.heads.get(stream);
  }

  setHead(stream: string, head: StreamHead): void {
    this.heads.set(stream, head);
  }

  /** The event with this id, when it was written lately. */
  recentEvent(id: string): WrittenEvent | undefined {
    return this.recent.get(id);
  }

  remember(event: RecordedEvent): void {
    const { stream, revision, position } = event;
    this.recent.set(event.id, { stream, revision, position });
    this.lastPosition = position;
  }

  /** Called between commits only: a commit in progress needs every head it loaded. */
  trim(): void {
    this.heads.trim();
    this.recent.trim();
  }
}
