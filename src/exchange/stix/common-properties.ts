/** STIX 2.1 §2 and §3.2: the properties that objects have in common. */
import { isJsonObject, type JsonValue } from '../../json/json-value.js';
import { atLeastOneOf, exactlyOneOf } from './object-rules.js';
import {
  boolean,
  type Check,
  hashes,
  integer,
  listOf,
  matching,
  nonEmpty,
  oneOf,
  recommended,
  refTo,
  type Rule,
  shaped,
  string,
  timestamp,
  uri,
} from './property-checks.js';
import type { Findings } from './stix-problem.js';
import { hasMilliseconds, timestampFault } from './stix-timestamp.js';

const EXTERNAL_IDS: Readonly<Record<string, readonly [RegExp, string]>> = {
  cve: [/^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,})$/, 'CVE-2026-12345'],
  capec: [/^CAPEC-\d+$/, 'CAPEC-163'],
};
const registeredExternalId: Rule = (reference, path, found) => {
  const { source_name: source, external_id: id } = reference;
  if (typeof source !== 'string' || !Object.hasOwn(EXTERNAL_IDS, source)) return;
  const [syntax, example] = EXTERNAL_IDS[source];
  if (typeof id !== 'string')
    found.error(`${path}.external_id`, 'REQUIRED', `a reference to ${source} needs an id such as ${example}`);
  else if (!syntax.test(id)) found.error(`${path}.external_id`, 'SYNTAX', `must look like ${example}, not ${id.slice(0, 40)}`);
};

/** STIX 2.1 §2.5. */
const externalReference = shaped({
  required: ['source_name'],
  properties: { source_name: nonEmpty, description: string, url: uri, hashes, external_id: string },
  rules: [atLeastOneOf('description', 'url', 'external_id'), registeredExternalId],
});

const phaseTerm = recommended(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');
/** STIX 2.1 §2.11. */
export const killChainPhases: Check = listOf(
  shaped({ required: ['kill_chain_name', 'phase_name'], properties: { kill_chain_name: phaseTerm, phase_name: phaseTerm } }),
);

/** RFC 5646 §2.1, the common subtags. */
export const languageTag = matching(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/, 'an RFC 5646 language tag such as en or pt-BR');

/** STIX 2.1 §7.2.3.1. */
const granularMarking = shaped({
  required: ['selectors'],
  properties: { selectors: listOf(nonEmpty), marking_ref: refTo('marking-definition'), lang: languageTag },
  rules: [exactlyOneOf('marking_ref', 'lang')],
});

const millisecondTimestamp: Check = (value, path, found) => {
  timestamp(value, path, found);
  if (typeof value === 'string' && !timestampFault(value) && !hasMilliseconds(value))
    found.error(path, 'TIMESTAMP', `must be precise to the millisecond, such as ${value.slice(0, 19)}.000Z, not ${value}`);
};

const PROPERTY_NAME = /^[a-z0-9_]{3,250}$/;

/** STIX 2.1 §3.1 and §11.1: what a property that STIX does not define may be called, and that it says something. */
export const checkForeignProperty = (name: string, value: JsonValue, path: string, found: Findings): void => {
  if (Array.isArray(value) && value.length === 0) found.error(path, 'EMPTY', 'must not be an empty list; leave the property out');
  if (!PROPERTY_NAME.test(name))
    found.error(path, 'CUSTOM_PROPERTY', 'a property name has 3 to 250 lower-case letters, digits and underscores');
};

/** STIX 2.1 §7.3: one extension under its key. */
const extensionOf = (key: string): Check =>
  key.startsWith('extension-definition--')
    ? shaped({
        required: ['extension_type'],
        properties: { extension_type: oneOf('extension-type-enum') },
      })
    : shaped({ properties: {} });

/** STIX 2.1 §11.3: what is not declared by an extension-definition. */
const EXTENSION_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-ext$/;

/** @param predefined the extensions that STIX itself defines for the object's type. */
export const extensionsOf =
  (predefined: Readonly<Record<string, Check>>): Check =>
  (value, path, found) => {
    if (!isJsonObject(value)) return found.error(path, 'WRONG_TYPE', 'must be an object');
    const entries = Object.entries(value);
    if (entries.length === 0) found.error(path, 'EMPTY', 'must not be empty; leave the property out');
    for (const [key, extension] of entries) {
      const at = `${path}.${key}`;
      const known = Object.hasOwn(predefined, key);
      if (known) predefined[key](extension, at, found);
      else extensionOf(key)(extension, at, found);
      if (isJsonObject(extension)) {
        const members = Object.entries(extension);
        if (members.length === 0) found.error(at, 'EMPTY', 'an extension has at least one property');
        for (const [name, member] of members) checkForeignProperty(name, member, `${at}.${name}`, found);
      }
      if (key.startsWith('extension-definition--')) refTo('extension-definition')(key, at, found);
      else if (!known && (key.length > 250 || !EXTENSION_NAME.test(key)))
        found.error(
          at,
          'EXTENSION',
          'an extension has the id of its extension-definition, or a lower-case name that ends in -ext',
        );
      else if (!known) found.warn(at, 'EXTENSION', 'is not declared by an extension-definition');
    }
  };

const identity = refTo('identity');
const markings = {
  object_marking_refs: listOf(refTo('marking-definition')),
  granular_markings: listOf(granularMarking),
};
/** Of every object. `spec_version`, `type` and `id` are looked at by the validator. */
const shared = { ...markings, spec_version: string, type: string, id: string };

/** STIX 2.1 §3.2: domain and relationship objects, language content and extension definitions. */
export const VERSIONED_PROPERTIES: Readonly<Record<string, Check>> = {
  ...shared,
  created_by_ref: identity,
  created: millisecondTimestamp,
  modified: millisecondTimestamp,
  revoked: boolean,
  labels: listOf(string),
  confidence: integer(0, 100),
  lang: languageTag,
  external_references: listOf(externalReference),
};

export const OBSERVABLE_PROPERTIES: Readonly<Record<string, Check>> = { ...shared, defanged: boolean };

/** STIX 2.1 §7.2.1: a marking definition has no versions. */
export const MARKING_DEFINITION_PROPERTIES: Readonly<Record<string, Check>> = {
  ...shared,
  created_by_ref: identity,
  created: timestamp,
  external_references: listOf(externalReference),
};
