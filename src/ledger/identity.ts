/** Deterministic ids, so that a retry of the same thing is the same thing. */
import { createHmac, hash } from 'node:crypto';

const EVENT_NAMESPACE = Buffer.from('6f3f8a0e5d0c4b7b9d6c2a1f4e7b3c58', 'hex');

const uuidOf = (bytes: Buffer, version: number): string => {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** RFC 9562 §5.5: the id of a name within a namespace of 16 bytes. */
export const namedId = (namespace: Buffer, name: string): string =>
  uuidOf(hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'buffer'), 5);

/** The id of the event number `index` that a command makes on a stream. */
export const eventId = (stream: string, actorId: string, commandId: string, index: number): string =>
  namedId(EVENT_NAMESPACE, JSON.stringify([stream, actorId, commandId, index]));

/** A record id from a natural key: HMAC-SHA-256 shaped as a version 4 UUID (RFC 9562 §5.4). */
export const recordIdFrom = (instanceKey: Buffer, ...key: readonly string[]): string =>
  uuidOf(createHmac('sha256', instanceKey).update(JSON.stringify(key)).digest(), 4);

/** An id that follows from a natural key without a secret: the same key gives the same record on every instance. */
export const naturalId = (...key: readonly string[]): string => uuidOf(hash('sha256', JSON.stringify(key), 'buffer'), 4);
