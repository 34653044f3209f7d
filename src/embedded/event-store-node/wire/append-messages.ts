/** Append and BatchAppend messages of `event_store.client.streams`, decoded as views on the received bytes. */
import type { ExpectedRevision, ProposedEvent } from '../recorded-event.js';
import { readFields, type Field } from './protobuf.js';

/** A rule of the protocol that a well-formed message breaks; the text says which. */
export class InvalidMessage extends Error {
  constructor(
    message: string,
    /** Metadata properties an event must carry and does not. */
    readonly missingProperties: readonly string[] = [],
  ) {
    super(message);
    this.name = 'InvalidMessage';
  }
}

export interface AppendOptions {
  readonly stream: string;
  /** The stream identifier as it was received. */
  readonly streamIdentifier: Buffer;
  readonly expected: ExpectedRevision;
  /** Milliseconds since the epoch; infinity for none. */
  readonly deadline: number;
}

/** One message of a unary append: first the options, then one event each. */
export interface AppendMessage {
  readonly options: AppendOptions | undefined;
  readonly event: ProposedEvent | undefined;
}

/** One message of a batch append. What breaks a rule is kept, so that it can be answered under its correlation id. */
export interface BatchAppendMessage {
  readonly correlationId: Buffer;
  readonly options: AppendOptions | undefined;
  readonly events: readonly ProposedEvent[];
  readonly isFinal: boolean;
  readonly invalid: InvalidMessage | undefined;
}

const STREAM_NAME_BYTES = 2000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NO_BYTES = Buffer.alloc(0);

/** Throws InvalidMessage for broken rules, RangeError for malformed bytes. */
export function decodeAppend(message: Buffer): AppendMessage {
  let options: AppendOptions | undefined;
  let event: ProposedEvent | undefined;
  for (const { number, bytes } of readFields(message)) {
    if (number === 1) options = decodeOptions(bytes);
    else if (number === 2) event = decodeProposed(bytes);
  }
  return { options, event };
}

/** Throws RangeError for malformed bytes. */
export function decodeBatchAppend(message: Buffer): BatchAppendMessage {
  let correlationId: Buffer = NO_BYTES;
  let options: AppendOptions | undefined;
  let isFinal = false;
  let invalid: InvalidMessage | undefined;
  const events: ProposedEvent[] = [];
  for (const { number, bytes, varint } of readFields(message)) {
    try {
      if (number === 1) correlationId = bytes;
      else if (number === 2) options = decodeOptions(bytes);
      else if (number === 3) events.push(decodeProposed(bytes));
      else if (number === 4) isFinal = varint !== 0n;
    } catch (error) {
      if (!(error instanceof InvalidMessage)) throw error;
      invalid ??= error;
    }
  }
  return { correlationId, options, events, isFinal, invalid };
}

/** The stream a client may append to; throws InvalidMessage for a name no stream can have. */
export function appendableStream(stream: string): string {
  if (stream === '') throw new InvalidMessage('The stream name is empty; name a stream');
  if (stream.includes('\0')) throw new InvalidMessage('The stream name contains a zero character; leave it out');
  if (Buffer.byteLength(stream) > STREAM_NAME_BYTES)
    throw new InvalidMessage(`The stream name is longer than ${STREAM_NAME_BYTES} bytes`);
  if (stream === '$all') throw new InvalidMessage('$all is every event in commit order; append to a stream');
  if (stream === '$$' || stream.startsWith('$$$$'))
    throw new InvalidMessage('A metadata stream has no metadata stream of its own');
  return stream;
}

function decodeOptions(message: Buffer): AppendOptions {
  let streamIdentifier: Buffer = NO_BYTES;
  let expected: ExpectedRevision | undefined;
  let deadline = Infinity;
  for (const { number, bytes, varint } of readFields(message)) {
    if (number === 1) streamIdentifier = bytes;
    else if (number === 2) expected = varint;
    else if (number === 3) expected = 'no_stream';
    else if (number === 4) expected = 'any';
    else if (number === 5) expected = 'stream_exists';
    else if (number === 6) deadline = decodeTimestamp(bytes);
  }
  if (expected === undefined) throw new InvalidMessage('The append names no expected revision');
  const stream = last(readFields(streamIdentifier), 3)?.bytes.toString('utf8') ?? '';
  return { stream: appendableStream(stream), streamIdentifier, expected, deadline };
}

function decodeTimestamp(message: Buffer): number {
  const fields = readFields(message);
  const seconds = BigInt.asIntN(64, last(fields, 1)?.varint ?? 0n);
  const nanoseconds = last(fields, 2)?.varint ?? 0n;
  return Number(seconds) * 1000 + Number(nanoseconds) / 1e6;
}

function decodeProposed(message: Buffer): ProposedEvent {
  let id = '';
  let type: string | undefined;
  let contentType: string | undefined;
  let data: Buffer = NO_BYTES;
  let metadata: Buffer = NO_BYTES;
  for (const { number, bytes } of readFields(message)) {
    if (number === 1) id = decodeUuid(bytes);
    else if (number === 2) {
      const entry = readFields(bytes);
      const key = last(entry, 1)?.bytes.toString('latin1');
      if (key === 'type') type = last(entry, 2)?.bytes.toString('utf8') ?? '';
      else if (key === 'content-type') contentType = last(entry, 2)?.bytes.toString('latin1') ?? '';
    } else if (number === 3) metadata = bytes;
    else if (number === 4) data = bytes;
  }
  if (!UUID.test(id)) throw new InvalidMessage('The event id is not a UUID; give every event one');
  if (!type || contentType === undefined) {
    const missing = [...(type ? [] : ['type']), ...(contentType === undefined ? ['content-type'] : [])];
    throw new InvalidMessage(`The event metadata lacks ${missing.join(' and ')}`, missing);
  }
  if (type.includes('\0')) throw new InvalidMessage('The event type contains a zero character; leave it out');
  return { id: id.toLowerCase(), type, isJson: contentType === 'application/json', data, metadata };
}

/** A UUID as text or as two 64-bit halves. */
function decodeUuid(message: Buffer): string {
  const fields = readFields(message);
  const structured = last(fields, 1);
  if (structured === undefined) return last(fields, 2)?.bytes.toString('latin1') ?? '';
  const halves = readFields(structured.bytes);
  const hex = [1, 2].map((number) => (last(halves, number)?.varint ?? 0n).toString(16).padStart(16, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const last = (fields: readonly Field[], number: number): Field | undefined => fields.findLast((field) => field.number === number);
