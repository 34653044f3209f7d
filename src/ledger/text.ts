/** The plain values that events are made of: their schemas, and what differs between two of them. */
import { z } from 'zod';

/** PostgreSQL stores no NUL, and half a surrogate pair has no UTF-8. */
const STORABLE = /^[^\0\p{Cs}]*$/u;
const NOT_STORABLE = 'must not contain the NUL character or half of a surrogate pair; remove it';

/** Text of at most `max` UTF-16 units, kept as it was given. */
export const text = (max: number) => z.string().max(max, { abort: true }).regex(STORABLE, NOT_STORABLE);

/** Text that must say something: trimmed, 1 to `max` UTF-16 units. */
export const line = (max: number) =>
  z.string().trim().min(1, 'must not be empty').max(max, { abort: true }).regex(STORABLE, NOT_STORABLE);

/** A term of an open vocabulary (STIX 2.1 §10): lower case, words joined by hyphens, at most 100 characters. */
export const Term = z
  .string()
  .max(100, { abort: true })
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, such as threat-report');

/** A list without repetitions; repeated entries are dropped, the order stays. */
export const distinct = <T extends z.ZodType<string>>(entry: T, max: number) =>
  z
    .array(entry)
    .max(max, { abort: true })
    .overwrite((entries) => (entries.length > 1 ? [...new Set(entries)] : entries));

/** UTC, ISO 8601 with milliseconds, years 1970 to 9999; sorts as text. */
export const Instant = z.iso
  .datetime({ precision: 3, error: 'must be a UTC time with milliseconds, such as 2026-01-05T10:00:00.000Z' })
  .regex(/^(?:19[7-9]|[2-9]\d\d)\d-/, 'must be between the years 1970 and 9999');

/** HMAC(instance key, iss|sub); never a name. */
export const ActorId = line(200);

/** A record's id as stream names spell it: a lower-case UUID of any version (RFC 9562 §4). */
export const RecordId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be a lower-case UUID');

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');

/** Deep equality of JSON values; the order of an object's keys does not matter, a key that is undefined counts as missing. */
export const sameValue = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((entry, index) => sameValue(entry, b[index]));
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => sameValue(left[key], right[key]));
};

/** @returns the fields of `changes` that differ from `current`; undefined when none does. */
export const changedFields = <T extends object>(current: T, changes: Partial<T>): Partial<T> | undefined => {
  const changed = Object.entries(changes).filter(
    ([field, value]) => value !== undefined && !sameValue(value, current[field as keyof T]),
  );
  return changed.length > 0 ? (Object.fromEntries(changed) as Partial<T>) : undefined;
};
