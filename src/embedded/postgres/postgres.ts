/** Starts, adopts, watches and stops the embedded PostgreSQL server of a data directory. */
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ensureRoles, READER } from '../../postgres/roles.js';
import { RestartDelay } from '../../restart-delay.js';
import { claimDataDirectory } from '../data-directory-claim.js';
import { freePort, portIsFree } from '../free-port.js';
import { processEnded, processIdIsTaken, processIsAlive, signalProcess } from '../running-process.js';
import { chooseAccount, type PostgresAccount } from './account.js';
import { locateBinaries } from './binaries.js';
import * as cluster from './cluster.js';
import { postmasterFilePath, postmasterStanding, readPostmasterFile } from './postmaster-file.js';

export interface PostgresOptions {
  /** Created when missing. One running instance may use it at a time. */
  readonly dataDir: string;
  readonly onLog: (line: string) => void;
  /** `false` only for data that may be thrown away: nothing waits for the disk. */
  readonly durable?: boolean;
}

export interface RunningPostgres {
  /** The server's `postgres` database, as the application's role (may create databases and roles; not a superuser). */
  readonly url: string;
  /** Whether a server left running by an earlier process was taken over. */
  readonly adopted: boolean;
  /** The folder that really holds the data. */
  readonly dataPath: string;
  /** Process id of the postmaster at this moment; it changes when the server is restarted. */
  readonly pid: number;
  /** Creates the database, owned by the application's role, unless it exists; returns its URL. `name`: lower-case letters, digits, `_`. */
  createDatabase(name: string): Promise<string>;
  /** Fast shutdown; returns when the server has ended. */
  stop(): Promise<void>;
}

const FIRST_START_ATTEMPTS = 5;
const ANSWER_TIMEOUT_MS = 15_000;
const RECOVERY_TIMEOUT_MS = 10 * 60_000;
const LOG_ROTATES_AT_BYTES = 8 * 1024 * 1024;

