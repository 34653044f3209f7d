/** RFC 8785 canonical JSON, strict: equal values give equal bytes, and a value that would not survive a round trip is refused. */
import type { JsonObject, JsonValue } from './json-value.js';

/** `value` has no canonical form; `path` says where, as in `objects[3].count`. */
export class NotCanonicalError extends Error {
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(`${path || 'value'}: ${message}`);
    this.name = 'NotCanonicalError';
  }
}

const MAX_DEPTH = 512;

const canonicalString = (text: string, path: string): string => {
  if (!text.isWellFormed()) throw new NotCanonicalError(path, 'a lone surrogate cannot be written as UTF-8');
  return JSON.stringify(text);
};

const canonicalNumber = (value: number, path: string): string => {
  if (!Number.isFinite(value)) throw new NotCanonicalError(path, 'the number is not finite');
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new NotCanonicalError(path, 'the integer is beyond 2^53 - 1 and may have been rounded');
  // RFC 8785 §3.2.2.3 is ECMAScript's own number to string; it writes -0 as 0.
  return String(value);
};

const write = (value: unknown, path: string, depth: number): string => {
  if (depth > MAX_DEPTH) throw new NotCanonicalError(path.slice(0, 80), `nested more than ${MAX_DEPTH} deep, or contains itself`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalString(value, path);
  if (typeof value === 'number') return canonicalNumber(value, path);
  if (Array.isArray(value))
    return `[${Array.from(value, (item, index) => write(item, `${path}[${index}]`, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw new NotCanonicalError(path, `${typeof value} is not a JSON value`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new NotCanonicalError(path, 'only plain objects are JSON values');
  // The default order is that of UTF-16 code units (RFC 8785 §3.2.3), also where the engine lists index-like names first.
  let members = '';
  for (const name of Object.keys(value).toSorted()) {
    const at = path === '' ? name : `${path}.${name}`;
    if (members !== '') members += ',';
    members += `${canonicalString(name, at)}:${write((value as JsonObject)[name], at, depth + 1)}`;
  }
  return `{${members}}`;
};

/**
 * RFC 8785 (JCS), stricter: integers beyond 2^53 - 1 are refused instead of written rounded, as are lone surrogates, `undefined`,
 * non-finite numbers and anything that is not plain JSON. Duplicate names are refused when the text is read, by `readJson`.
 * @throws NotCanonicalError naming the place.
 */
export const canonicalJson = (value: JsonValue): string => write(value, '', 0);
