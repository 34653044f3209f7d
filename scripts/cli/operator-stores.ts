/** The stores behind an instance, for commands of its operator. */
import type { Pool } from 'pg';
import { loadConfig } from '../../src/config/config.js';
import type { EventStoreConnection } from '../../src/ledger/esdb/connection.js';
import { readRunFile } from '../run-file.js';
import { CommandFailed } from './command-failed.js';

export interface OperatorStores {
  readonly connection: EventStoreConnection;
  /** Opened when first used. */
  pool(size: number): Pool;
  close(): Promise<void>;
}

export const STORES_HELP = `
Works on the stores directly: those of the instance that runs on DATA_DIR, or those of DATABASE_URL and EVENTSTORE_URL.`;

/** Both named by the environment, else those of the running instance. @throws CommandFailed when there are none, ConfigError */
const storeUrls = (): { readonly databaseUrl: string; readonly eventStoreUrl: string } => {
  const { dataDir, database, eventStoreUrl } = loadConfig();
  const run = readRunFile(dataDir);
  const urls = { databaseUrl: database?.url ?? run?.databaseUrl, eventStoreUrl: eventStoreUrl ?? run?.eventStoreUrl };
  if (urls.databaseUrl && urls.eventStoreUrl) return { databaseUrl: urls.databaseUrl, eventStoreUrl: urls.eventStoreUrl };
  throw new CommandFailed(
    `No instance runs on ${dataDir}: start it with "npm start" (DATA_DIR names another directory), or set DATABASE_URL and EVENTSTORE_URL.`,
  );
};

/** Runs a command on the stores and closes them. */
export const onStores = async <T>(work: (stores: OperatorStores) => Promise<T>): Promise<T> => {
  const { databaseUrl, eventStoreUrl } = storeUrls();
  // Loaded here, so that commands that need no store start at once.
  const [{ EventStoreConnection }, { createPool }, { PROJECTOR }] = await Promise.all([
    import('../../src/ledger/esdb/connection.js'),
    import('../../src/postgres/pool.js'),
    import('../../src/postgres/roles.js'),
  ]);
  const connection = new EventStoreConnection(eventStoreUrl);
  let pool: Pool | undefined;
  const stores: OperatorStores = {
    connection,
    pool(size) {
      pool ??= createPool(databaseUrl, {
        max: size,
        name: 'operator',
        role: PROJECTOR,
        onError: (error) => console.error(`PostgreSQL connection: ${error.message}`),
      });
      return pool;
    },
    async close() {
      await pool?.end();
      await connection.close();
    },
  };
  try {
    return await work(stores);
  } finally {
    await stores.close();
  }
};
