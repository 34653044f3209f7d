/** STIX timestamps: real UTC instants in any precision. */

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,18})?Z$/;
const ZERO = 48;
const twoDigits = (text: string, at: number): number => (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = (year: number, month: number): number => (month === 2 && isLeapYear(year) ? 29 : (DAYS[month - 1] ?? 0));

/**
 * STIX 2.1 §2.16 on RFC 3339: UTC written `Z`, a day that the calendar has, at most 18 digits of fraction. Leap seconds are refused:
 * nothing that stores instants could keep their order.
 * @returns what is wrong with it, or undefined.
 */
export const timestampFault = (text: string): string | undefined => {
  if (!TIMESTAMP.test(text)) return 'must be a UTC time such as 2026-01-05T10:00:00.000Z';
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  if (year === 0 || month === 0 || day === 0 || day > daysIn(year, month))
    return `names a day that does not exist: ${text.slice(0, 10)}`;
  if (twoDigits(text, 11) > 23 || twoDigits(text, 14) > 59 || twoDigits(text, 17) > 59)
    return `names a time of day that does not exist: ${text.slice(11, 19)}`;
  return undefined;
};

/** STIX 2.1 §3.2: `created` and `modified` are precise to the millisecond at least. @param timestamp a valid one. */
export const hasMilliseconds = (timestamp: string): boolean => timestamp.length >= '2026-01-05T10:00:00.000Z'.length;

/** A valid STIX timestamp as UTC ISO 8601 with exactly three digits; finer digits are cut off, not rounded. */
export const toMilliseconds = (timestamp: string): string => {
  const fraction = timestamp.slice(20, -1).slice(0, 3).padEnd(3, '0');
  return `${timestamp.slice(0, 19)}.${fraction}Z`;
};
