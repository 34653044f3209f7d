/** Under which account PostgreSQL runs: it refuses root, so as root another account or a user namespace takes its place. */
import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../child-environment.js';
import { programPath, type PostgresBinaries } from './binaries.js';

const run = promisify(execFile);

/** `own`: as we are. `switch`: an unprivileged account. `namespace`: a user namespace. `relocate`: `switch`, with data and programs where that account can reach them. */
export type AccountWay = 'own' | 'switch' | 'namespace' | 'relocate';

export interface PostgresAccount {
  readonly way: AccountWay;
  /** Folder with the programs, reachable by the account. */
  readonly binaries: string;
  /** Folder for the cluster and its files, owned by the account; symbolic links resolved. */
  readonly home: string;
  /** Gives a file or a whole folder to the account. */
  own(path: string): void;
  start(program: 'initdb' | 'postgres', args: string[], options: SpawnOptions): ChildProcess;
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: Identity = { uid: 65_534, gid: 65_534 };
const SHARED_PARENTS = ['/var/lib', tmpdir()];

/**
 * Prepares `home` (a path; it becomes a symbolic link when the data has to live elsewhere) and chooses how to run.
 * `ways` are tried in order; relocated data goes to the first of `sharedParents` that can hold it. Throws when no way works.
 */
export async function chooseAccount(
  binaries: PostgresBinaries,
  home: string,
  ways: readonly AccountWay[] = ['switch', 'namespace', 'relocate'],
  sharedParents: readonly string[] = SHARED_PARENTS,
): Promise<PostgresAccount> {
  const relocated = fs.lstatSync(home, { throwIfNoEntry: false })?.isSymbolicLink();
  if (relocated && !fs.existsSync(home))
    throw new Error(
      `The data of ${home} was kept in ${fs.readlinkSync(home)}, which is missing: bring it back, or remove the link to begin with an empty ledger.`,
    );
  if (process.getuid?.() !== 0) {
    await checkPrograms(programPath(binaries.folder, 'postgres'), [], {});
    fs.mkdirSync(home, { recursive: true, mode: 0o700 });
    return account('own', binaries.folder, fs.realpathSync(home), [], undefined);
  }
  const reasons: string[] = [];
  for (const way of ways) {
    try {
      return await asRoot(way, binaries, home, sharedParents);
    } catch (error) {
      reasons.push(`${way}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new Error(
    `PostgreSQL cannot run as root and no other account works here (${reasons.join('; ')}): start as an ordinary user, or set DATABASE_URL to a PostgreSQL server.`,
  );
}

async function asRoot(
  way: AccountWay,
  binaries: PostgresBinaries,
  home: string,
  sharedParents: readonly string[],
): Promise<PostgresAccount> {
  const postgres = programPath(binaries.folder, 'postgres');
  if (way === 'namespace') {
    const launcher = ['unshare', '--user', `--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`, '--'];
    await checkPrograms(postgres, launcher, {});
    fs.mkdirSync(home, { recursive: true, mode: 0o700 });
    // Inside the namespace root's files belong to the mapped account; every other owner is a stranger.
    return ownedHome(account(way, binaries.folder, fs.realpathSync(home), launcher, { uid: 0, gid: 0 }));
  }
  const identity = unprivilegedIdentity(home);
  if (way === 'relocate') {
    const shared = sharedFolder(sharedParents);
    const folder = copyBinaries(binaries, shared);
    await checkPrograms(programPath(folder, 'postgres'), [], identity);
    return ownedHome(account(way, folder, relocatedHome(home, shared), [], identity));
  }
  await checkPrograms(postgres, [], identity);
  fs.mkdirSync(dirname(home), { recursive: true });
  const barrier = firstUnreachable(
    fs.existsSync(home) ? dirname(fs.realpathSync(home)) : fs.realpathSync(dirname(home)),
    identity,
  );
  if (barrier) throw new Error(`user ${identity.uid} cannot enter ${barrier}`);
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  return ownedHome(account(way, binaries.folder, fs.realpathSync(home), [], identity));
}

function account(
  way: AccountWay,
  binaries: string,
  home: string,
  launcher: string[],
  identity: Identity | undefined,
): PostgresAccount {
  return {
    way,
    binaries,
    home,
    own(path) {
      if (identity) giveTo(identity, path);
    },
    start(program, args, options) {
      const [command, ...rest] = [...launcher, programPath(binaries, program), ...args];
      // Inside a user namespace the process keeps our own ids.
      const ids = identity && launcher.length === 0 ? identity : {};
      return spawn(command, rest, { ...options, ...ids, cwd: home, env: childEnvironment({ TZ: 'UTC' }), windowsHide: true });
    },
  };
}

function ownedHome(chosen: PostgresAccount): PostgresAccount {
  chosen.own(chosen.home);
  return chosen;
}

// The folder itself changes hands last, so an interrupted change is seen and finished by the next start.
function giveTo(identity: Identity, path: string): void {
  const { uid } = fs.lstatSync(path);
  if (uid === identity.uid) return;
  const give = (entry: string) => {
    const stat = fs.lstatSync(entry);
    if (stat.isDirectory()) for (const name of fs.readdirSync(entry)) give(join(entry, name));
    fs.lchownSync(entry, identity.uid, identity.gid);
  };
  give(path);
}

async function checkPrograms(postgres: string, launcher: string[], ids: Partial<Identity>): Promise<void> {
  const [command, ...args] = [...launcher, postgres, '--version'];
  try {
    await run(command, args, { ...ids, cwd: '/', env: childEnvironment({}) });
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    throw new Error(
      `the embedded PostgreSQL does not run here (${stderr?.trim().split('\n')[0] || String(code)}), set DATABASE_URL to a PostgreSQL server`,
      { cause: error },
    );
  }
}

/** The owner of an existing cluster if it is unprivileged, else the account `postgres` or `nobody`. */
function unprivilegedIdentity(home: string): Identity {
  if (fs.existsSync(home)) {
    const { uid, gid } = fs.statSync(home);
    if (uid !== 0) return { uid, gid };
  }
  let accounts: string[][] = [];
  try {
    accounts = fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return NOBODY;
  }
  for (const name of ['postgres', 'nobody']) {
    const found = accounts.find((fields) => fields[0] === name);
    if (found && Number(found[2]) > 0) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  return NOBODY;
}

/** The first folder on the way to `folder` (itself included) that the identity may not enter. */
export function firstUnreachable(folder: string, identity: Identity): string | undefined {
  const parent = dirname(folder);
  const above = parent === folder ? undefined : firstUnreachable(parent, identity);
  if (above) return above;
  const { mode, uid, gid } = fs.statSync(folder);
  const bit = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001;
  return mode & bit ? undefined : folder;
}

function sharedFolder(parents: readonly string[]): string {
  for (const parent of parents) {
    const folder = join(parent, 'intelligence-ledger');
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
    } catch {
      continue;
    }
    const { uid, mode } = fs.statSync(folder);
    // Programs are started from here: nobody else may have made this folder or be able to write to it.
    if (uid === 0 && (mode & 0o022) === 0 && !firstUnreachable(folder, NOBODY)) return folder;
  }
  throw new Error(`no folder of ${parents.join(', ')} can hold the data of another account`);
}

function copyBinaries(binaries: PostgresBinaries, shared: string): string {
  const target = join(shared, `postgres-${binaries.version}`);
  if (fs.existsSync(target)) return target;
  const partial = fs.mkdtempSync(`${target}.partial-`);
  fs.cpSync(binaries.folder, partial, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(partial, 0o755);
  try {
    fs.renameSync(partial, target);
  } catch (error) {
    fs.rmSync(partial, { recursive: true, force: true });
    if (!fs.existsSync(target)) throw error;
  }
  return target;
}

/** `home` as a symbolic link to a folder under `shared`; an existing link is kept. The data stays found through DATA_DIR alone. */
function relocatedHome(home: string, shared: string): string {
  if (fs.existsSync(home)) {
    if (fs.lstatSync(home).isSymbolicLink()) return fs.realpathSync(home);
    if (fs.readdirSync(home).length > 0) throw new Error(`the data in ${home} is out of reach, "chmod o+x" the folders above it`);
    fs.rmdirSync(home);
  }
  fs.mkdirSync(dirname(home), { recursive: true });
  fs.symlinkSync(fs.mkdtempSync(join(shared, 'data-')), home);
  return fs.realpathSync(home);
}
