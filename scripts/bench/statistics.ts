/** Percentiles, medians and how figures are printed. */

/** @param share 0 to 1. @returns the nearest-rank percentile; NaN of nothing. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Four significant digits at most, thousands separated. */
export const shown = (value: number): string =>
  Number.isFinite(value)
    ? value.toLocaleString('en', {
        maximumSignificantDigits: value >= 1_000 ? 6 : 3,
        maximumFractionDigits: value >= 1_000 ? 0 : 3,
      })
    : '–';

export const shownLatencies = (millis: readonly number[]): string =>
  `p50 ${percentile(millis, 0.5).toFixed(2)} ms, p99 ${percentile(millis, 0.99).toFixed(2)} ms (n ${millis.length})`;
