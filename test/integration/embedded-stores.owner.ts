/** A process that owns the stores of a data directory, for tests that kill it: `embedded-stores.owner.ts <postgres|stores> <data directory>`. */
import { startEmbeddedStores } from '../../src/embedded/embedded-stores.js';
import { startPostgres } from '../../src/embedded/postgres/postgres.js';

export interface OwnerReport {
  readonly databaseUrl?: string;
  readonly adopted?: boolean;
  readonly postgresPid?: number;
  readonly nodePid?: number;
  readonly refused?: string;
}

const [what, dataDir] = process.argv.slice(2) as [string, string];
const ignore = () => undefined;

async function own(): Promise<{ report: OwnerReport; stop: () => Promise<void> }> {
  if (what === 'stores') {
    const stores = await startEmbeddedStores({ dataDir, log: ignore });
    const { databaseUrl, adopted, pids } = stores;
    return {
      report: { databaseUrl, adopted, postgresPid: pids.postgres, nodePid: pids.eventStoreNode },
      stop: () => stores.stop(),
    };
  }
  const postgres = await startPostgres({ dataDir, onLog: ignore });
  const databaseUrl = await postgres.createDatabase('ledger');
  return { report: { databaseUrl, adopted: postgres.adopted, postgresPid: postgres.pid }, stop: () => postgres.stop() };
}

try {
  const { report, stop } = await own();
  process.once('message', () => void stop().then(() => process.disconnect()));
  process.send?.(report);
} catch (error) {
  process.send?.({ refused: (error as Error).message } satisfies OwnerReport);
  process.disconnect();
}