/**
 * Resolves when the server answers. Throws DataDirectoryInUse when another instance runs on the directory, and an error with
 * PostgreSQL's own last words when it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const claim = await claimDataDirectory(options.dataDir);
  const server = new PostgresServer(options);
  try {
    const adopted = await server.start();
    return {
      adopted,
      dataPath: server.dataPath,
      url: server.urlOf('postgres'),
      get pid() {
        return server.pid;
      },
      createDatabase: (name) => server.createDatabase(name),
      async stop() {
        await server.stop();
        await claim.release();
      },
    };
  } catch (error) {
    await server.stop();
    await claim.release();
    throw error;
  }
}

class PostgresServer {
  pid = 0;
  dataPath = '';
  private port = 0;
  private account?: PostgresAccount;
  private superuser?: pg.Client;
  private recovery?: Promise<void>;
  private stopping = false;
  private upSince = 0;
  private readonly restartDelay = new RestartDelay();
  private readonly home: string;

  constructor(private readonly options: PostgresOptions) {
    this.home = join(options.dataDir, 'postgres');
  }

  /** True when a running server was adopted. */
  async start(): Promise<boolean> {
    const adopted = await this.firstStart();
    this.dataPath = fs.realpathSync(cluster.clusterFolder(this.home));
    await this.ensureApplicationRole();
    return adopted;
  }

  private async firstStart(): Promise<boolean> {
    if (await this.adopt()) return true;
    const binaries = locateBinaries();
    this.account = await chooseAccount(binaries, this.home);
    await cluster.ensureCluster(this.account, binaries, this.durable);
    const kept = Number(readIfPresent(this.portPath));
    this.port = kept > 0 ? kept : await freePort();
    for (let attempt = 1; ; attempt++) {
      try {
        if (!(await portIsFree(this.port))) this.port = await freePort();
        fs.writeFileSync(this.portPath, String(this.port));
        return await this.adoptOrLaunch();
      } catch (error) {
        if (attempt === FIRST_START_ATTEMPTS || this.stopping) throw error;
        await delay(100 * 2 ** attempt);
      }
    }
  }

  urlOf(database: string): string {
    const { applicationPassword } = this.credentials();
    return `postgres://${cluster.APPLICATION_ROLE}:${applicationPassword}@127.0.0.1:${this.port}/${database}`;
  }

  async createDatabase(name: string): Promise<string> {
    if (!/^[a-z][a-z0-9_]*$/.test(name))
      throw new Error(`"${name}" is no database name: use lower-case letters, digits and "_".`);
    const { rowCount } = await this.asSuperuser('select from pg_database where datname = $1', [name]);
    if (!rowCount) await this.asSuperuser(`create database ${name} owner ${cluster.APPLICATION_ROLE}`);
    return this.urlOf(name);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.recovery;
    await this.superuser?.end().catch(() => undefined);
    if (this.pid === 0 || !processIsAlive(this.pid)) return;
    signalProcess(this.pid, 'SIGINT');
    if (await processEnded(this.pid, 60_000)) return;
    this.options.onLog('PostgreSQL does not stop; it is ended at once and recovers at its next start.');
    signalProcess(this.pid, 'SIGQUIT');
    if (await processEnded(this.pid, 5_000)) return;
    signalProcess(this.pid, 'SIGKILL');
    await processEnded(this.pid, 5_000);
  }

  private async ensureApplicationRole(): Promise<void> {
    const { rowCount } = await this.asSuperuser('select from pg_roles where rolname = $1', [cluster.APPLICATION_ROLE]);
    if (!rowCount) {
      const { applicationPassword } = this.credentials();
      await this.asSuperuser(
        `create role ${cluster.APPLICATION_ROLE} login createdb createrole password '${applicationPassword}'`,
      );
    }
    await ensureRoles(this.superuser!, cluster.APPLICATION_ROLE);
    // So that it can let other logins read.
    await this.asSuperuser(`grant ${READER} to ${cluster.APPLICATION_ROLE} with admin true`);
  }

  private async asSuperuser(sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
    if (!this.superuser) throw new Error('PostgreSQL is not running.');
    return this.superuser.query(sql, values);
  }

  private async adoptOrLaunch(): Promise<boolean> {
    if (await this.adopt()) return true;
    await this.launch();
    return false;
  }

  /** Takes over a postmaster of this cluster that is alive and answers. One that does not answer is ended, a stranger's file removed. */
  private async adopt(): Promise<boolean> {
    const folder = cluster.clusterFolder(this.home);
    const file = readPostmasterFile(folder);
    const standing = postmasterStanding(folder, file);
    if (!file || standing === 'none') return false;
    if (standing === 'dead' && !processIdIsTaken(file.pid)) return false;
    if (standing === 'dead' || standing === 'foreign') return this.disownPostmasterFile(folder);
    const client = await this.connect(file.port, () => processIsAlive(file.pid)).catch((error: Error) => error);
    if (!(client instanceof Error) && (await isServerOf(client, folder, file.startedAt))) {
      this.port = file.port;
      this.watch(client, file.pid);
      return true;
    }
    if (!(client instanceof Error)) await client.end();
    if (this.stopping) throw new Error('PostgreSQL is being stopped.');
    if (standing === 'unknown') return this.disownPostmasterFile(folder);
    if (processIsAlive(file.pid)) {
      this.options.onLog(`PostgreSQL (process ${file.pid}) runs but does not answer; it is restarted.`);
      signalProcess(file.pid, 'SIGKILL');
      await processEnded(file.pid, 10_000);
    }
    return false;
  }

  // PostgreSQL would refuse to start as long as the recorded process id is taken: by another program, or, where no init reaps
  // orphans (many containers), by its own zombie. Its check of the shared memory still keeps a second server out.
  private disownPostmasterFile(folder: string): false {
    fs.rmSync(postmasterFilePath(folder), { force: true });
    return false;
  }

  private async launch(): Promise<void> {
    this.account ??= await chooseAccount(locateBinaries(), this.home);
    const logPath = cluster.serverLogPath(this.account.home);
    const offset = rotatedLogSize(logPath);
    // The server writes to a file and not to a pipe: it may outlive us.
    const log = fs.openSync(logPath, 'a', 0o600);
    const args = ['-D', cluster.clusterFolder(this.account.home), ...cluster.serverArguments(this.port, this.durable)];
    const child = this.account.start('postgres', args, { stdio: ['ignore', log, log], detached: true });
    fs.closeSync(log);
    const ended = { value: false };
    const exit = once(child, 'exit').catch(() => undefined);
    void exit.then(() => (ended.value = true));
    child.unref();
    try {
      this.watch(await this.connect(this.port, () => !ended.value), child.pid!);
    } catch (error) {
      if (!ended.value && child.pid) {
        signalProcess(child.pid, 'SIGINT');
        await processEnded(child.pid, 10_000);
      }
      const words = fs.readFileSync(logPath).subarray(offset).toString('utf8').trim().split('\n').slice(-4).join(' ');
      throw new Error(`PostgreSQL does not start: ${words || (error as Error).message}`, { cause: error });
    }
  }

  /** Connects as superuser, waiting while the server starts or recovers, as long as `alive`. */
  private async connect(port: number, alive: () => boolean): Promise<pg.Client> {
    const credentials = this.credentials();
    let deadline = Date.now() + ANSWER_TIMEOUT_MS;
    for (;;) {
      const client = new pg.Client({
        host: '127.0.0.1',
        port,
        user: cluster.SUPERUSER,
        password: credentials.superuserPassword,
        database: 'postgres',
        application_name: 'supervisor',
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        await client.end().catch(() => undefined);
        const { code } = error as { code?: string };
        // cannot_connect_now: it answers, and crash recovery takes as long as it takes.
        if (code === '57P03') deadline = Math.max(deadline, Date.now() + RECOVERY_TIMEOUT_MS);
        else if (code?.startsWith('28')) throw error;
        if (!alive() || this.stopping || Date.now() > deadline) throw error;
        await delay(25);
      }
    }
  }

  private watch(client: pg.Client, pid: number): void {
    this.superuser = client;
    this.pid = pid;
    this.upSince = Date.now();
    client.once('end', () => {
      if (!this.stopping) this.recovery = this.recover();
    });
  }

  private async recover(): Promise<void> {
    this.superuser = undefined;
    this.options.onLog('PostgreSQL closed its connections; it is brought back.');
    let wait = this.restartDelay.next(Date.now() - this.upSince);
    while (!this.stopping) {
      await delay(wait);
      if (this.stopping) return;
      try {
        const adopted = await this.adoptOrLaunch();
        this.options.onLog(`PostgreSQL ${adopted ? 'answers again' : 'is restarted'} (process ${this.pid}).`);
        return;
      } catch (error) {
        wait = this.restartDelay.next(0);
        if (!this.stopping) this.options.onLog(`${(error as Error).message} Next attempt in ${wait} ms.`);
      }
    }
  }

  private credentials(): cluster.Credentials {
    const credentials = cluster.readCredentials(this.home);
    if (!credentials)
      throw new Error(
        `The credentials of the embedded PostgreSQL are missing from ${this.home}: restore that folder from a copy.`,
      );
    return credentials;
  }

  private get durable(): boolean {
    return this.options.durable ?? true;
  }

  private get portPath(): string {
    return join(this.home, 'port');
  }
}

async function isServerOf(client: pg.Client, folder: string, startedAt: number): Promise<boolean> {
  const sql = `select current_setting('data_directory') as folder, extract(epoch from pg_postmaster_start_time())::float8 as started`;
  const { rows } = await client.query<{ folder: string; started: number }>(sql);
  const row = rows[0];
  return row?.folder === fs.realpathSync(folder) && Math.abs(row.started - startedAt) <= 2;
}

function rotatedLogSize(path: string): number {
  const size = fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_ROTATES_AT_BYTES) return size;
  fs.renameSync(path, `${path}.1`);
  return 0;
}

function readIfPresent(path: string): string {
  return fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : '';
}
