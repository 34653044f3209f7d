/** The mapping files that come with the product. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CsvMapping } from './csv-mapping.js';

const folder = new URL('mappings/', import.meta.url);

export const shippedMappings = (): readonly string[] =>
  readdirSync(fileURLToPath(folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();

/** @returns undefined when none has that name. */
export const shippedMapping = (name: string): CsvMapping | undefined =>
  shippedMappings().includes(name)
    ? CsvMapping.parse(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')))
    : undefined;
