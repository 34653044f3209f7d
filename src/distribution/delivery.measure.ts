/** Whether a delivery is over, and when one that failed is tried again. */
import type { DeliveryRecord } from './delivery.record.js';

const MINUTE_MS = 60_000;
/** After the first failure, the second, and so on; then it is given up. RFC 5321 §4.5.4.1 asks for half an hour at least on average and for days in all. */
const WAITS_MINUTES = [1, 5, 30, 60, 240, 720, 1_440, 1_440];
/** How often something is sent before it is given up. */
export const MOST_ATTEMPTS = WAITS_MINUTES.length + 1;

/**
 * @param attempt that failed, from 1.
 * @param at when it failed: UTC, ISO 8601 with milliseconds.
 * @returns null: it is given up.
 */
export const retryAt = (attempt: number, at: string): string | null => {
  const minutes = WAITS_MINUTES[attempt - 1];
  return minutes === undefined ? null : new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();
};

const ENDS: ReadonlySet<DeliveryRecord['status']> = new Set(['succeeded', 'failed', 'withheld']);
export const isOver = ({ status }: DeliveryRecord): boolean => ENDS.has(status);
