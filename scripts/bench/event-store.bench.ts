/** Appends to the embedded event-store node against single-row inserts of the same bytes with plain pg. */
import { randomBytes, randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import pg from 'pg';
import type { Bench } from './bench.js';
import { sustained } from './in-flight.js';
import { median } from './statistics.js';

const IN_FLIGHT = 64;
const ROW_BYTES = 500;
/** Left to the node and to PostgreSQL's own reserve. */
const CONNECTIONS_KEPT_FREE = 12;
const INSERT = `insert into bench_events (position, stream, revision, id, type, is_json, created, data, metadata)
  values (nextval('bench_position'), $1, 0, $2, $3, true, now(), $4, $5)`;

export const eventStoreBench: Bench = {
  name: 'event-store',
  purpose: 'appends/s to the embedded node at 64 in flight over raw pg inserts/s of the same 500 B rows, equally durable',
  async run({ size, stores, say }) {
    const ledger = await stores.emptyLedger();
    const client = EventStoreDBClient.connectionString(ledger.place.eventStoreUrl);
    const connections = await openConnections(ledger.place.databaseUrl);
    try {
      const data = {
        text: randomBytes(ROW_BYTES / 2)
          .toString('hex')
          .slice(0, ROW_BYTES - '{"text":""}'.length),
      };
      const bytes = Buffer.from(JSON.stringify(data));
      const append = () =>
        client.appendToStream(`bench-${randomUUID()}`, jsonEvent({ type: 'BenchHappened', data }), {
          expectedRevision: NO_STREAM,
        });
      const free = [...connections];
      const queued: ((connection: pg.Client) => void)[] = [];
      const insert = async (): Promise<void> => {
        const connection = free.pop() ?? (await new Promise<pg.Client>((resolve) => queued.push(resolve)));
        await connection.query({
          name: 'insert',
          text: INSERT,
          values: [`bench-${randomUUID()}`, randomUUID(), 'BenchHappened', bytes, Buffer.alloc(0)],
        });
        const next = queued.shift();
        if (next) next(connection);
        else free.push(connection);
      };
      await connections[0].query(
        'create table bench_events (like eventstore.events including all); create sequence bench_position',
      );
      for (const work of [append, insert]) await sustained(Math.min(2, size.loadSeconds), IN_FLIGHT, work);
      const appends: number[] = [];
      const inserts: number[] = [];
      for (let round = 0; round < size.rounds; round += 1) {
        const appended = await sustained(size.loadSeconds, IN_FLIGHT, append);
        const inserted = await sustained(size.loadSeconds, IN_FLIGHT, insert);
        appends.push(appended.perSecond);
        inserts.push(inserted.perSecond);
        say(
          `appends ${Math.round(appended.perSecond)}/s (n ${appended.count}); inserts ${Math.round(inserted.perSecond)}/s over ${connections.length} connections (n ${inserted.count})`,
        );
      }
      return [
        {
          name: 'embedded node appends at 64 in flight',
          unit: 'appends/s',
          measured: median(appends),
          limit: median(inserts),
          limitOf: `raw pg inserts, 64 in flight over ${connections.length} connections`,
          target: { of: 'ratio', bound: 'at least', value: 0.4 },
        },
      ];
    } finally {
      await Promise.all(connections.map((connection) => connection.end()));
      await client.dispose();
      await ledger.stop();
    }
  },
};

/** 64, or as many as the server has left. */
const openConnections = async (databaseUrl: string): Promise<readonly pg.Client[]> => {
  const first = new pg.Client(databaseUrl);
  await first.connect();
  const { rows } = await first.query('show max_connections');
  const count = Math.min(IN_FLIGHT, Number(rows[0].max_connections) - CONNECTIONS_KEPT_FREE);
  const others = Array.from({ length: count - 1 }, () => new pg.Client(databaseUrl));
  await Promise.all(others.map((connection) => connection.connect()));
  return [first, ...others];
};
