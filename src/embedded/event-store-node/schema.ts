/** The node's tables in PostgreSQL: applied by the process that holds the writer lock, one numbered step at a time. */
import type { Client } from 'pg';

const STEPS: readonly string[] = [
  `create table eventstore.events (
     position bigint primary key,
     stream   text collate "C" not null,
     revision bigint not null,
     id       uuid not null,
     type     text not null,
     is_json  boolean not null,
     created  timestamptz not null,
     data     bytea not null,
     metadata bytea not null,
     unique (stream, revision)
   );
   comment on column eventstore.events.position is 'Where the event ends in the log, like a byte offset; commit order, never dense.';
   create table eventstore.streams (
     name          text collate "C" primary key,
     last_revision bigint not null,
     meta          bytea
   ) with (fillfactor = 80);
   comment on column eventstore.streams.last_revision is '-1 while the stream has metadata but no events.';
   comment on column eventstore.streams.meta is 'Data of the latest metadata event.';
   create table eventstore.writer (
     only_one boolean primary key default true check (only_one),
     epoch    bigint not null
   );
   insert into eventstore.writer (epoch) values (0);`,
];

/** Brings schema `eventstore` up to date. Throws when it was written by a newer version of this program. */
export async function applySchema(client: Client): Promise<void> {
  await client.query('create schema if not exists eventstore');
  await client.query(
    'create table if not exists eventstore.schema_version (version integer primary key, applied_at timestamptz not null)',
  );
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from eventstore.schema_version',
  );
  const current = rows[0]?.version ?? 0;
  if (current > STEPS.length) {
    throw new Error(
      `Schema eventstore has version ${current}, this program knows ${STEPS.length}: start the newer version of it`,
    );
  }
  for (let version = current + 1; version <= STEPS.length; version++) {
    await client.query('begin');
    await client.query(STEPS[version - 1]);
    await client.query('insert into eventstore.schema_version (version, applied_at) values ($1, now())', [version]);
    await client.query('commit');
  }
}
