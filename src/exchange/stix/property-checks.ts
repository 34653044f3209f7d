/** STIX 2.1 §2 data types as checks that the object tables are made of. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import type { Findings } from './stix-problem.js';
import { timestampFault } from './stix-timestamp.js';
import { kindOf, type StixKind, typeOfId } from './stix-types.js';
import { ENUMERATIONS, type Enumeration, OPEN_VOCABULARIES, type OpenVocabulary } from './vocabularies.js';

/** Looks at one property's value and reports what is wrong with it. */
export type Check = (value: JsonValue, path: string, found: Findings) => void;
/** Looks at an object as a whole, once its properties have been checked. */
export type Rule = (object: JsonObject, path: string, found: Findings) => void;

export interface Shape {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, Check>>;
  readonly rules?: readonly Rule[];
}

/** A value as a message shows it. */
export const shown = (value: JsonValue): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? value : String(value);
  const short = text.length > 80 ? `${Array.from(text.slice(0, 80)).slice(0, -1).join('')}…` : text;
  return typeof value === 'string' ? JSON.stringify(short) : short;
};

const wrongType = (found: Findings, path: string, wanted: string, value: JsonValue): void =>
  found.error(path, 'WRONG_TYPE', `must be ${wanted}, not ${shown(value)}`);

/** A check of strings; `fault` says what is wrong, if anything. */
const stringCheck =
  (fault: (text: string, path: string, found: Findings) => void): Check =>
  (value, path, found) =>
    typeof value === 'string' ? fault(value, path, found) : wrongType(found, path, 'a string', value);

export const string: Check = stringCheck(() => undefined);

export const nonEmpty: Check = stringCheck((text, path, found) => {
  if (text.trim() === '') found.error(path, 'EMPTY', 'must not be empty');
});

/** No identifier-like text is longer; a pattern that repeats groups is not run on more. */
const MAX_TERM = 4096;

/** @param wanted completes “must be …”. */
export const matching = (pattern: RegExp, wanted: string, maxLength = MAX_TERM): Check =>
  stringCheck((text, path, found) => {
    if (text.length > maxLength || !pattern.test(text)) found.error(path, 'SYNTAX', `must be ${wanted}, not ${shown(text)}`);
  });

/** As {@link matching}, where the specification recommends and does not demand. */
export const recommended = (pattern: RegExp, wanted: string): Check =>
  stringCheck((text, path, found) => {
    if (text.length > MAX_TERM || !pattern.test(text))
      found.warn(path, 'NOT_RECOMMENDED', `should be ${wanted}, not ${shown(text)}`);
  });

export const boolean: Check = (value, path, found) => {
  if (typeof value !== 'boolean') wrongType(found, path, 'true or false', value);
};

/** STIX 2.1 §2.10: whole and within ±(2^53 - 1). */
export const integer =
  (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Check =>
  (value, path, found) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) wrongType(found, path, 'a whole number', value);
    else if (value < min || value > max) found.error(path, 'OUT_OF_RANGE', `must be between ${min} and ${max}, not ${value}`);
  };

export const number =
  (min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Check =>
  (value, path, found) => {
    if (typeof value !== 'number') wrongType(found, path, 'a number', value);
    else if (value < min || value > max) found.error(path, 'OUT_OF_RANGE', `must be between ${min} and ${max}, not ${value}`);
  };

export const timestamp: Check = stringCheck((text, path, found) => {
  const fault = timestampFault(text);
  if (fault) found.error(path, 'TIMESTAMP', fault);
});

/** STIX 2.1 §2.2: base64 (RFC 4648 §4). */
export const binary: Check = stringCheck((text, path, found) => {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    found.error(path, 'SYNTAX', `must be base64 (RFC 4648) without spaces, not ${shown(text)}`);
});
/** STIX 2.1 §2.8. */
export const hex: Check = stringCheck((text, path, found) => {
  if (text === '' || text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text))
    found.error(path, 'SYNTAX', `must be an even number of hexadecimal digits, not ${shown(text)}`);
});
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:./;
const NOT_OF_A_URI = /[^A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]|%(?![0-9A-Fa-f]{2})/;
/** RFC 3986 §2 and §3: an absolute URI, what is not ASCII or not allowed in one escaped. */
export const uri: Check = stringCheck((text, path, found) => {
  if (!SCHEME.test(text)) found.error(path, 'SYNTAX', `must be an absolute URL such as https://example.com/, not ${shown(text)}`);
  else if (NOT_OF_A_URI.test(text))
    found.error(
      path,
      'SYNTAX',
      `must be a URL with ${shown(NOT_OF_A_URI.exec(text)?.[0] ?? '')} escaped (RFC 3986), not ${shown(text)}`,
    );
});
export const mimeType: Check = recommended(/^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/, 'a media type such as application/zip');
export const characterSet: Check = matching(/^[a-zA-Z0-9/.+_:-]{2,250}$/, 'a name of the IANA character set registry');

export const oneOf = (name: Enumeration): Check =>
  stringCheck((text, path, found) => {
    if (!ENUMERATIONS[name].has(text))
      found.error(path, 'ENUM', `${shown(text)} is not in ${name}: ${[...ENUMERATIONS[name]].join(', ')}`);
  });

export const termOf = (name: OpenVocabulary): Check =>
  stringCheck((text, path, found) => {
    if (!OPEN_VOCABULARIES[name].has(text))
      found.warn(path, 'VOCABULARY', `${shown(text)} is not in the open vocabulary ${name}`);
  });

/** STIX 2.1 §2.12: a list is not empty; no entry means no property. */
export const listOf =
  (check: Check): Check =>
  (value, path, found) => {
    if (!Array.isArray(value)) wrongType(found, path, 'a list', value);
    else if (value.length === 0) found.error(path, 'EMPTY', 'must not be an empty list; leave the property out');
    else value.forEach((item, index) => check(item, `${path}[${index}]`, found));
  };

