/** Validates a STIX 2.1 object by its type: what the specification demands is an error, what it recommends is a warning. */
import type { JsonObject } from '../../json/json-value.js';
import {
  declaredExtensions,
  extensionsOf,
  MARKING_DEFINITION_PROPERTIES,
  OBSERVABLE_PROPERTIES,
  VERSIONED_PROPERTIES,
} from './common-properties.js';
import { DOMAIN_OBJECTS, RELATIONSHIP_OBJECTS } from './domain-objects.js';
import { selectorsResolve } from './granular-selectors.js';
import { META_OBJECTS } from './meta-objects.js';
import { inOrder } from './object-rules.js';
import { OBSERVABLE_EXTENSIONS } from './observable-extensions.js';
import { OBSERVABLE_OBJECTS } from './observable-objects.js';
import { checkShape, type Rule, type Shape, shown } from './property-checks.js';
import { Findings, type StixProblem } from './stix-problem.js';
import { isTypeName, kindOf, typeOfId } from './stix-types.js';

const idFitsType: Rule = ({ id, type }, path, found) => {
  if (typeof id !== 'string' || typeof type !== 'string') return;
  const ofId = typeOfId(id);
  if (ofId === undefined)
    found.error(`${path}.id`, 'IDENTIFIER', `must be ${type}--uuid with a UUID of RFC 9562, not ${shown(id)}`);
  else if (ofId !== type)
    found.error(`${path}.id`, 'IDENTIFIER', `is the id of a ${ofId}, but the object's type is ${shown(type)}`);
  else if (id !== id.toLowerCase())
    found.warn(`${path}.id`, 'NOT_RECOMMENDED', 'a UUID is written in lower case; it is compared so');
};

const specVersionIsKnown: Rule = ({ spec_version: version }, path, found) => {
  if (version !== undefined && version !== '2.1')
    found.error(
      `${path}.spec_version`,
      'SPEC_VERSION',
      `must be "2.1", or "2.0" for an object to be upgraded, not ${shown(version)}`,
    );
};

const PROPERTY_NAME = /^[a-z0-9_]{1,250}$/;

const unknownProperties =
  (known: Readonly<Record<string, unknown>>): Rule =>
  (object, path, found) => {
    const names = Object.keys(object).filter((name) => !Object.hasOwn(known, name));
    const declared = names.length > 0 && declaredExtensions(object).has('toplevel-property-extension');
    for (const name of names) {
      const at = `${path}.${name}`;
      const value = object[name];
      if (Array.isArray(value) && value.length === 0)
        found.error(at, 'EMPTY', 'must not be an empty list; leave the property out');
      if (!PROPERTY_NAME.test(name))
        found.error(at, 'CUSTOM_PROPERTY', 'a property name has 1 to 250 lower-case letters, digits and underscores');
      else if (!declared && !name.startsWith('x_'))
        found.warn(at, 'CUSTOM_PROPERTY', 'is not a property of this type, not prefixed x_ and not declared by an extension');
    }
  };

const COMMON_RULES: readonly Rule[] = [idFitsType, specVersionIsKnown, inOrder('created', 'modified'), selectorsResolve];
const IDENTIFIED = ['type', 'id'];
const VERSIONED = [...IDENTIFIED, 'spec_version', 'created', 'modified'];

const complete = (type: string, common: Shape['properties'], required: readonly string[], own: Shape): Shape => {
  const predefined = Object.hasOwn(OBSERVABLE_EXTENSIONS, type) ? OBSERVABLE_EXTENSIONS[type] : {};
  const properties = { ...common, extensions: extensionsOf(predefined), ...own.properties };
  return {
    required: [...required, ...(own.required ?? [])],
    properties,
    rules: [...COMMON_RULES, ...(own.rules ?? []), unknownProperties(properties)],
  };
};

const tableOf = (shapes: Readonly<Record<string, Shape>>, common: Shape['properties'], required: readonly string[]) =>
  Object.entries(shapes).map(([type, own]) => [type, complete(type, common, required, own)] as const);

const { 'marking-definition': markingDefinition, ...versionedMeta } = META_OBJECTS;
const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ...tableOf({ ...DOMAIN_OBJECTS, ...RELATIONSHIP_OBJECTS, ...versionedMeta }, VERSIONED_PROPERTIES, VERSIONED),
  ...tableOf(OBSERVABLE_OBJECTS, OBSERVABLE_PROPERTIES, IDENTIFIED),
  ...tableOf({ 'marking-definition': markingDefinition }, MARKING_DEFINITION_PROPERTIES, [...IDENTIFIED, 'spec_version']),
]);

/** A custom type's own properties are anybody's, so only the common ones are looked at. */
const customShape = (required: readonly string[]): Shape => ({
  required,
  properties: { ...VERSIONED_PROPERTIES, ...OBSERVABLE_PROPERTIES, extensions: extensionsOf({}) },
  rules: COMMON_RULES,
});
const CUSTOM_OBSERVABLE = customShape(IDENTIFIED);
const CUSTOM_VERSIONED = customShape(VERSIONED);
const shapeOfCustom = (object: JsonObject): Shape =>
  Object.hasOwn(object, 'created') || Object.hasOwn(object, 'modified') ? CUSTOM_VERSIONED : CUSTOM_OBSERVABLE;

const checkCustomType = (object: JsonObject, type: string, path: string, found: Findings): void => {
  if (!isTypeName(type))
    found.error(
      `${path}.type`,
      'CUSTOM_TYPE',
      `${shown(type)} is no type name: lower-case letters, digits and single hyphens, at most 100`,
    );
  else if (type === 'bundle') found.error(`${path}.type`, 'CUSTOM_TYPE', 'a bundle is not an object; give its objects instead');
  const declared = declaredExtensions(object);
  if (!['new-sdo', 'new-sco', 'new-sro'].some((kind) => declared.has(kind)))
    found.warn(
      `${path}.type`,
      'CUSTOM_TYPE',
      `${shown(type)} is not a STIX 2.1 type and no extension declares it; it is kept as it is`,
    );
};

/**
 * STIX 2.1 §2 to §7 and §11. Objects of STIX 2.0 are brought to 2.1 first, by `upgradeToStix21`.
 * Patterns are not parsed. References are checked for their type, not for the presence of what they name.
 * @param path where the object stands in its input, as in `objects[3]`; every problem's path begins with it.
 */
export const validateStixObject = (object: JsonObject, path: string): StixProblem[] => {
  const found = new Findings();
  const type = typeof object.type === 'string' ? object.type : '';
  if (kindOf(type) === undefined) checkCustomType(object, type, path, found);
  checkShape(SHAPES.get(type) ?? shapeOfCustom(object), object, path, found);
  return found.problems(path);
};
