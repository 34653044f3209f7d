/** The embedded stores start from nothing, survive kills of every part, and leave nothing behind. */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedStores, startEventStoreNode, type EmbeddedStores } from '../../src/embedded/embedded-stores.js';
import { postmasterFilePath, readPostmasterFile } from '../../src/embedded/postgres/postmaster-file.js';
import { startPostgres } from '../../src/embedded/postgres/postgres.js';
import { processEnded, processIsAlive } from '../../src/embedded/running-process.js';
import { freshDatabase, temporaryDataDir } from '../spec/stores.js';
import type { OwnerReport } from './embedded-stores.owner.js';

const ignore = () => undefined;
const start = (dataDir: string) => startEmbeddedStores({ dataDir, log: ignore });

describe('embedded stores', function () {
  this.timeout(60_000);

  describe('started once', () => {
    let dataDir: string;
    let stores: EmbeddedStores;

    before(async () => {
      dataDir = await temporaryDataDir();
      stores = await start(dataDir);
      await query(stores.databaseUrl, 'create table kept (word text)');
      await query(stores.databaseUrl, `insert into kept values ('acknowledged')`);
    });

    after(() => stores.stop());

    it('serve a UTF-8 database that waits for the disk, on this machine alone, to a role that is no superuser', async () => {
      assert.equal(stores.adopted, false);
      assert.deepEqual(
        await settings(stores.databaseUrl, ['fsync', 'synchronous_commit', 'listen_addresses', 'server_encoding']),
        {
          fsync: 'on',
          synchronous_commit: 'on',
          listen_addresses: '127.0.0.1',
          server_encoding: 'UTF8',
        },
      );
      assert.deepEqual(
        await query(stores.databaseUrl, 'select rolsuper, current_database() from pg_roles where rolname = current_user'),
        [{ rolsuper: false, current_database: 'ledger' }],
      );
    });

    it('keep their secrets from other accounts of the machine', () => {
      const { mode } = fs.statSync(join(dataDir, 'postgres', 'credentials.json'));
      assert.equal(mode & 0o777, 0o600);
    });

    it('let the event-store node listen where the client is told to connect', async () => {
      assert.ok(processIsAlive(stores.pids.eventStoreNode));
      assert.equal(await listens(portOf(stores)), true);
    });

    it('refuse a second instance on the same data directory in one line that names the first', async () => {
      const [{ refused }] = (await once(forkOwner('stores', dataDir), 'message')) as [OwnerReport];
      assert.equal(
        refused,
        `The data directory ${dataDir} is in use by the running instance with process id ${process.pid}; stop it, or set DATA_DIR to another directory.`,
      );
      await assert.rejects(start(dataDir), { code: 'DATA_DIRECTORY_IN_USE' });
      assert.deepEqual(await kept(stores.databaseUrl), ['acknowledged']);
    });

    it('bring PostgreSQL back on the same port when it is killed', async () => {
      const killed = stores.pids.postgres;
      process.kill(killed, 'SIGKILL');
      assert.ok(await processEnded(killed, 10_000));
      assert.deepEqual(await eventually(() => kept(stores.databaseUrl)), ['acknowledged']);
      await eventually(() => assert.notEqual(stores.pids.postgres, killed));
      assert.ok(processIsAlive(stores.pids.postgres));
    });

    it('bring PostgreSQL back each time, however often it is killed', async () => {
      for (let round = 0; round < 3; round++) {
        const killed = stores.pids.postgres;
        process.kill(killed, 'SIGKILL');
        await eventually(() => assert.notEqual(stores.pids.postgres, killed));
        assert.deepEqual(await eventually(() => kept(stores.databaseUrl)), ['acknowledged']);
      }
    });

    it('bring the event-store node back on the same port when it is killed', async () => {
      const killed = stores.pids.eventStoreNode;
      process.kill(killed, 'SIGKILL');
      assert.ok(await processEnded(killed, 10_000));
      await eventually(async () => assert.equal(await listens(portOf(stores)), true));
      assert.notEqual(stores.pids.eventStoreNode, killed);
    });
  });

  describe('stopped and started again', () => {
    it('leave no process behind, and find their data and their port', async () => {
      const dataDir = await temporaryDataDir();
      const first = await start(dataDir);
      await query(first.databaseUrl, 'create table kept as select $$first$$ as word');
      const { postgres, eventStoreNode } = first.pids;
      await first.stop();
      assert.deepEqual([processIsAlive(postgres), processIsAlive(eventStoreNode)], [false, false]);
      assert.deepEqual(processesNaming(dataDir), []);

      const second = await start(dataDir);
      assert.equal(second.adopted, false);
      assert.equal(second.databaseUrl, first.databaseUrl);
      assert.deepEqual(await kept(second.databaseUrl), ['first']);
      await second.stop();
      assert.deepEqual(processesNaming(dataDir), []);
    });

    it('take another port when theirs is in use', async () => {
      const dataDir = await temporaryDataDir();
      const first = await startPostgres({ dataDir, onLog: ignore });
      await first.stop();
      const intruder = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
      await once(intruder, 'listening');
      try {
        const second = await startPostgres({ dataDir, onLog: ignore });
        assert.notEqual(second.url, first.url);
        assert.deepEqual(await query(second.url, 'select 1 as one'), [{ one: 1 }]);
        await second.stop();
      } finally {
        intruder.close();
      }
    });

    it('are not held up by a process id that now belongs to another program', async () => {
      const dataDir = await temporaryDataDir();
      const first = await startPostgres({ dataDir, onLog: ignore });
      const cluster = first.dataPath;
      const file = fs.readFileSync(postmasterFilePath(cluster), 'utf8');
      await first.stop();
      fs.writeFileSync(postmasterFilePath(cluster), file.replace(/^\d+/, String(process.pid)));
      const second = await startPostgres({ dataDir, onLog: ignore });
      assert.equal(second.adopted, false);
      assert.notEqual(second.pid, process.pid);
      await second.stop();
    });

    it('name the version to use for data of another PostgreSQL', async () => {
      const dataDir = await temporaryDataDir();
      const first = await startPostgres({ dataDir, onLog: ignore });
      await first.stop();
      fs.writeFileSync(join(first.dataPath, 'PG_VERSION'), '13\n');
      await assert.rejects(
        startPostgres({ dataDir, onLog: ignore }),
        /was written by PostgreSQL 13, this version brings \d+: back it up/,
      );
    });
  });

  describe('whose owner is killed', () => {
    it('are taken over by the next start with everything acknowledged', async () => {
      const dataDir = await temporaryDataDir();
      const owner = await own('stores', dataDir);
      const { databaseUrl, postgresPid, nodePid } = owner.report as Required<OwnerReport>;
      await query(databaseUrl, 'create table kept as select $$acknowledged$$ as word');
      await kill(owner.process);
      assert.ok(processIsAlive(postgresPid));

      const stores = await start(dataDir);
      assert.equal(stores.adopted, true);
      assert.equal(stores.pids.postgres, postgresPid);
      assert.equal(stores.databaseUrl, databaseUrl);
      assert.deepEqual(await kept(databaseUrl), ['acknowledged']);
      assert.ok(await processEnded(nodePid, 20_000), 'the node of the killed owner ends with it');

      process.kill(postgresPid, 'SIGKILL');
      await eventually(() => assert.notEqual(stores.pids.postgres, postgresPid));
      assert.deepEqual(await eventually(() => kept(databaseUrl)), ['acknowledged']);
      await stores.stop();
      assert.deepEqual(processesNaming(dataDir), []);
    });

    it('recover when PostgreSQL was killed with it', async () => {
      const dataDir = await temporaryDataDir();
      const owner = await own('postgres', dataDir);
      const { databaseUrl, postgresPid } = owner.report as Required<OwnerReport>;
      await query(databaseUrl, 'create table kept as select $$acknowledged$$ as word');
      process.kill(postgresPid, 'SIGKILL');
      await kill(owner.process);
      await processEnded(postgresPid, 10_000);

      const postgres = await startPostgres({ dataDir, onLog: ignore });
      assert.equal(postgres.adopted, false);
      assert.deepEqual(await kept(databaseUrl), ['acknowledged']);
      await postgres.stop();
    });

    it('start over when it was creating the database', async () => {
      const dataDir = await temporaryDataDir();
      const home = join(dataDir, 'postgres');
      const owner = forkOwner('postgres', dataDir);
      await eventually(() => assert.ok(fs.readdirSync(home).some((name) => name.startsWith('initdb-'))));
      await kill(owner);
      assert.equal(fs.existsSync(join(home, 'cluster')), false);

      const postgres = await startPostgres({ dataDir, onLog: ignore });
      assert.equal(postgres.adopted, false);
      assert.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }]);
      await postgres.stop();
    });

    it('stop cleanly in the hands of an owner that is asked to', async () => {
      const dataDir = await temporaryDataDir();
      const owner = await own('stores', dataDir);
      const { postgresPid, nodePid } = owner.report as Required<OwnerReport>;
      owner.process.send('stop');
      assert.deepEqual(await once(owner.process, 'exit'), [0, null]);
      assert.deepEqual([processIsAlive(postgresPid), processIsAlive(nodePid)], [false, false]);
      assert.deepEqual(processesNaming(dataDir), []);
    });
  });

  it('say why the event-store node does not start', async () => {
    const database = await freshDatabase();
    await database.drop();
    await assert.rejects(startEventStoreNode(database.url, ignore), (error: Error) => {
      assert.match(error.message, /^The event-store node does not start: ./);
      return true;
    });
  });

  it('run as root under a folder that only root can enter', async function () {
    if (process.getuid?.() !== 0) return this.skip(); // needs root: others own every folder they can name
    const parent = await temporaryDataDir();
    fs.chmodSync(parent, 0o700);
    const dataDir = join(parent, 'ledger');
    const postgres = await startPostgres({ dataDir, onLog: ignore });
    assert.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }]);
    assert.equal(readPostmasterFile(postgres.dataPath)?.pid, postgres.pid);
    await postgres.stop();
    fs.rmSync(fs.realpathSync(join(dataDir, 'postgres')), { recursive: true });
  });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', ignore);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function kept(url: string): Promise<unknown[]> {
  return (await query(url, 'select word from kept order by word')).map((row) => row.word);
}

