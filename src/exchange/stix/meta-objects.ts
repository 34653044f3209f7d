/** STIX 2.1 §7: marking definitions, language content and extension definitions. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import { atLeastOneOf, needs } from './object-rules.js';
import {
  type Check,
  dictionary,
  dictionaryOf,
  listOf,
  matching,
  nonEmpty,
  oneOf,
  refBut,
  type Rule,
  type Shape,
  shaped,
  shown,
  string,
  timestamp,
} from './property-checks.js';
import type { Findings } from './stix-problem.js';
import { OPENCTI_AMBER_STRICT, statedTlp, TLP_2_EXTENSION, tlpOfId } from './tlp.js';

const statement = shaped({ required: ['statement'], properties: { statement: string } });
const tlp = shaped({ required: ['tlp'], properties: { tlp: string } });

const definitionFitsItsType: Rule = ({ definition_type: type, definition }, path, found) => {
  if (definition === undefined) return;
  const check: Check = type === 'statement' ? statement : type === 'tlp' ? tlp : shaped({ properties: {} });
  check(definition, `${path}.definition`, found);
};

const statesTlp = (object: JsonObject): boolean =>
  object.definition_type === 'tlp' || (isJsonObject(object.extensions) && Object.hasOwn(object.extensions, TLP_2_EXTENSION));

const registeredContent = (id: string, stated: string | undefined, path: string, found: Findings): void => {
  const registered = tlpOfId(id);
  if (stated === registered) return;
  const at = `${path}.definition`;
  const isFirstLevel = (level: string | undefined) => level === 'WHITE' || level === 'CLEAR';
  if (isFirstLevel(stated) && isFirstLevel(registered))
    found.warn(at, 'TLP', `${id} is registered as TLP:${registered}; the object calls it ${stated}, which has the same rank`);
  else found.error(at, 'TLP', `${id} is registered as TLP:${registered}, but the object says ${stated ?? 'nothing'}`);
};

const REGISTERED_AT = { tlp: '2017-01-20T00:00:00.000Z', extension: '2022-10-01T00:00:00.000Z' } as const;
const MEMBERS: ReadonlySet<string> = new Set(['type', 'spec_version', 'id', 'created', 'name', 'definition_type', 'definition']);
/** The registered objects, word by word but for the level itself. */
const isAsRegistered = (object: JsonObject): boolean => {
  const { created, name, definition_type: type, extensions } = object;
  const at = extensions === undefined ? REGISTERED_AT.tlp : REGISTERED_AT.extension;
  const level = statedTlp(object);
  return (
    created === at &&
    name === `TLP:${level}` &&
    (type === 'tlp') === (extensions === undefined) &&
    Object.keys(object).every((member) => MEMBERS.has(member) || member === 'extensions')
  );
};

/** STIX 2.1 §7.2.1.4: the TLP markings are the registered ones, and no others. */
const tlpIsRegistered: Rule = (object, path, found) => {
  const { id } = object;
  if (typeof id !== 'string' || id === OPENCTI_AMBER_STRICT) return;
  if (tlpOfId(id)) {
    registeredContent(id, statedTlp(object), path, found);
    if (!isAsRegistered(object)) found.warn(`${path}.id`, 'TLP', `differs in more than its TLP from what is registered as ${id}`);
  } else if (statesTlp(object))
    found.error(`${path}.id`, 'TLP', 'only the registered marking definitions may state a TLP; refer to one of them');
};

/** STIX 2.1 §7.2.2 and §7.2.3: no circular markings. */
const marksItself: Rule = ({ id, object_marking_refs: refs, granular_markings: parts }, path, found) => {
  if (Array.isArray(refs) && refs.includes(id))
    found.error(`${path}.object_marking_refs`, 'MARKING', 'a marking cannot mark itself');
  if (Array.isArray(parts) && parts.some((part) => isJsonObject(part) && part.marking_ref === id))
    found.error(`${path}.granular_markings`, 'MARKING', 'a marking cannot mark itself');
};

/** Lists and objects within each other in one translation. */
export const TRANSLATION_DEPTH = 64;
/** A translated text, or what holds translated texts: a list, where "" leaves one out, or a dictionary. */
const translatable = (value: JsonValue, path: string, found: Findings, depth = 0): void => {
  if (typeof value === 'string') return;
  if (depth === TRANSLATION_DEPTH) found.error(path, 'OUT_OF_RANGE', `is more than ${TRANSLATION_DEPTH} levels deep`);
  else if (Array.isArray(value)) value.forEach((item, index) => translatable(item, `${path}[${index}]`, found, depth + 1));
  else if (isJsonObject(value))
    for (const [name, item] of Object.entries(value)) translatable(item, `${path}.${name}`, found, depth + 1);
  else found.error(path, 'WRONG_TYPE', `must be a translated text, a list or an object of such, not ${shown(value)}`);
};

const LANGUAGE_KEY = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}$/;
/** STIX 2.1 §7.1: by RFC 5646 language, then by property. */
const translations: Check = (value, path, found) => {
  dictionaryOf(dictionary)(value, path, found);
  if (!isJsonObject(value)) return;
  for (const [language, translated] of Object.entries(value)) {
    const at = `${path}.${language}`;
    if (!LANGUAGE_KEY.test(language)) found.error(at, 'SYNTAX', `${shown(language)} is not an RFC 5646 language tag`);
    if (isJsonObject(translated))
      for (const [name, text] of Object.entries(translated)) translatable(text, `${at}.${name}`, found);
  }
};

/** STIX 2.1 §7.1: the properties that exist are named by the extension only where it adds to the top level. */
const namesTopLevelOnly: Rule = ({ extension_types: types, extension_properties: names }, path, found) => {
  if (names !== undefined && Array.isArray(types) && !types.includes('toplevel-property-extension'))
    found.error(
      `${path}.extension_properties`,
      'COMBINATION',
      'names the properties of a toplevel-property-extension, which is not in extension_types',
    );
};

const translatedRef = refBut('language-content');

/** `object_modified` names a version, so its precision matters and its order does not. */
export const META_OBJECTS: Readonly<Record<string, Shape>> = {
  'marking-definition': {
    required: ['created'],
    properties: { name: string, definition_type: string, definition: shaped({ properties: {} }) },
    rules: [
      atLeastOneOf('definition', 'extensions'),
      needs('definition', 'definition_type'),
      needs('definition_type', 'definition'),
      definitionFitsItsType,
      tlpIsRegistered,
      marksItself,
    ],
  },
  'language-content': {
    required: ['object_ref', 'contents'],
    properties: { object_ref: translatedRef, object_modified: timestamp, contents: translations },
  },
  'extension-definition': {
    required: ['created_by_ref', 'name', 'schema', 'version', 'extension_types'],
    properties: {
      name: nonEmpty,
      description: string,
      schema: nonEmpty,
      version: matching(/^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/, 'a semantic version such as 1.0.0'),
      extension_types: listOf(oneOf('extension-type-enum')),
      extension_properties: listOf(matching(/^[a-z0-9_]{3,250}$/, 'a property name')),
    },
    rules: [namesTopLevelOnly],
  },
};
