/** Embedded stores that wait for the disk, in a temporary folder; each bench gets an empty ledger on them. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventStoreUrlOf, startEventStoreNode } from '../../src/embedded/embedded-stores.js';
import { startPostgres } from '../../src/embedded/postgres/postgres.js';

export interface LedgerPlace {
  readonly databaseUrl: string;
  readonly eventStoreUrl: string;
  /** A folder for what a process keeps beside the stores; removed with them. */
  readonly dataDir: string;
}

/** A database with an event-store node of its own. */
export interface EmptyLedger {
  readonly place: LedgerPlace;
  /** Ends the node and drops the database. */
  stop(): Promise<void>;
}

export interface BenchStores {
  readonly databaseUrl: string;
  readonly dataPath: string;
  emptyLedger(): Promise<EmptyLedger>;
  /** Stops the ledgers left open, then PostgreSQL, and removes its folder. */
  stop(): Promise<void>;
}

export const startBenchStores = async (log: (line: string) => void): Promise<BenchStores> => {
  const dataDir = fs.mkdtempSync(join(tmpdir(), 'intelligence-ledger-bench-'));
  // The account that PostgreSQL runs as needs to pass through.
  fs.chmodSync(dataDir, 0o755);
  const remove = (dataPath?: string): void => {
    for (const folder of [dataPath, dataDir]) if (folder) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const postgres = await startPostgres({ dataDir, onLog: log, durable: true });
    const databaseUrl = await postgres.createDatabase('ledger');
    const open = new Set<EmptyLedger>();
    return {
      databaseUrl,
      dataPath: postgres.dataPath,
      async emptyLedger() {
        const ledger = await startLedger(databaseUrl, dataDir, log);
        const tracked = { place: ledger.place, stop: () => (open.delete(tracked) ? ledger.stop() : Promise.resolve()) };
        open.add(tracked);
        return tracked;
      },
      async stop() {
        for (const ledger of open) await ledger.stop();
        await postgres.stop();
        remove(postgres.dataPath);
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
};

const startLedger = async (server: string, dataDir: string, log: (line: string) => void): Promise<EmptyLedger> => {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  await execute(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const node = await startEventStoreNode(url.href, log);
  return {
    place: { databaseUrl: url.href, eventStoreUrl: eventStoreUrlOf(node), dataDir: join(dataDir, name) },
    async stop() {
      await node.stop();
      await execute(server, `drop database ${name}`);
    },
  };
};

const execute = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};