async function settings(url: string, names: string[]): Promise<Record<string, unknown>> {
  const columns = names.map((name) => `current_setting('${name}') as ${name}`);
  return { ...(await query(url, `select ${columns.join(', ')}`))[0] };
}

/** Repeats `attempt` until it does not throw; throws its last error after 30 s. */
async function eventually<T>(attempt: () => T | Promise<T>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(20);
    }
  }
}

function portOf(stores: EmbeddedStores): number {
  return Number(new URL(stores.eventStoreUrl.replace('esdb:', 'http:')).port);
}

async function listens(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}

function forkOwner(what: 'postgres' | 'stores', dataDir: string): ChildProcess {
  return fork(fileURLToPath(new URL('./embedded-stores.owner.ts', import.meta.url)), [what, dataDir], {
    execArgv: process.execArgv,
  });
}

async function own(what: 'postgres' | 'stores', dataDir: string): Promise<{ process: ChildProcess; report: OwnerReport }> {
  const owner = forkOwner(what, dataDir);
  const [report] = (await once(owner, 'message')) as [OwnerReport];
  assert.equal(report.refused, undefined);
  return { process: owner, report };
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Command lines of living processes that name the folder; empty where the system does not tell. */
function processesNaming(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && processIsAlive(Number(name)));
  const commands = pids.map((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  });
  return commands.filter((command) => command.includes(folder));
}
