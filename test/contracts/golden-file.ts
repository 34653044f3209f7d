/** Golden files: examples of every published version of every event, as the log may hold them for ever. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { canonicalJson } from '../../src/json/canonical-json.js';
import type { Contracts } from '../../src/ledger/event-contract.js';

const FOLDER = new URL('.', import.meta.url);

export interface GoldenFile {
  readonly type: string;
  readonly version: number;
  /** Of the schema this version was published with. */
  readonly fingerprint: string;
  readonly examples: readonly unknown[];
}

export const goldenName = (type: string, version: number): string => `${type}.v${version}.json`;

/** @returns every golden file, by its name. */
export const goldenFiles = (): ReadonlyMap<string, GoldenFile> =>
  new Map(
    readdirSync(FOLDER)
      .filter((name) => /\.v\d+\.json$/.test(name))
      .toSorted()
      .map((name) => [name, JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as GoldenFile]),
  );

/** SHA-256 of a schema as JSON Schema (draft 2020-12), which tells whether its shape changed; the order of fields does not matter. */
export const fingerprintOf = (schema: z.ZodType): string => {
  const shape = JSON.stringify(z.toJSONSchema(schema), (key, value: unknown) =>
    key === 'required' && Array.isArray(value) ? value.map(String).toSorted((a, b) => (a < b ? -1 : 1)) : value,
  );
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(shape)))
    .digest('hex');
};

/**
 * Writes the golden files of the newest versions that have none yet; what is there stays as it is.
 * @returns the names of the files it wrote.
 */
export const writeMissing = (
  contracts: readonly Contracts[],
  examples: readonly { readonly type: string; readonly data: unknown }[],
): readonly string[] =>
  contracts.flatMap(({ spec }) =>
    Object.entries(spec).flatMap(([type, { version, schema }]) => {
      const name = goldenName(type, version);
      const file = new URL(name, FOLDER);
      if (existsSync(file)) return [];
      const golden: GoldenFile = {
        type,
        version,
        fingerprint: fingerprintOf(schema),
        examples: examples.filter((example) => example.type === type).map(({ data }) => data),
      };
      if (golden.examples.length === 0) throw new Error(`${type}: add an example to test/contracts/published-examples.ts`);
      writeFileSync(file, `${JSON.stringify(golden, undefined, 2)}\n`);
      return [name];
    }),
  );
