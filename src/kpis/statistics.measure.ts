/** Percentiles and survival, over sorted numbers. Pure. */

/** The p-th quantile by linear interpolation, as PostgreSQL's `percentile_cont` (SQL:2003). @param sorted ascending; null without any. */
export const percentileCont = (sorted: ArrayLike<number>, p: number): number | null => {
  if (sorted.length === 0) return null;
  const rank = p * (sorted.length - 1);
  const low = Math.floor(rank);
  const [below, above] = [sorted[low], sorted[Math.ceil(rank)]];
  return below + (rank - low) * (above - below);
};

/** Neither is reached where too many are still open. */
export interface Survival {
  readonly median: number | null;
  readonly p90: number | null;
}

/**
 * Kaplan and Meier's product-limit estimate (J. Am. Stat. Assoc. 53, 1958): the first time by which half, and nine tenths, are done.
 * Of equal times what was done comes before what is censored.
 * @param done how long it took, ascending.
 * @param censored how long those that are still open have lasted, ascending.
 */
export const kaplanMeier = (done: ArrayLike<number>, censored: ArrayLike<number>): Survival => {
  let [survival, atRisk, out] = [1, done.length + censored.length, 0];
  let median: number | null = null;
  for (let index = 0; index < done.length;) {
    const time = done[index];
    for (; out < censored.length && censored[out] < time; out += 1) atRisk -= 1;
    let ended = 0;
    for (; index < done.length && done[index] === time; index += 1) ended += 1;
    survival *= (atRisk - ended) / atRisk;
    atRisk -= ended;
    // Products of fractions that are 1/2 or 1/10 on paper may miss it by their last bits.
    if (median === null && survival <= 0.5 + 1e-9) median = time;
    if (survival <= 0.1 + 1e-9) return { median, p90: time };
  }
  return { median, p90: null };
};

/** Ascending. */
export const sorted = (values: readonly number[]): Float64Array => new Float64Array(values).toSorted();
