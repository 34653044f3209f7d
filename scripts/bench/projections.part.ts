/** A part: reads the log barely, rebuilds the read models from it, or lets the live projector catch up with it. */
import { EventStoreDBClient, START } from '@eventstore/db-client';
import { models } from '../../projections/registry.js';
import { rebuild } from '../../projections/runtime/generation.js';
import { Projector } from '../../projections/runtime/projector.js';
import { migrate } from '../../src/app-schema/migrate.js';
import { readEvent } from '../../src/event-catalogue.js';
import { EventStoreConnection } from '../../src/ledger/esdb/connection.js';
import { EsdbEventLog } from '../../src/ledger/esdb/esdb-event-log.js';
import { createPool } from '../../src/postgres/pool.js';
import { PROJECTOR } from '../../src/postgres/roles.js';
import { servePart } from './child-process.js';
import type { LedgerPlace } from './stores.js';

export interface Pass {
  readonly events: number;
  readonly seconds: number;
  /** Largest resident size that this process has had. */
  readonly peakRssMiB: number;
}

export type ProjectionsMethods = {
  /** The whole of $all with the bare client, every event only counted. */
  readBarely(): Promise<Pass>;
  /** Builds every read model but that of texts from the whole log and swaps it in, without comparing it with a live one. */
  rebuild(): Promise<Pass>;
  /** The same for the model of texts alone. */
  rebuildTexts(): Promise<Pass>;
  /** Runs the projector, that of texts apart, until every model has reached a position. */
  catchUpTo(position: bigint): Promise<Pass>;
};

const POLL_MS = 5;
const texts = models.filter(({ name }) => name === 'search');
const others = models.filter(({ name }) => name !== 'search');

servePart<LedgerPlace>(async ({ databaseUrl, eventStoreUrl }) => {
  const fail = (error: Error): void => console.error(error.message);
  const pool = createPool(databaseUrl, { max: models.length + 5, name: 'bench', onError: fail, role: PROJECTOR });
  const connection = new EventStoreConnection(eventStoreUrl);
  const log = new EsdbEventLog(connection, readEvent);
  const now = () => new Date();
  await migrate(databaseUrl);
  const timed = async (work: () => Promise<number>): Promise<Pass> => {
    const started = performance.now();
    const events = await work();
    return { events, seconds: (performance.now() - started) / 1_000, peakRssMiB: process.resourceUsage().maxRSS / 1024 };
  };
  const build = async (chosen: typeof models): Promise<Pass> => {
    for (const { name } of chosen) await pool.query(`drop schema if exists "rm_${name}" cascade`);
    return timed(async () => {
      let events = 0;
      await rebuild(chosen, { pool, log, now, onProgress: (progress) => (events = Math.max(events, progress.events)) });
      return events;
    });
  };
  const methods: ProjectionsMethods = {
    readBarely: async () => {
      const client = EventStoreDBClient.connectionString(eventStoreUrl);
      try {
        return await timed(async () => {
          let events = 0;
          for await (const { event } of client.readAll({ fromPosition: START }))
            if (event && !event.type.startsWith('$')) events += 1;
          return events;
        });
      } finally {
        await client.dispose();
      }
    },
    rebuild: () => build(others),
    rebuildTexts: () => build(texts),
    catchUpTo: (position) =>
      timed(async () => {
        const projector = new Projector({ pool, log, models: others, now, onProblem: (message) => fail(new Error(message)) });
        await projector.start();
        const behind = () => projector.health().some((model) => BigInt(model.position ?? 0) < position);
        while (behind()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        await projector.stop();
        return Number.NaN;
      }),
  };
  return {
    methods,
    close: async () => {
      await pool.end();
      await connection.close();
    },
  };
});
