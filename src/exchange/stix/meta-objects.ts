/** STIX 2.1 §7: marking definitions, language content and extension definitions. */
import { isJsonObject, type JsonObject } from '../../json/json-value.js';
import { atLeastOneOf, needs } from './object-rules.js';
import {
  anyRef,
  type Check,
  dictionary,
  dictionaryOf,
  listOf,
  matching,
  nonEmpty,
  oneOf,
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

/** STIX 2.1 §7.2.1.4: the TLP markings are the registered ones, and no others. */
const tlpIsRegistered: Rule = (object, path, found) => {
  const { id } = object;
  if (typeof id !== 'string' || id === OPENCTI_AMBER_STRICT) return;
  if (tlpOfId(id)) registeredContent(id, statedTlp(object), path, found);
  else if (statesTlp(object))
    found.error(`${path}.id`, 'TLP', 'only the registered marking definitions may state a TLP; refer to one of them');
};

const marksItself: Rule = ({ id, object_marking_refs: refs }, path, found) => {
  if (Array.isArray(refs) && refs.includes(id))
    found.error(`${path}.object_marking_refs`, 'MARKING', 'a marking cannot mark itself');
};

const LANGUAGE_KEY = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}$/;
/** STIX 2.1 §7.1: by RFC 5646 language, then by property. */
const translations: Check = (value, path, found) => {
  dictionaryOf(dictionary)(value, path, found);
  if (!isJsonObject(value)) return;
  for (const language of Object.keys(value))
    if (!LANGUAGE_KEY.test(language))
      found.error(`${path}.${language}`, 'SYNTAX', `${shown(language)} is not an RFC 5646 language tag`);
};

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
    properties: { object_ref: anyRef, object_modified: timestamp, contents: translations },
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
  },
};
