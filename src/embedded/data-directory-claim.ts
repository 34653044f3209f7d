/** One running instance per data directory: the claim is a listening local socket, which the operating system drops with its process. */
import { mkdirSync, statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ATTEMPTS = 4;
const BUSY_OWNER_MS = 200;

/** The data directory is in use by a running instance. */
export class DataDirectoryInUse extends Error {
  readonly code = 'DATA_DIRECTORY_IN_USE';
  constructor(
    readonly dataDir: string,
    readonly ownerPid: number | undefined,
  ) {
    const owner = ownerPid === undefined ? 'another running instance' : `the running instance with process id ${ownerPid}`;
    super(`The data directory ${dataDir} is in use by ${owner}; stop it, or set DATA_DIR to another directory.`);
    this.name = 'DataDirectoryInUse';
  }
}

export interface DataDirectoryClaim {
  release(): Promise<void>;
}

/** Claims `dataDir` (created when missing) for this process. Throws DataDirectoryInUse when a living process holds it. */
export async function claimDataDirectory(dataDir: string): Promise<DataDirectoryClaim> {
  mkdirSync(dataDir, { recursive: true });
  const address = claimAddress(dataDir);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const server = await listen(address);
    if (server) return { release: () => new Promise((resolve) => server.close(() => resolve())) };
    const owner = await askOwner(address);
    if (owner === 'gone') {
      if (address.startsWith('/')) removeAbandonedSocket(address);
    } else if (owner.pid !== undefined) {
      throw new DataDirectoryInUse(dataDir, owner.pid);
    } else {
      // No answer: it is busy, or it is just ending.
      await delay(BUSY_OWNER_MS);
    }
  }
  throw new DataDirectoryInUse(dataDir, undefined);
}

/** Whether a living process holds `dataDir`. */
export async function dataDirectoryIsClaimed(dataDir: string): Promise<boolean> {
  return (await askOwner(claimAddress(dataDir))) !== 'gone';
}

// Device and inode name the directory whatever path, link or mount it is reached by.
function claimAddress(dataDir: string): string {
  const { dev, ino } = statSync(dataDir, { bigint: true });
  const name = `intelligence-ledger-${dev}-${ino}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => {
      connection.on('error', () => connection.destroy());
      connection.end(String(process.pid));
    });
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

function askOwner(address: string): Promise<{ pid: number | undefined } | 'gone'> {
  return new Promise((resolve) => {
    const connection = connect(address);
    let answer = '';
    connection.setTimeout(1000, () => connection.destroy());
    connection.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? 'gone' : { pid: undefined }),
    );
    connection.on('data', (chunk) => (answer += chunk.toString('latin1')));
    connection.once('close', () => resolve({ pid: /^\d+$/.test(answer) ? Number(answer) : undefined }));
  });
}

function removeAbandonedSocket(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
