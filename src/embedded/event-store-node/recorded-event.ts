/** Events as the node holds them, and the revision a writer may expect. */

/** An event a client wants appended. Sizes are bytes; `id` is a lower-case UUID. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/**
 * An event with its place in the log. Positions grow like byte offsets (each event's position is where its record ends) and
 * stay below 2^53, as do revisions, so both are plain numbers. `created` is milliseconds since the epoch.
 */
export interface RecordedEvent extends ProposedEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly created: number;
}

export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | bigint;

/** The largest append the node accepts: data, metadata and types of all its events together. */
export const MAXIMUM_APPEND_BYTES = 1024 * 1024;

/** Bytes of `event` that count towards the append limit. */
export function appendSize(event: ProposedEvent): number {
  return event.data.length + event.metadata.length + 2 * event.type.length;
}

const RECORD_OVERHEAD_BYTES = 64;

/** Bytes by which the log grows for `event` in `stream`. */
export function recordSize(stream: string, event: ProposedEvent): number {
  return (
    RECORD_OVERHEAD_BYTES + Buffer.byteLength(stream) + Buffer.byteLength(event.type) + event.data.length + event.metadata.length
  );
}

/** No record is larger than this; reads rely on it to bound a page by positions alone. */
export const MAXIMUM_RECORD_BYTES = MAXIMUM_APPEND_BYTES + 64 * 1024;
