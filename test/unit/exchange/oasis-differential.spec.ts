/** The validator beside the JSON schemas of OASIS: every difference between them is one that the table of differences has. */
import type { ErrorObject } from 'ajv';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readBundle } from '../../../src/exchange/stix/bundle.js';
import { examine } from '../../../src/exchange/stix/examine.js';
import { validateStixObject } from '../../../src/exchange/stix/validate.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/json/json-value.js';
import { givenSeed } from '../../spec/seeded.js';
import { ONLY_OASIS_ACCEPTS, ONLY_WE_ACCEPT } from './oasis-differences.js';
import { type Oracle, oasisOracle } from './oasis-oracle.js';
import { sharedStix, sharedStixFiles, sharedStixIsHere } from './shared-stix.js';
import { EVERY_TYPE, NAMES, VALUES } from './stix-every-type.js';

/** OASIS_DIFFERENTIAL=1 tries a hundred times as many, which takes minutes. */
const isLong = process.env['OASIS_DIFFERENTIAL'] === '1';
const MUTANTS = isLong ? 200_000 : 2_000;

const FOLDERS = ['oasis-examples', 'oasis-schema-examples', 'oasis-sco', 'validator-examples', 'atlas-opencti', 'unit42-stix20'];
const UNREADABLE = /invalid_(?:braces|comma)/;
const corpus = (): JsonObject[] =>
  FOLDERS.flatMap(sharedStixFiles)
    .filter((file) => !UNREADABLE.test(file))
    .flatMap((file) => readBundle(sharedStix(file), file).objects.map((received) => examine(received).view));

const ofOurs = (code: string, path: string) =>
  ONLY_OASIS_ACCEPTS.find(({ codes, path: of }) => codes.some((one) => one === code) && (of?.test(path) ?? true));

/** Keywords that only pass on what schemas below them say. */
const PASSES_ON = new Set(['oneOf', 'anyOf', 'allOf', 'if', 'propertyNames']);
const ofTheirs = (error: ErrorObject, all: readonly ErrorObject[], object: JsonObject) => {
  const about = all.filter(
    ({ instancePath }) =>
      error.instancePath.startsWith(instancePath) && (instancePath !== '' || error.instancePath === '' || 'definition' in object),
  );
  return ONLY_WE_ACCEPT.find(({ is }) => about.some((other) => is(other, object)));
};

const errorsOf = (object: JsonObject) => validateStixObject(object, 'o').filter(({ severity }) => severity === 'error');

const judge = (object: JsonObject, oracle: Oracle): void => {
  const ours = errorsOf(object);
  const theirs = oracle(object);
  if (ours.length > 0 === theirs.length > 0) return;
  const unknown = [
    ...ours
      .filter(({ code, path }) => !ofOurs(code, path.slice(2)))
      .map(({ code, path, message }) => `we: ${path} ${code} ${message}`),
    ...theirs
      .filter((error) => !PASSES_ON.has(error.keyword) && !ofTheirs(error, theirs, object))
      .map(({ instancePath, schemaPath, message }) => `OASIS: ${instancePath} ${schemaPath} ${message}`),
  ];
  assert.deepEqual(unknown, [], `a difference that the table does not have: ${JSON.stringify(object)}`);
};
type Path = readonly (string | number)[];
const placesOf = (value: JsonValue, path: Path = []): Path[] => {
  const members = Array.isArray(value) ? [...value.entries()] : isJsonObject(value) ? Object.entries(value) : [];
  return [path, ...members.flatMap(([key, member]) => placesOf(member, [...path, key]))];
};

interface Edit {
  readonly where: number;
  readonly how: 'remove' | 'replace' | 'add';
  readonly value: JsonValue;
  readonly name: string;
}

/** @returns the value with what is at `path` edited; the top cannot be removed or replaced. */
const edited = (value: JsonValue, path: Path, edit: Edit): JsonValue => {
  const [key, ...rest] = path;
  if (key === undefined) return isJsonObject(value) ? { ...value, [edit.name]: edit.value } : edit.value;
  if (rest.length > 0 || edit.how === 'add') {
    if (Array.isArray(value)) return value.with(key as number, edited(value[key as number], rest, edit));
    return isJsonObject(value) ? { ...value, [key]: edited(value[key], rest, edit) } : value;
  }
  const put = edit.how === 'remove' ? [] : [edit.value];
  if (Array.isArray(value)) return value.toSpliced(key as number, 1, ...put);
  return Object.fromEntries(
    Object.entries(value as JsonObject).flatMap(([name, member]) =>
      name === key ? put.map((other) => [name, other]) : [[name, member]],
    ),
  );
};

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    where: fc.nat(),
    how: fc.constantFrom('remove', 'replace', 'replace', 'add'),
    value: fc.constantFrom(...VALUES),
    name: fc.constantFrom(...NAMES),
  }),
  { minLength: 1, maxLength: 2 },
);

describe('validation beside the schemas of OASIS', function () {
  this.timeout(isLong ? 1_200_000 : 60_000);
  let oracle: Oracle;
  before(function () {
    if (!sharedStixIsHere()) this.skip(); // absent shared data
    oracle = oasisOracle();
  });

  it('has an example of every type that both accept', () => {
    for (const object of EVERY_TYPE) {
      assert.deepEqual([errorsOf(object), oracle(object)], [[], []], JSON.stringify(object));
    }
  });

  it('differs on the example of every row of the table', () => {
    const missed: string[] = [];
    for (const { rule, example } of ONLY_OASIS_ACCEPTS) {
      judge(example, oracle);
      const ours = errorsOf(example).filter(({ code, path }) => ofOurs(code, path.slice(2))?.rule === rule);
      if (ours.length === 0 || oracle(example).length > 0) missed.push(rule);
    }
    for (const { rule, example } of ONLY_WE_ACCEPT) {
      judge(example, oracle);
      const theirs = oracle(example);
      const known = theirs.filter((error) => ofTheirs(error, theirs, example)?.rule === rule);
      if (known.length === 0 || errorsOf(example).length > 0) missed.push(rule);
    }
    assert.deepEqual(missed, []);
  });

  it('differs on published files only as the table says', () => {
    for (const object of corpus()) judge(object, oracle);
  });

  it('differs on objects that were spoilt only as the table says', () => {
    const published = corpus();
    fc.assert(
      fc.property(fc.boolean(), fc.nat(), edits, (isPublished, which, spoil) => {
        const from = isPublished ? published : EVERY_TYPE;
        const spoilt = spoil.reduce<JsonValue>(
          (object, edit) => {
            const places = placesOf(object);
            return edited(object, places[edit.where % places.length], edit);
          },
          from[which % from.length],
        );
        judge(spoilt as JsonObject, oracle);
      }),
      { numRuns: MUTANTS, seed: givenSeed() },
    );
  });
});
