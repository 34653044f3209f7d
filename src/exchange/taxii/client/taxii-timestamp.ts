/** Timestamps of TAXII as they sort and as they are asked for again (TAXII 2.1 §1.6.5: UTC, with microseconds). */

const PATTERN = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;
const NANOSECONDS = 9;
const MICROSECOND = 1_000n;
const SECOND = 1_000_000_000n;

/** Nanoseconds since the epoch. @returns undefined for what is no timestamp. */
const nanosecondsOf = (text: string): bigint | undefined => {
  const [, seconds, fraction = ''] = PATTERN.exec(text) ?? [];
  const milliseconds = seconds === undefined ? NaN : Date.parse(`${seconds}Z`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(NANOSECONDS, '0'));
};

const spelt = (nanoseconds: bigint): string => {
  const fraction = String(nanoseconds % SECOND).padStart(NANOSECONDS, '0');
  const seconds = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${fraction.endsWith('000') ? fraction.slice(0, 6) : fraction}Z`;
};

/** With six digits after the second, or nine where they matter. @returns undefined for what is no timestamp. */
export const taxiiTimestamp = (text: string | undefined): string | undefined => {
  const nanoseconds = text === undefined ? undefined : nanosecondsOf(text);
  return nanoseconds === undefined || nanoseconds < 0n ? undefined : spelt(nanoseconds);
};

/** The microsecond before: asked for what was added after it, a server gives again what was added at `timestamp`. */
export const justBefore = (timestamp: string): string => spelt(nanosecondsOf(timestamp)! - MICROSECOND);

/** @returns whether one timestamp is later than another. */
export const isLater = (one: string, other: string): boolean => nanosecondsOf(one)! > nanosecondsOf(other)!;
