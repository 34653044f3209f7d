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

/** Names and indexes from the outermost value to the current one. */
type Path = (string | number)[];

const placeOf = (path: Path): string =>
  path.reduce<string>((place, step) => {
    if (typeof step === 'number') return `${place}[${step}]`;
    return place === '' ? step : `${place}.${step}`;
  }, '');

const refuse = (path: Path, message: string): never => {
  throw new NotCanonicalError(placeOf(path), message);
};

const canonicalString = (text: string, path: Path): string =>
  text.isWellFormed() ? JSON.stringify(text) : refuse(path, 'a lone surrogate cannot be written as UTF-8');

const canonicalNumber = (value: number, path: Path): string => {
  if (!Number.isFinite(value)) refuse(path, 'the number is not finite');
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    refuse(path, 'the integer is beyond 2^53 - 1 and may have been rounded');
  // RFC 8785 §3.2.2.3 is ECMAScript's own number to string; it writes -0 as 0.
  return String(value);
};

/** The default order is that of UTF-16 code units (RFC 8785 §3.2.3), also where the engine lists index-like names first. */
const namesInOrder = (value: object): readonly string[] => {
  const names = Object.keys(value);
  for (let i = 1; i < names.length; i += 1) if (names[i - 1] > names[i]) return names.toSorted();
  return names;
};

const writeMember = (name: string | number, value: unknown, path: Path): string => {
  path.push(name);
  const written = typeof name === 'number' ? write(value, path) : `${canonicalString(name, path)}:${write(value, path)}`;
  path.pop();
  return written;
};

const write = (value: unknown, path: Path): string => {
  if (path.length > MAX_DEPTH)
    throw new NotCanonicalError(placeOf(path).slice(0, 80), `nested more than ${MAX_DEPTH} deep, or contains itself`);
  if (typeof value === 'string') return canonicalString(value, path);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value, path);
  if (Array.isArray(value)) return `[${Array.from(value, (item, index) => writeMember(index, item, path)).join(',')}]`;
  if (typeof value !== 'object') return refuse(path, `${typeof value} is not a JSON value`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return refuse(path, 'only plain objects are JSON values');
  let members = '';
  for (const name of namesInOrder(value)) {
    const member = writeMember(name, (value as JsonObject)[name], path);
    members += members === '' ? member : `,${member}`;
  }
  return `{${members}}`;
};

/**
 * RFC 8785 (JCS), stricter: integers beyond 2^53 - 1 are refused instead of written rounded, as are lone surrogates, `undefined`,
 * non-finite numbers and anything that is not plain JSON. Duplicate names are refused when the text is read, by `readJson`.
 * @throws NotCanonicalError naming the place.
 */
export const canonicalJson = (value: JsonValue): string => write(value, []);
