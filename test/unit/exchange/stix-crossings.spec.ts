/** A large input is told the same of its objects as a small one, whatever stands where in it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/json/json-value.js';
import { examineInput, type StixContent } from '../../../src/exchange/stix/stix-input.js';
import { givenSeed } from '../../spec/seeded.js';
import { at, identity, indicator, object, uuid } from './stix-examples.js';

const MIB = 1024 ** 2;
const later = '2026-02-05T10:00:00.000Z';
const latest = '2026-03-05T10:00:00.000Z';
const extension = (n: number) => `extension-definition--${uuid(n)}`;
const definition = (n: number, properties: JsonObject): JsonObject =>
  object('extension-definition', n, {
    created_by_ref: `identity--${uuid(1)}`,
    name: 'Ranks',
    schema: 'https://schemas.example/ranks',
    version: '1.0.0',
    ...properties,
  });
const translation = (n: number, contents: JsonObject, properties: JsonObject = {}): JsonObject =>
  object('language-content', n, { object_ref: `identity--${uuid(1)}`, contents: { de: contents }, ...properties });

const OBJECTS: readonly JsonObject[] = [
  identity(1, { sectors: ['energy', 'retail'] }),
  identity(1, { modified: later, name: 'Renamed', created: later }),
  identity(1, { modified: latest, sectors: ['energy'], created_by_ref: `identity--${uuid(9)}` }),
  identity(2, { modified: later, revoked: true }),
  identity(2, { modified: latest }),
  identity(2),
  { ...identity(3), id: `identity--${uuid(3).toUpperCase()}` },
  identity(3, { name: 'Other content' }),
  indicator(4, { extensions: { [extension(7)]: { extension_type: 'toplevel-property-extension' } }, rank: 5, weight: 7 }),
  indicator(5, { extensions: { [extension(8)]: { extension_type: 'property-extension', rank: 1 } } }),
  indicator(6, { extensions: { [extension(99)]: { extension_type: 'toplevel-property-extension' } }, rank: 5 }),
  definition(7, { extension_types: ['toplevel-property-extension'], extension_properties: ['rank'] }),
  definition(8, { extension_types: ['new-sdo'] }),
  definition(8, { extension_types: ['toplevel-property-extension'], modified: later }),
  translation(10, { sectors: ['Energie', 'Handel'] }),
  translation(11, { sectors: ['Energie', 'Handel'] }, { object_modified: at }),
  translation(12, { motto: 'Wachsam' }, { object_modified: later }),
  translation(13, { motto: 'Wachsam' }, { object_modified: '2027-01-01T00:00:00.000Z' }),
  translation(14, { name: 'Nordgruppe' }, { object_ref: `identity--${uuid(98)}` }),
];

const factsOf = async (content: StixContent) => {
  const input = await examineInput(content, 'bundle.json');
  const facts = input.items.map(({ id, type, modified, sha256, errors, warned, creator, target }) => {
    return { id, type, modified, sha256, errors, warned, creator, target };
  });
  await input.close();
  return { facts, warnings: input.warnings };
};

/** White space, so that nothing else differs. */
const padded = async function* (text: string): AsyncGenerator<Uint8Array> {
  const end = text.lastIndexOf(']');
  yield Buffer.from(text.slice(0, end));
  for (let mib = 0; mib < 5; mib += 1) yield Buffer.alloc(MIB, ' ');
  yield Buffer.from(text.slice(end));
};

describe('objects of a large input', function () {
  this.timeout(60_000);

  it('are checked against each other as those of a small one, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...OBJECTS], { minLength: 1 }), fc.boolean(), async (objects, isArray) => {
        const text = JSON.stringify(isArray ? objects : { type: 'bundle', id: `bundle--${uuid(1)}`, objects });
        assert.deepEqual(await factsOf(padded(text)), await factsOf(text));
      }),
      { numRuns: 40, seed: givenSeed() },
    );
  });

  it('are refused and warned of for what only the others show', async () => {
    const { facts } = await factsOf(padded(JSON.stringify(OBJECTS)));
    const refused = facts.flatMap(({ errors }, index) => (errors.length > 0 ? [index] : []));
    assert.deepEqual(refused, [1, 2, 4, 9, 14, 16]);
    assert.equal(facts[8].warned, true);
    assert.equal(facts[10].warned, false);
  });
});
