/** How long a server asks to be left alone. */

/** RFC 9110 §10.2.3: seconds, or a date. @returns milliseconds, never negative; undefined for anything else. */
export const retryAfterMs = (header: string | undefined, now: Date): number | undefined => {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // RFC 9110 §5.6.7: every form begins with the day's name.
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};
