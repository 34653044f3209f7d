/** The PostgreSQL cluster on disk: created at once or not at all, its credentials, and the settings it runs with. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PostgresAccount } from './account.js';
import type { PostgresBinaries } from './binaries.js';

/** The superuser, used by the supervisor alone, and the role the application connects as (it owns its databases and no more). */
export const SUPERUSER = 'postgres';
export const APPLICATION_ROLE = 'ledger';

export interface Credentials {
  readonly superuserPassword: string;
  readonly applicationPassword: string;
}

/** Settings for a machine shared with the application: two cores, a few GiB. Memory units as in postgresql.conf. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '192MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_parallel_workers_per_gather: '1',
  wal_level: 'minimal',
  max_wal_senders: '0',
  wal_buffers: '16MB',
  max_wal_size: '2GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_messages: 'warning',
};

/** Command-line settings of a server on `port`. `durable: false` (throw-away data only) drops every wait for the disk. */
export function serverArguments(port: number, durable: boolean): string[] {
  const settings: Record<string, string> = { ...SETTINGS, port: String(port), fsync: durable ? 'on' : 'off' };
  if (!durable) Object.assign(settings, { synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' });
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

export function clusterFolder(home: string): string {
  return join(home, 'cluster');
}

export function serverLogPath(home: string): string {
  return join(home, 'postgres.log');
}

/**
 * Creates the cluster when there is none: initdb into a folder beside it, synced, then renamed, so that an interrupted start leaves nothing
 * half-made. Throws with initdb's own words when it fails, and when the cluster belongs to another major version.
 */
export async function ensureCluster(account: PostgresAccount, binaries: PostgresBinaries, durable: boolean): Promise<void> {
  const folder = clusterFolder(account.home);
  removeInterrupted(account.home);
  if (existsSync(folder)) return checkMajorVersion(folder, binaries);

  const { superuserPassword } = readCredentials(account.home) ?? writeCredentials(account);
  const partial = join(account.home, `initdb-${process.pid}-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${partial}.password`;
  mkdirSync(partial, { mode: 0o700 });
  account.own(partial);
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  account.own(passwordFile);
  const options = ['--username', SUPERUSER, '--auth', 'scram-sha-256', '--pwfile', passwordFile];
  const text = ['--encoding', 'UTF8', '--locale-provider', 'builtin', '--locale', 'C.UTF-8', '--text-search-config', 'english'];
  try {
    await initdb(account, ['-D', partial, ...options, ...text, '--no-sync', '--no-instructions']);
    if (durable) await initdb(account, ['-D', partial, '--sync-only']);
    renameSync(partial, folder);
    if (durable) syncFolder(account.home);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(partial, { recursive: true, force: true });
  }
}

function removeInterrupted(home: string): void {
  for (const name of readdirSync(home)) {
    if (!name.startsWith('initdb-')) continue;
    try {
      rmSync(join(home, name), { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // An initdb that outlived its parent still writes there; its name is never used again and the next start removes it.
    }
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function checkMajorVersion(folder: string, binaries: PostgresBinaries): void {
  const major = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (major === binaries.major) return;
  throw new Error(
    `The data in ${folder} was written by PostgreSQL ${major}, this version brings ${binaries.major}: back it up with the version that wrote it ("npx ledger backup") and restore it into a new data directory ("npx ledger restore").`,
  );
}

async function initdb(account: PostgresAccount, args: string[]): Promise<void> {
  const child = account.start('initdb', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (words += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb failed (exit ${String(code)}): ${words.trim().split('\n').slice(-4).join(' ')}`);
}

/** The credentials of the cluster, or undefined before it has any. */
export function readCredentials(home: string): Credentials | undefined {
  const path = credentialsPath(home);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Credentials) : undefined;
}

function writeCredentials(account: PostgresAccount): Credentials {
  const secret = () => randomBytes(24).toString('base64url');
  const credentials: Credentials = { superuserPassword: secret(), applicationPassword: secret() };
  const path = credentialsPath(account.home);
  writeFileSync(`${path}.new`, JSON.stringify(credentials), { mode: 0o600, flush: true });
  account.own(`${path}.new`);
  renameSync(`${path}.new`, path);
  return credentials;
}

function credentialsPath(home: string): string {
  return join(home, 'credentials.json');
}
