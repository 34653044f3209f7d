/** The read port over the whole log: every event of ours in commit order, from any position, resuming by itself. */
import type { RecordedEvent } from './event-contract.js';

export type LogItem =
  | {
      readonly kind: 'event';
      readonly position: bigint;
      readonly recordedAt: string;
      /** The store's clock, in milliseconds since the epoch. */
      readonly storedAt: number;
      readonly recorded: RecordedEvent;
    }
  /** Not one of ours, or of a type no contract names: only the position counts. */
  | { readonly kind: 'skipped'; readonly position: bigint }
  /** One of ours that its contract refuses. */
  | {
      readonly kind: 'unreadable';
      readonly position: bigint;
      readonly recordedAt: string;
      readonly eventId: string;
      readonly category: string;
      readonly type: string;
      readonly error: string;
    };

export abstract class EventLog {
  /** Follows the log after `after` (undefined: from the start) until the signal aborts; reconnects on its own and never repeats or skips. With a prefix only streams whose names begin so. */
  abstract follow(after: bigint | undefined, signal: AbortSignal, streamPrefix?: string): AsyncIterable<LogItem>;
  /** Reads what is there now after `after`, then ends. */
  abstract read(after: bigint | undefined, signal?: AbortSignal): AsyncIterable<LogItem>;
  /** The position of the last event in the log, of ours or not; undefined when the log is empty. */
  abstract head(): Promise<bigint | undefined>;
}
