/** Server-side filters of reads and subscriptions on $all. */
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { InvalidMessage } from './wire/append-messages.js';

/** What passes, and after how many events looked at the subscriber is told how far the log has been read. */
export interface EventFilter {
  passes(event: { readonly stream: string; readonly type: string }): boolean;
  readonly checkpointInterval: number;
}

/** The search window of a filter that names none. */
const DEFAULT_WINDOW = 32;

/**
 * The filter a request asks for: prefixes or a regular expression on the stream name or the event type.
 * Throws InvalidMessage for a filter without expression or with a malformed one.
 */
export function eventFilter(options: ReadReq.Options.FilterOptions): EventFilter {
  const subject = options.hasStreamIdentifier() ? 'stream' : 'type';
  const expression = options.getStreamIdentifier() ?? options.getEventType();
  if (!expression) throw new InvalidMessage('The filter looks at neither stream names nor event types');
  const matches = matcher(expression.getRegex(), expression.getPrefixList());
  const window = options.hasMax() && options.getMax() > 0 ? options.getMax() : DEFAULT_WINDOW;
  return {
    passes: (event) => matches(event[subject]),
    checkpointInterval: window * Math.max(1, options.getCheckpointintervalmultiplier()),
  };
}

function matcher(regex: string, prefixes: readonly string[]): (text: string) => boolean {
  if (regex !== '') {
    const pattern = compile(regex);
    return (text) => pattern.test(text);
  }
  if (prefixes.length === 0) throw new InvalidMessage('The filter has neither prefixes nor a regular expression');
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

function compile(regex: string): RegExp {
  try {
    return new RegExp(regex);
  } catch {
    throw new InvalidMessage('The regular expression of the filter is malformed; correct it');
  }
}
