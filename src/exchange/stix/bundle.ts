/** Takes STIX input apart: a bundle, a TAXII envelope, an array of objects or one object, each object with its own words. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import { type JsonFault, JsonSyntaxError } from '../../json/json-syntax-error.js';
import { type JsonDocument, readJson } from '../../json/strict-json.js';
import type { ReceivedStixObject, StixVersion } from './received-object.js';
import type { StixProblem } from './stix-problem.js';
import { comparableId, kindOf, typeOfId } from './stix-types.js';

export interface StixInputLimits {
  /** Bytes of the whole input. */
  readonly bytes: number;
  readonly objects: number;
  /** Bytes of one object, which the ledger keeps as one blob. */
  readonly objectBytes: number;
  /** Arrays and objects within each other, bundle included. */
  readonly depth: number;
}
export const STIX_INPUT_LIMITS: StixInputLimits = {
  bytes: 256 * 1024 * 1024,
  objects: 250_000,
  objectBytes: 10 * 1024 * 1024,
  depth: 64,
};

/** The input as a whole cannot be read; nothing of it is imported. */
export class StixInputError extends Error {
  constructor(
    readonly file: string,
    /** `line 3, column 5` or `objects[2].id (line 40)`. */
    readonly place: string,
    message: string,
    /** What to do about it. */
    readonly hint: string,
  ) {
    super(message);
    this.name = 'StixInputError';
  }
}

export interface StixInput {
  readonly objects: readonly ReceivedStixObject[];
  readonly warnings: readonly StixProblem[];
}

const MIB = 1024 * 1024;
const UTF8_BYTES_PER_UNIT = 3;
const EXPECTED = 'Give a STIX bundle, a TAXII envelope with "objects", an array of STIX objects or one STIX object.';
export const HINTS: Readonly<Record<JsonFault, string>> = {
  SYNTAX: 'Correct the JSON there, or export the file again.',
  ENCODING: 'Save the file as UTF-8.',
  DUPLICATE_NAME: 'Keep one of the two; readers disagree on which one counts.',
  LONE_SURROGATE: 'Replace the damaged character.',
  NUMBER_RANGE: 'Write the number as a string.',
  TOO_DEEP: 'Flatten the content.',
  TOO_MANY: 'Split the file.',
  TOO_LARGE: 'Refer to large content by its URL and hash.',
};

const parse = (source: string | Uint8Array, file: string, limits: StixInputLimits): JsonDocument => {
  const size = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (size > limits.bytes)
    throw new StixInputError(
      file,
      'whole file',
      `the input is larger than ${Math.floor(limits.bytes / MIB)} MiB`,
      'Split the file.',
    );
  try {
    return readJson(source, { maxDepth: limits.depth, elementsOf: 'objects', maxElements: limits.objects });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new StixInputError(file, `line ${error.line}, column ${error.column}`, error.message, HINTS[error.fault]);
  }
};

export interface Container {
  readonly members: readonly JsonValue[];
  /** The path of element i. */
  readonly pathOf: (index: number) => string;
  readonly specVersion: StixVersion | undefined;
  readonly warnings: readonly StixProblem[];
}

const warning = (path: string, code: StixProblem['code'], message: string): StixProblem => ({
  severity: 'warning',
  path,
  code,
  message,
});

const bundleWarnings = (bundle: JsonObject): StixProblem[] => {
  const warnings: StixProblem[] = [];
  if (typeof bundle.id !== 'string' || typeOfId(bundle.id) !== 'bundle')
    warnings.push(warning('id', 'IDENTIFIER', 'the bundle has no id of the form bundle--<uuid>'));
  if (bundle.spec_version !== undefined && bundle.spec_version !== '2.0')
    warnings.push(warning('spec_version', 'SPEC_VERSION', 'a STIX 2.1 bundle has no spec_version; that of each object counts'));
  const foreign = Object.keys(bundle).filter((name) => !['type', 'id', 'spec_version', 'objects', 'extensions'].includes(name));
  if (foreign.length > 0)
    warnings.push(
      warning('bundle', 'CUSTOM_PROPERTY', `properties of the bundle itself are not kept: ${foreign.slice(0, 5).join(', ')}`),
    );
  return warnings;
};

