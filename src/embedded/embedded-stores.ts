/** The zero-setup default: PostgreSQL and the event-store node of one data directory, started in order and stopped in reverse. */
import { extname } from 'node:path';
import { startPostgres } from './postgres/postgres.js';
import { superviseProcess, type SupervisedProcess } from './supervised-process.js';

export interface EmbeddedStoresOptions {
  /** Created when missing. One running instance may use it at a time. */
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** `false` only for data that may be thrown away: nothing waits for the disk. */
  readonly durable?: boolean;
}

export interface EmbeddedStores {
  /** Database `ledger`, as the application's role. */
  readonly databaseUrl: string;
  readonly eventStoreUrl: string;
  /** The folder that really holds the data (as root it may be outside the data directory). */
  readonly dataPath: string;
  /** Whether a PostgreSQL left running by a killed instance was taken over. */
  readonly adopted: boolean;
  /** Process ids at this moment; they change when a store is restarted. */
  readonly pids: { readonly postgres: number; readonly eventStoreNode: number };
  /** Stops the node, then PostgreSQL; returns when both have ended. Close every client and pool before. */
  stop(): Promise<void>;
}

const DATABASE = 'ledger';

/** Throws one clear error when the directory is in use, or when a store does not start (with that store's own last words). */
export async function startEmbeddedStores(options: EmbeddedStoresOptions): Promise<EmbeddedStores> {
  const { dataDir, log, durable } = options;
  const postgres = await startPostgres({ dataDir, onLog: log, durable });
  try {
    const databaseUrl = await postgres.createDatabase(DATABASE);
    const node = await startEventStoreNode(databaseUrl, log);
    return {
      databaseUrl,
      eventStoreUrl: eventStoreUrlOf(node),
      dataPath: postgres.dataPath,
      adopted: postgres.adopted,
      get pids() {
        return { postgres: postgres.pid, eventStoreNode: node.pid };
      },
      async stop() {
        await node.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** An event-store node of its own on `databaseUrl`, in a supervised child process. */
export function startEventStoreNode(databaseUrl: string, log: (line: string) => void): Promise<SupervisedProcess> {
  return superviseProcess({
    name: 'event-store node',
    // Beside this module, built or not: the loader that runs this one runs the child too.
    module: new URL(`./event-store-node/main${extname(import.meta.url)}`, import.meta.url),
    env: (port) => ({
      EVENT_STORE_NODE_DATABASE_URL: databaseUrl,
      EVENT_STORE_NODE_HOST: '127.0.0.1',
      EVENT_STORE_NODE_PORT: String(port),
    }),
    log,
  });
}

/** Connection string of @eventstore/db-client for a node on this machine. */
export function eventStoreUrlOf(node: { readonly port: number }): string {
  return `esdb://127.0.0.1:${node.port}?tls=false`;
}
