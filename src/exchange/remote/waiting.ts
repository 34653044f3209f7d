/** How long to wait before a server is asked again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RemoteFailure } from './remote-failure.js';

/** Waits, or ends at once when the signal aborts. @throws the reason of the signal. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

export const wait: Wait = async (ms, signal) => {
  await delay(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    throw (signal?.reason as unknown) ?? error;
  });
};

/** A server that asks for longer is left until its time has come. */
export const LONGEST_WAIT_MS = 120_000;
const FIRST_WAIT_MS = 1_000;

/** @param attempt from 0. @returns undefined: not now. */
export const waitBefore = (attempt: number, { retryAfterMs }: RemoteFailure): number | undefined => {
  if (retryAfterMs === undefined) return Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
  return retryAfterMs > LONGEST_WAIT_MS ? undefined : retryAfterMs;
};

const MOST_TIMES = 5;

/** Waits before what failed is asked for once more. @param times how often that was done. @returns false: not now. */
export const mayAskAgain = async (
  failure: RemoteFailure,
  times: number,
  { wait: pause, signal }: { readonly wait: Wait; readonly signal?: AbortSignal | undefined },
): Promise<boolean> => {
  if (!failure.temporary || times >= MOST_TIMES) return false;
  const ms = waitBefore(times, failure);
  if (ms === undefined) return false;
  await pause(ms, signal);
  return true;
};
