/** ReadResp messages of `event_store.client.streams`, as protocol bytes. */
import type { RecordedEvent } from '../recorded-event.js';
import { bytesField, varintField, varintSize, writeVarint } from './protobuf.js';

const JSON_TYPE = 'application/json';
const BINARY_TYPE = 'application/octet-stream';
const METADATA_TYPE = mapHead('type');
const METADATA_CONTENT_TYPE = [true, false].map((isJson) => mapEntry('content-type', isJson ? JSON_TYPE : BINARY_TYPE));
const METADATA_CREATED = mapHead('created');
/** `created` goes out in ticks of 100 ns. */
const TICKS = '0000';

export const subscriptionConfirmation = (subscriptionId: string): Buffer => bytesField(2, bytesField(1, subscriptionId));
export const checkpoint = (position: number): Buffer => bytesField(3, varintField(1, position), varintField(2, position));
export const streamNotFound = (stream: string): Buffer => bytesField(4, bytesField(1, bytesField(3, stream)));
export const caughtUp = (): Buffer => bytesField(8);
export const fellBehind = (): Buffer => bytesField(9);

/** ReadResp with an event. */
export function eventReply(event: RecordedEvent): Buffer {
  const streamBytes = Buffer.byteLength(event.stream);
  const typeBytes = Buffer.byteLength(event.type);
  const created = `${event.created}${TICKS}`;
  const contentType = METADATA_CONTENT_TYPE[event.isJson ? 0 : 1];
  const idSize = event.id.length + 2;
  const identifierSize = 1 + varintSize(streamBytes) + streamBytes;
  const typeSize = METADATA_TYPE.length + 1 + varintSize(typeBytes) + typeBytes;
  const createdSize = METADATA_CREATED.length + 2 + created.length;
  const positionSize = 1 + varintSize(event.position);
  const delimited = (size: number): number => 1 + varintSize(size) + size;
  const recordedSize =
    delimited(idSize) +
    delimited(identifierSize) +
    (1 + varintSize(event.revision)) +
    2 * positionSize +
    delimited(typeSize) +
    contentType.length +
    delimited(createdSize) +
    delimited(event.metadata.length) +
    delimited(event.data.length);
  const readEventSize = delimited(recordedSize) + positionSize;
  const reply = Buffer.allocUnsafe(delimited(readEventSize));
  let at = 0;
  const open = (number: number, size: number): void => {
    reply[at++] = (number << 3) | 2;
    at = writeVarint(reply, at, size);
  };
  const text = (number: number, value: string, size: number): void => {
    open(number, size);
    at += reply.write(value, at, 'utf8');
  };
  const integer = (number: number, value: number): void => {
    reply[at++] = number << 3;
    at = writeVarint(reply, at, value);
  };
  const copy = (bytes: Buffer): void => {
    at += bytes.copy(reply, at);
  };
  open(1, readEventSize);
  open(1, recordedSize);
  open(1, idSize);
  text(2, event.id, event.id.length);
  open(2, identifierSize);
  text(3, event.stream, streamBytes);
  integer(3, event.revision);
  integer(4, event.position);
  integer(5, event.position);
  open(6, typeSize);
  copy(METADATA_TYPE);
  text(2, event.type, typeBytes);
  copy(contentType);
  open(6, createdSize);
  copy(METADATA_CREATED);
  text(2, created, created.length);
  open(7, event.metadata.length);
  copy(event.metadata);
  open(8, event.data.length);
  copy(event.data);
  integer(3, event.position);
  return reply;
}

function mapHead(key: string): Buffer {
  return bytesField(1, key);
}

function mapEntry(key: string, value: string): Buffer {
  return bytesField(6, bytesField(1, key), bytesField(2, value));
}