/** @returns undefined for a single object. @throws StixInputError for what is no STIX. */
export const contain = (root: JsonValue, file: string): Container | undefined => {
  if (Array.isArray(root)) return { members: root, pathOf: (i) => `[${i}]`, specVersion: undefined, warnings: [] };
  const refuse = (place: string, message: string): never => {
    throw new StixInputError(file, place, message, EXPECTED);
  };
  if (!isJsonObject(root)) return refuse('line 1, column 1', 'the input is neither an object nor an array');
  const isBundle = root.type === 'bundle';
  if (!isBundle && typeof root.type === 'string' && typeof root.id === 'string') return undefined;
  const isEnvelope = root.type === undefined && (Array.isArray(root.objects) || typeof root.more === 'boolean');
  if (!isBundle && !isEnvelope)
    return refuse('line 1, column 1', 'this is JSON, but not STIX: it has no "type" and "id", and no "objects"');
  const members = root.objects ?? [];
  if (!Array.isArray(members)) return refuse('objects', '"objects" is not an array');
  const specVersion = isBundle && root.spec_version === '2.0' ? '2.0' : undefined;
  return { members, pathOf: (i) => `objects[${i}]`, specVersion, warnings: isBundle ? bundleWarnings(root) : [] };
};

const specVersionOf = (value: JsonObject, type: string, ofBundle: StixVersion | undefined): StixVersion => {
  if (value.spec_version === '2.0' || value.spec_version === '2.1') return value.spec_version;
  if (value.spec_version !== undefined) return '2.1';
  return ofBundle ?? (kindOf(type) === 'observable' ? '2.1' : '2.0');
};

/** @returns the line of a place, from 1; places are asked for in order. */
const linesOf = (text: string): ((place: number) => number) => {
  let line = 1;
  let next = text.indexOf('\n');
  return (place) => {
    for (; next !== -1 && next < place; next = text.indexOf('\n', next + 1)) line++;
    return line;
  };
};

/** Where an object stands, and in what. */
export interface ReceivedAt {
  readonly file: string;
  readonly path: string;
  readonly line: number;
  readonly ofBundle: StixVersion | undefined;
  readonly limits: StixInputLimits;
}

/** @throws StixInputError for what is no STIX object, or too large. */
export const receivedObject = (
  value: JsonValue,
  verbatim: string,
  { file, path, line, ofBundle, limits }: ReceivedAt,
): ReceivedStixObject => {
  const refuse = (at: string, message: string, hint: string): never => {
    throw new StixInputError(file, `${at} (line ${line})`, message, hint);
  };
  if (!isJsonObject(value)) return refuse(path, 'a STIX object is expected here', EXPECTED);
  const { type, id, created, modified } = value;
  if (typeof type !== 'string') return refuse(`${path}.type`, 'the object has no "type"', 'Every STIX object names its type.');
  if (typeof id !== 'string')
    return refuse(`${path}.id`, 'the object has no "id"', 'Every STIX object has an id of the form type--uuid.');
  if (verbatim.length * UTF8_BYTES_PER_UNIT > limits.objectBytes && Buffer.byteLength(verbatim) > limits.objectBytes)
    return refuse(
      path,
      `the object is larger than ${Math.floor(limits.objectBytes / MIB)} MiB`,
      'Refer to large content by its URL and hash.',
    );
  return {
    id: comparableId(id),
    type,
    specVersion: specVersionOf(value, type, ofBundle),
    ...(typeof created === 'string' && { created }),
    ...(typeof modified === 'string' && { modified }),
    value,
    text: verbatim,
    path,
    line,
  };
};

/**
 * Reads STIX 2.0 or 2.1 input: a bundle (§8), a TAXII 2.1 envelope (§3.7), an array of objects or one object. Objects are told apart
 * and kept verbatim, not yet validated.
 * @param name what to call the input in errors: a file name or a URL without credentials.
 * @throws StixInputError when the input as a whole cannot be used: broken JSON, no STIX, an object without type or id, or over a limit.
 */
export const readBundle = (source: string | Uint8Array, name: string, limits: StixInputLimits = STIX_INPUT_LIMITS): StixInput => {
  const { value: root, text, elements } = parse(source, name, limits);
  const container = contain(root, name);
  const members = container?.members ?? [root];
  const lineOf = linesOf(text);
  const objects = members.map((value, index): ReceivedStixObject => {
    const path = container?.pathOf(index) ?? 'object';
    const start = container ? (elements?.[index]?.start ?? 0) : text.length - text.trimStart().length;
    const end = container ? (elements?.[index]?.end ?? 0) : text.trimEnd().length;
    return receivedObject(value, text.slice(start, end), {
      file: name,
      path,
      line: lineOf(start),
      ofBundle: container?.specVersion,
      limits,
    });
  });
  return { objects, warnings: container?.warnings ?? [] };
};
