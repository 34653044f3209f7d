/** Reads `postmaster.pid`, by which a PostgreSQL server that outlived its supervisor is found again. */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { processIsAlive, workingDirectoryOf } from '../running-process.js';

export interface PostmasterFile {
  readonly pid: number;
  /** Unix seconds at which the postmaster started. */
  readonly startedAt: number;
  readonly port: number;
}

/**
 * `none`: no file. `dead`: its process has ended. `foreign`: the process id now belongs to something else.
 * `ours`: a postmaster of this very cluster. `unknown`: alive, and the system does not tell what it is.
 */
export type PostmasterStanding = 'none' | 'dead' | 'foreign' | 'ours' | 'unknown';

/** `undefined` when there is no file or it is not complete yet. Lines as in PostgreSQL's miscadmin.h: pid, data directory, start time, port. */
export function readPostmasterFile(clusterFolder: string): PostmasterFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(postmasterFilePath(clusterFolder), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const [pid, startedAt, port] = [lines[0], lines[2], lines[3]].map(Number) as [number, number, number];
  return pid > 0 && startedAt > 0 && port > 0 ? { pid, startedAt, port } : undefined;
}

export function postmasterFilePath(clusterFolder: string): string {
  return join(clusterFolder, 'postmaster.pid');
}

export function postmasterStanding(clusterFolder: string, file = readPostmasterFile(clusterFolder)): PostmasterStanding {
  if (!file) return 'none';
  if (!processIsAlive(file.pid)) return 'dead';
  const workingDirectory = workingDirectoryOf(file.pid);
  if (workingDirectory === undefined) return 'unknown';
  return workingDirectory === realpathSync(clusterFolder) ? 'ours' : 'foreign';
}
