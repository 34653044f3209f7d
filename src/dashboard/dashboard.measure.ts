/** How recent the newest publication is. Pure. */

export interface Recency {
  readonly secondsSinceLastPublication: number | null;
  readonly recency: {
    /** none: nothing published; fresh: within the expected interval; due: within twice of it; stale: later. */
    readonly state: 'none' | 'fresh' | 'due' | 'stale';
    readonly expectedWithinSeconds: number;
  };
}

/**
 * @param lastPublishedAt of the newest published report, or null.
 * @param expectedWithinSeconds how often the tenant expects something new.
 * @param now the instant that ages are measured at; both UTC ISO 8601.
 */
export const recencyOf = (lastPublishedAt: string | null, expectedWithinSeconds: number, now: string): Recency => {
  if (lastPublishedAt === null) return { secondsSinceLastPublication: null, recency: { state: 'none', expectedWithinSeconds } };
  const age = Math.max(0, Math.floor((Date.parse(now) - Date.parse(lastPublishedAt)) / 1000));
  const state = age <= expectedWithinSeconds ? 'fresh' : age <= 2 * expectedWithinSeconds ? 'due' : 'stale';
  return { secondsSinceLastPublication: age, recency: { state, expectedWithinSeconds } };
};
