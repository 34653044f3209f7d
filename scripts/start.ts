/** `npm start`: the whole product from one command, its stores and demo data included. */
import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Application } from '../src/application.js';
import type { DevelopmentIssuer } from '../src/auth/development-issuer/development-issuer.js';
import { ConfigError } from '../src/config/config-error.js';
import { type Config, loadConfig } from '../src/config/config.js';
import { claimDataDirectory, DataDirectoryInUse } from '../src/embedded/data-directory-claim.js';
import { eventStoreUrlOf, startEventStoreNode } from '../src/embedded/embedded-stores.js';
import { startPostgres } from '../src/embedded/postgres/postgres.js';
import type { Position } from './demo/load-demo.js';
import { removeRunFile, writeRunFile } from './run-file.js';
import { type Brief, BRIEF_QUERY, briefLines } from './shift-brief.js';
import { Interrupted, Shutdown } from './shutdown.js';

const DATABASE = 'ledger';
/** Long enough for a warm PostgreSQL to start and its node to be forked before loading modules keeps this thread busy. */
const HEAD_START_MS = 400;

interface Stores {
  readonly databaseUrl: string;
  readonly databaseReadUrl: string;
  readonly eventStoreUrl: string;
}

type Tell = (what: string) => void;

const isInside = (path: string, folder: string): boolean => `${path}${sep}`.startsWith(`${realpathSync(folder)}${sep}`);

/** PostgreSQL recovers at its next start. */
const endAtOnce = (pid: number): void => {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended already.
  }
};

/** The database to use: the configured one, else the embedded one of the data directory. Throws DataDirectoryInUse. */
const startDatabase = async ({ dataDir, database }: Config, shutdown: Shutdown): Promise<Omit<Stores, 'eventStoreUrl'>> => {
  if (database) {
    const claim = await claimDataDirectory(dataDir);
    shutdown.add('data directory', () => claim.release());
    return { databaseUrl: database.url, databaseReadUrl: database.readUrl };
  }
  console.log(`Starting PostgreSQL and the event store in ${dataDir} …`);
  const postgres = await startPostgres({ dataDir, onLog: console.error });
  shutdown.add(
    'PostgreSQL',
    () => postgres.stop(),
    () => endAtOnce(postgres.pid),
  );
  if (postgres.adopted) console.log('PostgreSQL still ran, left by an instance that was killed; it is taken over.');
  if (!isInside(postgres.dataPath, dataDir)) console.log(`PostgreSQL keeps its data in ${postgres.dataPath}.`);
  const databaseUrl = await postgres.createDatabase(DATABASE);
  return { databaseUrl, databaseReadUrl: databaseUrl };
};

const startEventStore = async ({ eventStoreUrl, database }: Config, databaseUrl: string, shutdown: Shutdown): Promise<string> => {
  if (eventStoreUrl) return eventStoreUrl;
  const node = await startEventStoreNode(databaseUrl, console.error).catch((error: Error) => {
    throw database ? new ConfigError(`DATABASE_URL cannot be used by the event store: ${error.message}`) : error;
  });
  shutdown.add(
    'event-store node',
    () => node.stop(),
    () => endAtOnce(node.pid),
  );
  return eventStoreUrlOf(node);
};

/** What needs the stores; loaded late, since it takes longer than anything else. */
const loadModules = async () => {
  const [{ startApplication }, { loadDemo }, { watchOfficerClaims }, { mintDevelopmentToken }] = await Promise.all([
    import('../src/application.js'),
    import('./demo/load-demo.js'),
    import('./demo/demo-people.js'),
    import('../src/auth/development-issuer/token-request.js'),
  ]);
  return { startApplication, loadDemo, tokenOf: (issuer: DevelopmentIssuer) => mintDevelopmentToken(issuer, watchOfficerClaims) };
};
type Modules = Awaited<ReturnType<typeof loadModules>>;

