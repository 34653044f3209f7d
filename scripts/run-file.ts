/** DATA_DIR/run.json: where a running instance is, for the `ledger` command; readable by its owner alone, since it holds connection strings. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Run {
  readonly url: string;
  /** Process id of the instance. */
  readonly pid: number;
  readonly databaseUrl: string;
  readonly eventStoreUrl: string;
}

const pathOf = (dataDir: string): string => join(dataDir, 'run.json');

export const writeRunFile = (dataDir: string, run: Run): void => {
  const draft = `${pathOf(dataDir)}.${run.pid}`;
  writeFileSync(draft, `${JSON.stringify(run, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, pathOf(dataDir));
};

/** The instance that runs on the data directory; undefined when there is none, or when it was killed and left its file behind. */
export const readRunFile = (dataDir: string): Run | undefined => {
  try {
    const run = JSON.parse(readFileSync(pathOf(dataDir), 'utf8')) as Run;
    return isAlive(run.pid) ? run : undefined;
  } catch {
    return undefined;
  }
};

export const removeRunFile = (dataDir: string): void => rmSync(pathOf(dataDir), { force: true });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
