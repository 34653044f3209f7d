/** The one PostgreSQL session that may write the log: it holds the writer lock and checks its epoch inside every commit. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { booleanArray, byteaArray, int8Array, textArray, timestampArray, uuidArray } from './binary-array.js';
import type { RecordedEvent } from './recorded-event.js';
import { applySchema } from './schema.js';
import { streamHead, type StreamBook, type StreamHead } from './stream-book.js';
import { olderEventKey, type OlderEvents } from './transaction.js';

const WRITER_LOCK = 0x6576_7374; // 'evst', per database
const LOCK_RETRY_MS = 100;
const QUERY_TIMEOUT_MS = 30_000;

const COMMIT = `
with fence as (
  select from eventstore.writer where epoch = $1::bigint for share
), appended as (
  insert into eventstore.events (position, stream, revision, id, type, is_json, created, data, metadata)
  select e.* from fence, unnest($2::bigint[], $3::text[], $4::bigint[], $5::uuid[], $6::text[], $7::boolean[], $8::timestamptz[],
                                $9::bytea[], $10::bytea[]) as e
), moved as (
  insert into eventstore.streams (name, last_revision, meta)
  select s.* from fence, unnest($11::text[], $12::bigint[], $13::bytea[]) as s
  on conflict (name) do update set last_revision = excluded.last_revision, meta = excluded.meta
)
select count(*)::int as epochs from fence`;

const HEADS = 'select name, last_revision, meta from eventstore.streams where name = any($1::text[])';

const OLDER_EVENTS = `
select e.stream, e.revision, e.id, e.position
from unnest($1::text[], $2::bigint[], $3::bigint[]) as wanted (stream, first, last)
join eventstore.events e on e.stream = wanted.stream and e.revision between wanted.first and wanted.last`;

/** Another process writes this log. */
export class WriterLockHeld extends Error {
  constructor() {
    super('another event-store node holds the writer lock of this database; stop it first');
    this.name = 'WriterLockHeld';
  }
}

export class WriterSession {
  /** Called when the connection has ended, whoever ended it. */
  onLost: () => void = () => undefined;
  private lost = false;

  private constructor(
    private readonly client: pg.Client,
    private readonly epoch: number,
    /** Position of the last event in the log; 0 when it is empty. */
    readonly lastPosition: number,
  ) {
    const lose = (): void => {
      this.lost = true;
      this.onLost();
    };
    client.once('error', lose);
    client.once('end', lose);
  }

  /**
   * Connects, waits up to `lockWaitMs` for the writer lock, applies the schema and starts a new epoch.
   * A session that died with its commit in doubt keeps the lock until PostgreSQL has ended it, so what this one reads is final.
   * @throws WriterLockHeld, or the driver's error when the database cannot be used.
   */
  static async open(databaseUrl: string, lockWaitMs: number): Promise<WriterSession> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'event-store-node writer',
      connectionTimeoutMillis: 5_000,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    const ignore = (): void => undefined;
    client.on('error', ignore);
    try {
      await client.connect();
      await takeLock(client, lockWaitMs);
      await applySchema(client);
      const epoch = await client.query<{ epoch: string }>('update eventstore.writer set epoch = epoch + 1 returning epoch');
      const last = await client.query<{ last: string | null }>('select max(position) as last from eventstore.events');
      return new WriterSession(client, Number(epoch.rows[0]?.epoch), Number(last.rows[0]?.last ?? 0));
    } catch (error) {
      disconnect(client);
      throw error;
    }
  }

  get usable(): boolean {
    return !this.lost;
  }

  /** Puts the heads of `streams` into the book; a stream without a row has revision -1. */
  async loadHeads(streams: readonly string[], book: StreamBook): Promise<void> {
    const { rows } = await this.client.query<{ name: string; last_revision: string; meta: Buffer | null }>({
      name: 'heads',
      text: HEADS,
      values: [textArray(streams)],
    });
    for (const stream of streams) book.setHead(stream, streamHead(stream, -1, null));
    for (const row of rows) book.setHead(row.name, streamHead(row.name, Number(row.last_revision), row.meta));
  }

  /** Which events stand at revisions `first` to `last` of each stream. */
  async olderEvents(ranges: readonly { stream: string; first: number; last: number }[]): Promise<OlderEvents> {
    const { rows } = await this.client.query<{ stream: string; revision: string; id: string; position: string }>({
      name: 'older-events',
      text: OLDER_EVENTS,
      values: [
        textArray(ranges.map(({ stream }) => stream)),
        int8Array(ranges.map(({ first }) => first)),
        int8Array(ranges.map(({ last }) => last)),
      ],
    });
    return new Map(
      rows.map((row) => [olderEventKey(row.stream, Number(row.revision)), { id: row.id, position: Number(row.position) }]),
    );
  }

  /** Writes events and heads in one statement, durable when it returns. Any error leaves the outcome unknown. */
  async commit(events: readonly RecordedEvent[], heads: readonly (readonly [string, StreamHead])[]): Promise<void> {
    const { rows } = await this.client.query<{ epochs: number }>({
      name: 'commit',
      text: COMMIT,
      values: [
        this.epoch,
        int8Array(events.map(({ position }) => position)),
        textArray(events.map(({ stream }) => stream)),
        int8Array(events.map(({ revision }) => revision)),
        uuidArray(events.map(({ id }) => id)),
        textArray(events.map(({ type }) => type)),
        booleanArray(events.map(({ isJson }) => isJson)),
        timestampArray(events.map(({ created }) => created)),
        byteaArray(events.map(({ data }) => data)),
        byteaArray(events.map(({ metadata }) => metadata)),
        textArray(heads.map(([name]) => name)),
        int8Array(heads.map(([, { revision }]) => revision)),
        byteaArray(heads.map(([, { metadata }]) => metadata)),
      ],
    });
    if (rows[0]?.epochs !== 1) throw new Error('A later epoch writes this log');
  }

  /** Ends the session at once, giving up the lock. */
  close(): void {
    disconnect(this.client);
  }
}

async function takeLock(client: pg.Client, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [WRITER_LOCK]);
    if (rows[0]?.taken) return;
    if (Date.now() >= deadline) throw new WriterLockHeld();
    await delay(LOCK_RETRY_MS);
  }
}

// A connection that no longer answers never ends politely.
function disconnect(client: pg.Client): void {
  const ended = client.end().catch(() => undefined);
  const impatience = setTimeout(() => client.connection.stream.destroy(), 500);
  void ended.finally(() => clearTimeout(impatience));
}