const DICTIONARY_KEY = /^[a-zA-Z0-9_-]{1,250}$/;
/** STIX 2.1 §2.3. */
export const dictionaryOf =
  (check: Check | undefined): Check =>
  (value, path, found) => {
    if (!isJsonObject(value)) return wrongType(found, path, 'an object', value);
    const entries = Object.entries(value);
    if (entries.length === 0) found.error(path, 'EMPTY', 'must not be empty; leave the property out');
    for (const [key, item] of entries) {
      const at = `${path}.${key}`;
      if (!DICTIONARY_KEY.test(key)) found.error(at, 'SYNTAX', 'a key has 1 to 250 letters, digits, hyphens and underscores');
      if (item === null) found.error(at, 'NULL_VALUE', 'null is not a value in STIX; leave the property out');
      else if (Array.isArray(item) && item.length === 0)
        found.error(at, 'EMPTY', 'must not be an empty list; leave the property out');
      else check?.(item, at, found);
    }
  };
export const dictionary: Check = dictionaryOf(undefined);

/** A value that is one of two things. */
export const stringOrInteger: Check = (value, path, found) => {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isSafeInteger(value)))
    wrongType(found, path, 'a string or a whole number', value);
};

const HASHES: Readonly<Record<string, RegExp>> = {
  MD5: /^[a-fA-F0-9]{32}$/,
  'SHA-1': /^[a-fA-F0-9]{40}$/,
  'SHA-256': /^[a-fA-F0-9]{64}$/,
  'SHA-512': /^[a-fA-F0-9]{128}$/,
  'SHA3-256': /^[a-fA-F0-9]{64}$/,
  'SHA3-512': /^[a-fA-F0-9]{128}$/,
  SSDEEP: /^\d+:[a-zA-Z0-9/+]*:[a-zA-Z0-9/+]*(?:,.*)?$/,
  TLSH: /^(?:T1)?[a-fA-F0-9]{70}$/,
};
/** @returns what is wrong with the digest, if its algorithm is known. */
export const hashFault = (algorithm: string, digest: string): string | undefined =>
  Object.hasOwn(HASHES, algorithm) && !HASHES[algorithm].test(digest) ? `is not ${algorithm}: ${shown(digest)}` : undefined;

const hash: Check = (value, path, found) => {
  if (typeof value !== 'string') return wrongType(found, path, 'a string', value);
  const algorithm = path.slice(path.lastIndexOf('.') + 1);
  if (!Object.hasOwn(HASHES, algorithm))
    found.warn(path, 'VOCABULARY', `${shown(algorithm)} is not in the open vocabulary hash-algorithm-ov`);
  const fault = hashFault(algorithm, value);
  if (fault) found.error(path, 'HASH', fault);
};
const hashKeys = dictionaryOf(hash);
/** STIX 2.1 §2.7: algorithms have names of at least 3 characters. */
export const hashes: Check = (value, path, found) => {
  hashKeys(value, path, found);
  if (!isJsonObject(value)) return;
  for (const name of Object.keys(value))
    if (name.length < 3) found.error(`${path}.${name}`, 'SYNTAX', 'a hash algorithm has a name of 3 to 250 characters');
};

/** STIX 2.1 §2.9: an identifier of any type. */
export const identifier: Check = stringCheck((text, path, found) => {
  if (typeOfId(text) === undefined)
    found.error(path, 'IDENTIFIER', `must be type--uuid with a UUID of RFC 9562, not ${shown(text)}`);
});

const reference = (allowed: (type: string) => boolean, wanted: string): Check =>
  stringCheck((text, path, found) => {
    const type = typeOfId(text);
    if (type === undefined) return identifier(text, path, found);
    if (!allowed(type)) found.error(path, 'REFERENCE_TYPE', `must refer to ${wanted}, not to ${type}`);
  });

/** A reference to an object of one of these types. */
export const refTo = (...types: readonly string[]): Check =>
  reference((type) => types.includes(type), types.map((type) => `an object of type ${type}`).join(' or '));

/** A reference to an object of one of these kinds, or of a custom type, whose kind nobody can tell. */
export const refToKind = (...kinds: readonly StixKind[]): Check =>
  reference(
    (type) => {
      const kind = kindOf(type);
      return kind === undefined ? type !== 'bundle' : kinds.includes(kind);
    },
    kinds.map((kind) => `a ${kind} object`).join(' or '),
  );

export const anyRef: Check = reference((type) => type !== 'bundle', 'a STIX object');

/** A reference to any object but those of one type. */
export const refBut = (excluded: string): Check =>
  reference((type) => type !== 'bundle' && type !== excluded, `a STIX object that is no ${excluded}`);

/** Checks the members of an object against its shape; members that the shape does not name are left to the caller. */
export const checkShape = (
  { required = [], properties, rules = [] }: Shape,
  object: JsonObject,
  path: string,
  found: Findings,
): void => {
  for (const name of required)
    if (!Object.hasOwn(object, name)) found.error(`${path}.${name}`, 'REQUIRED', 'is required and missing');
  for (const [name, value] of Object.entries(object)) {
    const at = `${path}.${name}`;
    if (value === null) found.error(at, 'NULL_VALUE', 'null is not a value in STIX; leave the property out');
    else if (Object.hasOwn(properties, name)) properties[name](value, at, found);
  }
  for (const rule of rules) rule(object, path, found);
};

export const shaped =
  (shape: Shape): Check =>
  (value, path, found) =>
    isJsonObject(value) ? checkShape(shape, value, path, found) : wrongType(found, path, 'an object', value);
