/** Small STIX objects that specs vary. */
import type { JsonObject } from '../../../src/json/json-value.js';
import { readBundle } from '../../../src/exchange/stix/bundle.js';
import { type ExaminedStixObject, examine } from '../../../src/exchange/stix/examine.js';
import { itemAtHand } from '../../../src/exchange/stix/stix-item.js';

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const at = '2026-01-05T10:00:00.000Z';

/** A 2.1 object of `type` with what every versioned object needs. */
export const object = (type: string, n: number, properties: JsonObject = {}): JsonObject => ({
  type,
  spec_version: '2.1',
  id: `${type}--${uuid(n)}`,
  created: at,
  modified: at,
  ...properties,
});

export const identity = (n: number, properties: JsonObject = {}): JsonObject =>
  object('identity', n, { name: 'Northern Sharing Group', identity_class: 'organization', ...properties });

export const report = (n: number, properties: JsonObject = {}): JsonObject =>
  object('report', n, {
    name: 'Loader seen in retail',
    published: at,
    object_refs: [`indicator--${uuid(900)}`],
    ...properties,
  });

export const indicator = (n: number, properties: JsonObject = {}): JsonObject =>
  object('indicator', n, { pattern: "[domain-name:value = 'example.com']", pattern_type: 'stix', valid_from: at, ...properties });

export const without = (value: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

/** Through the same door as any input. */
export const examined = (...objects: JsonObject[]): ExaminedStixObject[] =>
  readBundle(JSON.stringify(objects), 'example.json').objects.map(examine);

/** As an import plans them. */
export const items = (...objects: JsonObject[]) => examined(...objects).map(itemAtHand);
