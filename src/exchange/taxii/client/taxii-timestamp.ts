/** Timestamps of TAXII as they sort and as they are asked for again (TAXII 2.1 §1.6.5: UTC, with microseconds or finer). */

const PATTERN = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,30}))?Z$/;
/** Kept after the second; what is finer is cut off, which asks for a little again and skips nothing. */
const DIGITS = 18;
const LEAST_DIGITS = 6;
const SECOND = 10n ** BigInt(DIGITS);
const MILLISECOND = SECOND / 1_000n;
const MICROSECOND = SECOND / 1_000_000n;

/** Attoseconds since the epoch. @returns undefined for what is no timestamp. */
const instantOf = (text: string): bigint | undefined => {
  const [, seconds, fraction = ''] = PATTERN.exec(text) ?? [];
  const milliseconds = seconds === undefined ? NaN : Date.parse(`${seconds}Z`);
  return Number.isNaN(milliseconds)
    ? undefined
    : BigInt(milliseconds) * MILLISECOND + BigInt(fraction.slice(0, DIGITS).padEnd(DIGITS, '0'));
};

const spelt = (instant: bigint): string => {
  const fraction = String(instant % SECOND).padStart(DIGITS, '0');
  const seconds = new Date(Number(instant / MILLISECOND)).toISOString().slice(0, 19);
  return `${seconds}.${fraction.slice(0, LEAST_DIGITS)}${fraction.slice(LEAST_DIGITS).replace(/0+$/, '')}Z`;
};

/** With six digits after the second, or more where they matter. @returns undefined for what is no timestamp. */
export const taxiiTimestamp = (text: string | undefined): string | undefined => {
  const instant = text === undefined ? undefined : instantOf(text);
  return instant === undefined || instant < 0n ? undefined : spelt(instant);
};

/** The microsecond before: asked for what was added after it, a server gives again what was added at `timestamp`. */
export const justBefore = (timestamp: string): string => spelt(instantOf(timestamp)! - MICROSECOND);

/** @returns whether one timestamp is later than another. */
export const isLater = (one: string, other: string): boolean => instantOf(one)! > instantOf(other)!;
