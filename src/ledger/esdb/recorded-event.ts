/** Turns what the event store returns into recorded events of ours. */
import type { RecordedEvent as StoreEvent } from '@eventstore/db-client';
import type { Meta, RecordedEvent } from '../event-contract.js';
import { parseStreamName } from '../stream-name.js';
import type { LogItem } from '../subscription.js';
import { type ReadEvent, UnreadableEvent } from '../upcast.js';

/** @throws {UnreadableEvent} when the event carries our stream name but not our metadata or data. */
export const toRecorded = (event: StoreEvent, readEvent: ReadEvent): RecordedEvent | undefined => {
  const name = parseStreamName(event.streamId);
  if (!name) return undefined;
  const meta = event.metadata as Meta | undefined;
  if (typeof meta?.schemaVersion !== 'number' || typeof meta.actorId !== 'string' || typeof meta.orgId !== 'string')
    throw new UnreadableEvent(event.type, 'metadata: schemaVersion, actorId or orgId is missing');
  if (!isInstant(meta.recordedAt))
    throw new UnreadableEvent(event.type, 'metadata: recordedAt is not a UTC time with milliseconds');
  if (meta.tenantId !== name.tenantId) throw new UnreadableEvent(event.type, 'metadata: tenantId differs from the stream name');
  const read = readEvent(event.type, meta.schemaVersion, event.data);
  return (
    read && {
      event: read,
      at: {
        eventId: event.id,
        category: name.category,
        recordId: name.recordId,
        revision: event.revision,
        position: event.position!.commit,
        recordedAt: meta.recordedAt,
        meta,
      },
    }
  );
};

/** UTC with milliseconds, as our clock writes it: sorts as text. */
const isInstant = (value: unknown): value is string => {
  if (typeof value !== 'string' || !INSTANT.test(value)) return false;
  const time = Date.parse(value);
  // Date.parse takes 31 February for 3 March.
  return time >= 0 && (Number(value.slice(8, 10)) <= 28 || new Date(time).toISOString() === value);
};
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const toLogItem = (event: StoreEvent, readEvent: ReadEvent): LogItem => {
  const position = event.position!.commit;
  if (event.type.startsWith('$') || event.streamId.startsWith('$')) return { kind: 'skipped', position };
  try {
    const recorded = toRecorded(event, readEvent);
    if (!recorded) return { kind: 'skipped', position };
    return { kind: 'event', position, recordedAt: recorded.at.recordedAt, storedAt: event.created.getTime(), recorded };
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    const { recordedAt } = (event.metadata ?? {}) as Partial<Meta>;
    return {
      kind: 'unreadable',
      position,
      recordedAt: isInstant(recordedAt) ? recordedAt : event.created.toISOString(),
      eventId: event.id,
      category: parseStreamName(event.streamId)!.category,
      type: event.type,
      error: error.message,
    };
  }
};