/** Starts the stores while the application's modules are loaded, so that neither waits for the other. */
const startParts = async (config: Config, shutdown: Shutdown, tell: Tell) => {
  const database = startDatabase(config, shutdown);
  const eventStoreUrl = database.then(async ({ databaseUrl }) => {
    tell('PostgreSQL started');
    const url = await startEventStore(config, databaseUrl, shutdown);
    tell('event store started');
    return url;
  });
  const modules = Promise.race([database, delay(HEAD_START_MS)]).then(async () => {
    await delay(5);
    const loaded = await loadModules();
    tell('modules loaded');
    return loaded;
  });
  // What was started is known to the shutdown only when all have settled.
  await Promise.allSettled([database, eventStoreUrl, modules]);
  return { stores: { ...(await database), eventStoreUrl: await eventStoreUrl }, modules: await modules };
};

const ask = async (url: string, token: string, query: string, variables: object): Promise<unknown> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: readonly { message: string }[] };
  if (errors?.[0]) throw new Error(errors[0].message);
  return data;
};

const FIRST_QUERY =
  '{ intelligenceDashboard { reportCount publishedCount inReviewCount activeSourceCount lastPublishedAt recency { state } asOf { position lagMs } } }';

/** The shift brief and a query to copy, as far as this instance may give out tokens. */
const greet = async ({ url, issuer }: Application, tokenOf: Modules['tokenOf'], position: Position): Promise<void> => {
  if (!issuer) {
    console.log(`Ask POST ${url}/graphql with a token of your identity provider.`);
    return;
  }
  const token = await tokenOf(issuer);
  const brief = (await ask(url, token, BRIEF_QUERY, { atLeast: position?.toString() ?? null })) as Brief;
  const minutes = Math.floor(issuer.maxTtlSeconds / 60);
  const lines = [
    '',
    ...briefLines(brief, new Date()),
    '',
    `Ask it yourself (the token is good for ${minutes} minutes; npx ledger token gives another):`,
    '',
    `curl -sS ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${token}' -d '${JSON.stringify({ query: FIRST_QUERY })}'`,
    '',
  ];
  console.log(lines.join('\n'));
};

const start = async (config: Config, shutdown: Shutdown): Promise<void> => {
  const detailed = config.logLevel === 'debug' || config.logLevel === 'trace';
  const tell: Tell = (what) => {
    if (!detailed) return;
    const { user, system } = process.cpuUsage();
    console.log(
      `${((Date.now() - performance.timeOrigin) / 1000).toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s CPU): ${what}`,
    );
  };
  tell('settings read');
  const { stores, modules } = await startParts(config, shutdown, tell);
  shutdown.check();
  let position: Position;
  const application = await modules.startApplication(config, stores, undefined, async (kernel) => {
    if (config.demo) position = await modules.loadDemo(kernel, config.auth.issuer, console.log);
    tell('demo data looked at');
    shutdown.check();
  });
  shutdown.add('application', () => application.stop());
  tell('application started');
  shutdown.check();
  const { databaseUrl, eventStoreUrl } = stores;
  writeRunFile(config.dataDir, { url: application.url, pid: process.pid, databaseUrl, eventStoreUrl });
  shutdown.add('run file', async () => removeRunFile(config.dataDir));
  shutdown.ready();
  console.log(`ready ${application.url}`);
  tell('ready');
  await greet(application, modules.tokenOf, position);
};

/** One line for what the operator can mend, everything there is for the rest. */
const reasonOf = (error: unknown): unknown => {
  if (error instanceof ConfigError || error instanceof DataDirectoryInUse) return error.message;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `PORT ${port} of ${address} is taken by another program; stop that, or set PORT to another one.`;
  if (code === 'EACCES' && port !== undefined) return `PORT ${port} may not be used by this account; set PORT to one above 1023.`;
  return error;
};

const main = async (): Promise<void> => {
  const shutdown = new Shutdown((message) => console.error(message));
  try {
    const config = loadConfig();
    shutdown.listen(() => console.log('Stopping … (Ctrl-C once more ends everything at once)'));
    await start(config, shutdown);
  } catch (error) {
    const interrupted = error instanceof Interrupted || shutdown.requested;
    await shutdown.unwind();
    if (interrupted) process.exit(0);
    console.error(reasonOf(error));
    process.exit(1);
  }
};

await main();
