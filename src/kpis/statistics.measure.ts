/** Numbers by the million, their percentiles, and survival. Pure. */

/** A growing list of numbers, kept where no garbage collection goes through them: there may be millions. */
export class Numbers {
  private values = new Float64Array(16);
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    if (this.count === this.values.length) {
      const grown = new Float64Array(2 * this.count);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.count] = value;
    this.count += 1;
  }

  /** Exact, and so the same in any order, as long as the numbers are whole. */
  sum(): number {
    let sum = 0;
    for (let index = 0; index < this.count; index += 1) sum += this.values[index];
    return sum;
  }

  /** A copy of the numbers in that many. */
  in(unit: number): Float64Array {
    const copy = this.values.slice(0, this.count);
    for (let index = 0; index < copy.length; index += 1) copy[index] /= unit;
    return copy;
  }
}

/** C. A. R. Hoare, "Algorithm 65: find" (CACM 4, 1961): puts the number of that rank in its place, none before it greater, none behind it less. */
const place = (values: Float64Array, rank: number, first: number): void => {
  for (let [low, high] = [first, values.length - 1]; low < high;) {
    const pivot = values[(low + high) >>> 1];
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left] < pivot) left += 1;
      while (values[right] > pivot) right -= 1;
      if (left > right) break;
      const value = values[left];
      values[left] = values[right];
      values[right] = value;
      left += 1;
      right -= 1;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return;
  }
};

/**
 * The median and the 90th percentile by linear interpolation, as PostgreSQL's `percentile_cont` (SQL:2003); null without any number.
 * @param values in any order, and in another afterwards.
 */
export const percentiles = (values: Float64Array): { readonly median: number | null; readonly p90: number | null } => {
  let placed = 0;
  const cont = (share: number): number | null => {
    if (values.length === 0) return null;
    const rank = share * (values.length - 1);
    for (const needed of [Math.floor(rank), Math.ceil(rank)]) {
      place(values, needed, placed);
      placed = needed;
    }
    const [below, above] = [values[Math.floor(rank)], values[Math.ceil(rank)]];
    return below + (rank - Math.floor(rank)) * (above - below);
  };
  return { median: cont(0.5), p90: cont(0.9) };
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
