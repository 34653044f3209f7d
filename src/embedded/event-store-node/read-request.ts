/** What a Read call asks for, taken out of the protocol message. */
import streamsProtocol from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { eventFilter, type EventFilter } from './filter.js';
import { InvalidMessage } from './wire/append-messages.js';

const { BACKWARDS } = streamsProtocol.ReadReq.Options.ReadDirection;

interface ReadTarget {
  readonly direction: 'forwards' | 'backwards';
  /** How many events at most; undefined for a subscription. */
  readonly count: number | undefined;
  readonly filter: EventFilter | undefined;
}
export interface StreamRead extends ReadTarget {
  readonly of: 'stream';
  readonly stream: string;
  readonly from: 'start' | 'end' | number;
}
export interface AllRead extends ReadTarget {
  readonly of: 'all';
  readonly from: 'start' | 'end' | number;
}
export type ReadRequest = StreamRead | AllRead;

/**
 * The read a message asks for; `logEnd` is the position of the last committed event.
 * Throws InvalidMessage for a position no event of this log can have.
 */
export function readRequest(message: ReadReq, logEnd: number): ReadRequest {
  const options = message.getOptions();
  if (!options) throw new InvalidMessage('The read has no options');
  const filter = options.getFilter();
  const target: ReadTarget = {
    direction: options.getReadDirection() === BACKWARDS ? 'backwards' : 'forwards',
    count: options.hasSubscription() ? undefined : bounded(options.getCount()),
    filter: filter && eventFilter(filter),
  };
  const stream = options.getStream();
  if (stream) {
    const name = Buffer.from(stream.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
    if (name === '' || name.includes('\0'))
      throw new InvalidMessage('The stream name is empty or contains a zero character; name a stream');
    const from = stream.hasStart() ? 'start' : stream.hasEnd() ? 'end' : bounded(stream.getRevision());
    return { ...target, of: 'stream', stream: name, from };
  }
  const all = options.getAll();
  if (!all) throw new InvalidMessage('The read names neither a stream nor $all');
  const position = all.getPosition();
  if (position) return { ...target, of: 'all', from: logPosition(position, logEnd) };
  return { ...target, of: 'all', from: all.hasEnd() ? 'end' : 'start' };
}

function logPosition(position: ReadReq.Options.Position, logEnd: number): number {
  const commit = BigInt(position.getCommitPosition());
  const prepare = BigInt(position.getPreparePosition());
  if (prepare > commit)
    throw new InvalidMessage(`Position ${commit}/${prepare} is invalid: its prepare part lies behind its commit part`);
  if (commit > BigInt(logEnd)) {
    throw new InvalidMessage(`Position ${commit} lies behind the end of the log (${logEnd}): it was taken from another log`);
  }
  return Number(commit);
}

/** An unsigned 64-bit number; beyond 2^53 all are alike, no revision gets there. */
function bounded(unsigned: string): number {
  const value = BigInt(unsigned);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
}
