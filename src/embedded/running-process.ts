/** What the operating system knows of a process that need not be our child: is it alive, where does it work, has it ended. */
import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Whether `pid` runs. A zombie (ended, not yet reaped by its parent) does not. */
export function processIsAlive(pid: number): boolean {
  return processIdIsTaken(pid) && !isZombie(pid);
}

/** Whether the system knows `pid`, be it a zombie: what programs see that only send signal 0. */
export function processIdIsTaken(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // proc(5): the command name is in parentheses and may itself contain some; after the last one, state is field 3, num_threads field 20.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // While other threads are still ending, the first is a zombie already, and files and ports are still open.
    return (fields[0] === 'Z' || fields[0] === 'X') && Number(fields[17]) <= 1;
  } catch {
    return false;
  }
}

/** The working directory of `pid` (symbolic links resolved), or undefined where the system does not tell. */
export function workingDirectoryOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** Waits until `pid` has ended; false when it still runs after `timeoutMs`. */
export async function processEnded(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (processIsAlive(pid)) {
    if (Date.now() >= deadline) return false;
    await delay(15);
  }
  return true;
}

/** Sends a signal; a process that has already ended is not an error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
