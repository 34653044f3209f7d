/** Real stores for tests: started once per test process when first asked for, isolated databases and logs on them, removed at the end. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { dataDirectoryIsClaimed } from '../../src/embedded/data-directory-claim.js';
import type * as embeddedStores from '../../src/embedded/embedded-stores.js';
import { postmasterStanding, readPostmasterFile } from '../../src/embedded/postgres/postmaster-file.js';
import { startPostgres } from '../../src/embedded/postgres/postgres.js';
import { processEnded, processIsAlive, signalProcess } from '../../src/embedded/running-process.js';

export interface Stores {
  readonly databaseUrl: string;
  readonly eventStoreUrl: string;
  readonly databaseName: string;
}

export interface FreshStores extends Stores {
  /** Process id of the event-store node at this moment. */
  readonly nodePid: number;
  /** Ends the node and drops the database. */
  stop(): Promise<void>;
}

export interface FreshDatabase {
  readonly url: string;
  readonly name: string;
  readonly drop: () => Promise<void>;
}

/** The node starts in half the time from what is compiled. */
const { isBuilt } = (await import(new URL('../../scripts/setup.mjs', import.meta.url).href)) as { isBuilt: () => boolean };
const { eventStoreUrlOf, startEventStoreNode } = (await import(
  new URL(isBuilt() ? '../../dist/src/embedded/embedded-stores.js' : '../../src/embedded/embedded-stores.ts', import.meta.url)
    .href
)) as typeof embeddedStores;

const PREFIX = 'intelligence-ledger-test-';
const ENDING_MS = 120_000;

let sharedDatabase: Promise<string> | undefined;
let sharedStores: Promise<Stores> | undefined;
const endings: (() => Promise<void>)[] = [];

/** The stores shared by this test process: those of `DATABASE_URL` and `EVENTSTORE_URL` when set, else embedded ones that do not wait for the disk. */
export function stores(): Promise<Stores> {
  sharedStores ??= startSharedStores();
  return sharedStores;
}

/** An empty database of its own on the shared server. */
export function freshDatabase(): Promise<FreshDatabase> {
  return databaseFrom('template1');
}

async function databaseFrom(template: string): Promise<FreshDatabase> {
  const shared = await database();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(shared, `create database ${name} template ${template}`);
  const url = new URL(shared);
  url.pathname = `/${name}`;
  return { url: url.href, name, drop: () => dropDatabase(shared, name) };
}

/** An empty event store with empty read models: a node of its own on a database of its own, whatever the environment names. */
export function freshStores(): Promise<FreshStores> {
  return storesFrom(process.env.TEST_DATABASE_TEMPLATE ?? 'template1');
}

/** The same without read models. */
export function bareStores(): Promise<FreshStores> {
  return storesFrom('template1');
}

async function storesFrom(template: string): Promise<FreshStores> {
  const { url, name, drop } = await databaseFrom(template);
  try {
    const node = await startEventStoreNode(url, ignore);
    return {
      databaseUrl: url,
      databaseName: name,
      eventStoreUrl: eventStoreUrlOf(node),
      get nodePid() {
        return node.pid;
      },
      async stop() {
        await node.stop();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** A folder for throw-away data; removed after the tests, or by a later run when this one is killed. */
export async function temporaryDataDir(): Promise<string> {
  await removeStale();
  const dataDir = fs.mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // The account that PostgreSQL runs as needs to pass through.
  fs.chmodSync(dataDir, 0o755);
  endings.push(() => removeDataDir(dataDir));
  return dataDir;
}

/** Ends whatever was started here, last first. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(ENDING_MS);
    await endAll();
  },
};

/** Spec files that run beside each other do so in processes of their own, over one server, from a ledger whose empty read models are built once. */
export async function mochaGlobalSetup(): Promise<void> {
  if (!process.argv.includes('--parallel')) return;
  process.env.TEST_DATABASE_SERVER = await database();
  const { url, name } = await freshDatabase();
  const node = await startEventStoreNode(url, ignore);
  const { openKernel } = await import('../../src/kernel.js');
  const kernel = await openKernel({
    databaseUrl: url,
    databaseReadUrl: url,
    eventStoreUrl: eventStoreUrlOf(node),
    instanceKey: randomBytes(32),
    // Stories set the clock: what is built here must not be complete up to a time that is still to come for them.
    clock: { now: () => new Date(0) },
    projections: 'inline',
    warn: ignore,
  });
  await kernel.close();
  await node.stop();
  process.env.TEST_DATABASE_TEMPLATE = name;
}

export async function mochaGlobalTeardown(): Promise<void> {
  await endAll();
}

async function endAll(): Promise<void> {
  for (const end of endings.splice(0).toReversed()) await end();
  sharedDatabase = sharedStores = undefined;
}

async function startSharedStores(): Promise<Stores> {
  if (process.env.EVENTSTORE_URL) {
    const databaseUrl = await database();
    return { databaseUrl, databaseName: new URL(databaseUrl).pathname.slice(1), eventStoreUrl: process.env.EVENTSTORE_URL };
  }
  const own = await freshStores();
  endings.push(() => own.stop());
  return own;
}

function database(): Promise<string> {
  const given = process.env.DATABASE_URL ?? process.env.TEST_DATABASE_SERVER;
  sharedDatabase ??= given ? Promise.resolve(given) : startSharedDatabase();
  return sharedDatabase;
}

async function startSharedDatabase(): Promise<string> {
  const postgres = await startPostgres({ dataDir: await temporaryDataDir(), onLog: ignore, durable: false });
  endings.push(() => postgres.stop());
  return postgres.createDatabase('ledger');
}

// A session that is just ending (an autovacuum worker, a closing pool) may hold the database for a moment.
async function dropDatabase(server: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await execute(server, `drop database if exists ${name} with (force)`);
    } catch (error) {
      if (attempt === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
    }
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function removeStale(): Promise<void> {
  for (const name of fs.readdirSync(tmpdir())) {
    const testProcess = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : 0;
    if (!(testProcess > 0) || processIsAlive(testProcess)) continue;
    const dataDir = join(tmpdir(), name);
    const stat = fs.statSync(dataDir, { throwIfNoEntry: false });
    if (stat?.uid === process.getuid?.() && !(await dataDirectoryIsClaimed(dataDir))) await removeDataDir(dataDir);
  }
}

async function removeDataDir(dataDir: string): Promise<void> {
  const home = join(dataDir, 'postgres');
  const cluster = join(home, 'cluster');
  const left = readPostmasterFile(cluster);
  if (left && postmasterStanding(cluster, left) === 'ours') {
    signalProcess(left.pid, 'SIGQUIT');
    await processEnded(left.pid, 10_000);
  }
  if (fs.existsSync(home)) fs.rmSync(fs.realpathSync(home), { recursive: true, force: true, maxRetries: 5 });
  fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

function ignore(): void {}
