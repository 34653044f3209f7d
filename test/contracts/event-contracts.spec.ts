/** Every event version that was ever published still loads, and none changes its shape unnoticed. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { catalogue, readEvent } from '../../src/event-catalogue.js';
import { defineEvents, type EventSpec } from '../../src/ledger/event-contract.js';
import { fingerprintOf, type GoldenFile, goldenFiles, goldenName } from './golden-file.js';
import { publishedExamples } from './published-examples.js';

const golden = goldenFiles();
const specs: ReadonlyMap<string, EventSpec> = new Map(catalogue.contracts.flatMap(({ spec }) => Object.entries<EventSpec>(spec)));

const howToChange = (type: string, { version }: EventSpec): string =>
  `The shape of ${type} changed without a new version. Events of version ${version} are in logs for ever. Instead:
  1. give ${type} version ${version + 1} in its *.events.ts;
  2. add an upcaster from version ${version} to its *.upcasters.ts;
  3. adapt its examples and write ${goldenName(type, version + 1)}: node --import=@swc-node/register/esm-register test/contracts/write-golden-files.ts;
  4. leave ${goldenName(type, version)} as it is.`;

/** What is wrong with an event's newest golden file; undefined when it is as published. */
const complaint = (type: string, spec: EventSpec, files: ReadonlyMap<string, GoldenFile>): string | undefined => {
  const missing = Array.from({ length: spec.version }, (_, index) => goldenName(type, index + 1)).find(
    (name) => !files.has(name),
  );
  if (missing)
    return `${missing} is missing; write it: node --import=@swc-node/register/esm-register test/contracts/write-golden-files.ts`;
  return files.get(goldenName(type, spec.version))?.fingerprint === fingerprintOf(spec.schema)
    ? undefined
    : howToChange(type, spec);
};

describe('every event version that was ever published', () => {
  for (const [name, { type, version, examples }] of golden)
    it(`still loads: ${name}`, () => {
      assert.equal(name, goldenName(type, version));
      assert.ok(examples.length > 0, `${name} has no examples`);
      for (const data of examples) {
        const read = readEvent(type, version, data);
        assert.ok(read, `${type} is in logs for ever; its contract has to stay in the catalogue`);
        if (version === specs.get(type)?.version)
          assert.deepEqual(read.data, data, 'the newest version is read as it was written');
      }
    });
});

describe('every event in the catalogue', () => {
  for (const [type, spec] of specs)
    it(`has golden files and the shape they were published with: ${type}`, () =>
      assert.equal(complaint(type, spec, golden), undefined, complaint(type, spec, golden)));

  it('has a type of its own', () =>
    assert.equal(
      specs.size,
      catalogue.contracts.map(({ spec }) => Object.keys(spec).length).reduce((sum, count) => sum + count),
    ));
  it('has a category of its own for its contracts', () =>
    assert.equal(new Set(catalogue.contracts.map(({ category }) => category)).size, catalogue.contracts.length));
  it('says in words what happened', () => {
    for (const [type, { label }] of specs) assert.match(label, /^[A-Z][a-z -]+[a-z]$/, type);
  });
  it('names a field of its data as the business time, if it has one', () => {
    for (const [type, { schema, happenedAt }] of specs)
      if (happenedAt) assert.ok(happenedAt in (schema as z.ZodObject).shape, `${type}: ${happenedAt}`);
  });
  it('has an example in its newest version', () => {
    const shown = new Set(publishedExamples.map(({ type }) => type));
    assert.deepEqual(
      [...specs.keys()].filter((type) => !shown.has(type)),
      [],
    );
  });
  it('leads from every version to the next', () => {
    const steps = new Set(catalogue.upcasters.map(({ type, from }) => `${type}.${from}`));
    for (const [type, { version }] of specs)
      for (let from = 1; from < version; from += 1)
        assert.ok(steps.has(`${type}.${from}`), `${type}: no upcaster from version ${from}`);
  });
});

describe('a change to a published shape', () => {
  const shape = (fields: z.ZodRawShape, version = 1) =>
    defineEvents('lighthouse', { LightSeen: { version, label: 'Light seen', schema: z.strictObject(fields) } }).spec.LightSeen;
  const first = shape({ colour: z.string(), seconds: z.int() });
  const files = new Map<string, GoldenFile>([
    [
      'LightSeen.v1.json',
      { type: 'LightSeen', version: 1, fingerprint: fingerprintOf(first.schema), examples: [{ colour: 'red', seconds: 2 }] },
    ],
  ]);
  const complaintOn = (spec: EventSpec) => complaint('LightSeen', spec, files) ?? '';

  it('is none when fields are written in another order', () =>
    assert.equal(complaintOn(shape({ seconds: z.int(), colour: z.string() })), ''));
  it('is noticed when a field comes, goes, or gets another type or limit', () => {
    const changes: readonly z.ZodRawShape[] = [
      { colour: z.string(), seconds: z.int(), seenBy: z.string().optional() },
      { colour: z.string() },
      { colour: z.string(), seconds: z.number() },
      { colour: z.string().max(10), seconds: z.int() },
    ];
    for (const fields of changes) assert.match(complaintOn(shape(fields)), /LightSeen changed without a new version/);
  });
  it('comes with the four steps that do it right', () =>
    assert.match(
      complaintOn(shape({ colour: z.string() })),
      /1\. give LightSeen version 2[\s\S]*2\. add an upcaster from version 1[\s\S]*3\.[\s\S]*LightSeen\.v2\.json[\s\S]*4\. leave LightSeen\.v1\.json/,
    ));
  it('asks a new version for its golden file', () =>
    assert.match(complaintOn(shape({ colour: z.string() }, 2)), /LightSeen\.v2\.json is missing/));
});
