/** The projector process of a production set-up: one is active on a database at a time, others stand by. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { migrate } from '../src/app-schema/migrate.js';
import { ConfigError } from '../src/config/config-error.js';
import { loadConfig } from '../src/config/config.js';
import { onOwnConnections, type ProjectorPlace, projectUntil } from './own-connections.js';
import { models } from './registry.js';
import { lockKey } from './runtime/checkpoint.js';
import { outdated, rebuild } from './runtime/generation.js';

const STAND_BY_MS = 500;
const RETRY_MS = 2_000;
const PROJECTOR_LOCK = lockKey('projector process');

const say = (message: string): void => console.log(`${new Date().toISOString()} ${message}`);
const complain = (message: string): void => console.error(`${new Date().toISOString()} ${message}`);

/** The session lock of the active projector; it ends with its connection, whoever closes that. */
interface ActiveLock {
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal }).catch(() => undefined);

/** Waits until no other projector is active. @returns undefined when the signal came first. */
const becomeActive = async (databaseUrl: string, signal: AbortSignal): Promise<ActiveLock | undefined> => {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `intelligence-ledger projector ${randomUUID()}`,
    keepAlive: true,
  });
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.on('error', () => resolve());
  });
  try {
    await client.connect();
    for (let told = false; !signal.aborted; told = true) {
      const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [PROJECTOR_LOCK]);
      if (rows[0].mine) return { lost, release: () => client.end() };
      if (!told) say('another projector is active; standing by');
      await pause(STAND_BY_MS, signal);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return undefined;
};

/** Projects until the signal, or until the lock is lost. */
const project = (place: ProjectorPlace, lock: ActiveLock, signal: AbortSignal): Promise<void> =>
  onOwnConnections(place, complain, async (on) => {
    const stale = await outdated(on.pool, models);
    if (stale.length > 0) say(`building ${stale.map(({ name }) => name).join(', ')}`);
    await rebuild(stale, on);
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await projectUntil(Promise.race([stopped, lock.lost]), on, () =>
      say(`projecting ${models.map(({ name }) => name).join(', ')}`),
    );
  });

const main = async (): Promise<void> => {
  const { database, eventStoreUrl } = loadConfig();
  if (!database || !eventStoreUrl)
    throw new ConfigError(
      'DATABASE_URL and EVENTSTORE_URL must be set for the projector process; npm start runs its own projections.',
    );
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  await migrate(database.url);
  while (!ending.signal.aborted)
    try {
      const lock = await becomeActive(database.url, ending.signal);
      if (!lock) break;
      try {
        await project({ databaseUrl: database.url, eventStoreUrl }, lock, ending.signal);
      } finally {
        await lock.release().catch(() => undefined);
      }
    } catch (error) {
      complain(`projector: ${(error as Error).message}`);
      await pause(RETRY_MS, ending.signal);
    }
  say('stopped');
};

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  },
);
