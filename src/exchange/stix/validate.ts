/** Validates a STIX 2.1 object by its type: what the specification demands is an error, what it recommends is a warning. */
import type { JsonObject } from '../../json/json-value.js';
import { extensionsOf, MARKING_DEFINITION_PROPERTIES, OBSERVABLE_PROPERTIES, VERSIONED_PROPERTIES } from './common-properties.js';
import { DOMAIN_OBJECTS, RELATIONSHIP_OBJECTS } from './domain-objects.js';
import { checkExtensionUse, checkForeignProperties } from './extension-use.js';
import { selectorsResolve } from './granular-selectors.js';
import { checkTranslations } from './language-content.js';
import { META_OBJECTS } from './meta-objects.js';
import { inOrder } from './object-rules.js';
import { checkVersion } from './object-versions.js';
import { OBSERVABLE_EXTENSIONS } from './observable-extensions.js';
import { OBSERVABLE_OBJECTS } from './observable-objects.js';
import { checkShape, type Rule, type Shape, shaped, shown } from './property-checks.js';
import type { StixContext } from './stix-context.js';
import { Findings, type StixProblem } from './stix-problem.js';
import { isTypeName, typeOfId } from './stix-types.js';

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

/** Where the version of its UUID stands in an id. */
const VERSION_FROM_END = 22;
/** STIX 2.1 §2.9: the id of an observable follows from its content, but for a process, which has none that tells it from others. */
const observableIdIsDerived: Rule = ({ id, type }, path, found) => {
  if (typeof id !== 'string' || typeOfId(id) !== type || type === 'process' || id[id.length - VERSION_FROM_END] === '5') return;
  found.warn(`${path}.id`, 'NOT_RECOMMENDED', 'the id of a cyber-observable should have a UUIDv5 of its contributing properties');
};

const COMMON_RULES: readonly Rule[] = [idFitsType, specVersionIsKnown, inOrder('created', 'modified'), selectorsResolve];
const IDENTIFIED = ['type', 'id'];
const VERSIONED = [...IDENTIFIED, 'spec_version', 'created', 'modified'];

const complete = (
  type: string,
  common: Shape['properties'],
  required: readonly string[],
  rules: readonly Rule[],
  own: Shape,
): Shape => {
  const predefined = Object.hasOwn(OBSERVABLE_EXTENSIONS, type) ? OBSERVABLE_EXTENSIONS[type] : {};
  return {
    required: [...required, ...(own.required ?? [])],
    properties: { ...common, extensions: extensionsOf(predefined), ...own.properties },
    rules: [...rules, ...(own.rules ?? [])],
  };
};

const tableOf = (
  shapes: Readonly<Record<string, Shape>>,
  common: Shape['properties'],
  required: readonly string[],
  rules: readonly Rule[] = COMMON_RULES,
) => Object.entries(shapes).map(([type, own]) => [type, complete(type, common, required, rules, own)] as const);

const { 'marking-definition': markingDefinition, ...versionedMeta } = META_OBJECTS;
const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ...tableOf({ ...DOMAIN_OBJECTS, ...RELATIONSHIP_OBJECTS, ...versionedMeta }, VERSIONED_PROPERTIES, VERSIONED),
  ...tableOf(OBSERVABLE_OBJECTS, OBSERVABLE_PROPERTIES, IDENTIFIED, [...COMMON_RULES, observableIdIsDerived]),
  ...tableOf({ 'marking-definition': markingDefinition }, MARKING_DEFINITION_PROPERTIES, [...IDENTIFIED, 'spec_version']),
]);

/** A custom type's own properties are anybody's, so only the common ones are looked at. */
const customShape = (required: readonly string[], predefined: Shape['properties'] = {}): Shape => ({
  required,
  properties: { ...VERSIONED_PROPERTIES, ...OBSERVABLE_PROPERTIES, extensions: extensionsOf(predefined) },
  rules: COMMON_RULES,
});
const CUSTOM_OBSERVABLE = customShape(IDENTIFIED);
const CUSTOM_VERSIONED = customShape(VERSIONED);

/** Incident Core Extension 2.0 §2.3.2: an impact has an extension that is called by its category, or as the examples there call it. */
const CATEGORIES = ['availability', 'confidentiality', 'external', 'integrity', 'monetary', 'physical', 'traceability'];
const IMPACT = customShape(
  VERSIONED,
  Object.fromEntries(
    CATEGORIES.flatMap((category) => [category, `${category}-impact`]).map((name) => [name, shaped({ properties: {} })]),
  ),
);

/** STIX 2.1 §7.3 and §11.2. Where no extension says of which kind it is, the versioned ones show it. */
const shapeOfCustom = (object: JsonObject, newType: string | undefined): Shape => {
  if (object.type === 'impact') return IMPACT;
  const isVersioned =
    newType === undefined ? Object.hasOwn(object, 'created') || Object.hasOwn(object, 'modified') : newType !== 'new-sco';
  return isVersioned ? CUSTOM_VERSIONED : CUSTOM_OBSERVABLE;
};

const checkCustomType = (type: string, newType: string | undefined, path: string, found: Findings): void => {
  const at = `${path}.type`;
  if (!isTypeName(type))
    found.error(
      at,
      'CUSTOM_TYPE',
      `${shown(type)} is no type name: 3 to 100 lower-case letters, digits and single hyphens, a letter first`,
    );
  else if (type === 'bundle') found.error(at, 'CUSTOM_TYPE', 'a bundle is not an object; give its objects instead');
  else if (type === 'action') found.error(at, 'CUSTOM_TYPE', 'action is a name that STIX reserves');
  if (newType === undefined)
    found.warn(at, 'CUSTOM_TYPE', `${shown(type)} is not a STIX 2.1 type and no extension declares it; it is kept as it is`);
};

/**
 * STIX 2.1 §2 to §7, §9 and §11. Objects of STIX 2.0 are brought to 2.1 first, by `upgradeToStix21`.
 * References are checked for their type, not for the presence of what they name.
 * @param path where the object stands in its input, as in `objects[3]`; every problem's path begins with it.
 * @param context what came with it: {@link stixContextOf}. Extension definitions, other versions and translated objects that it does
 * not know are not missed.
 */
export const validateStixObject = (object: JsonObject, path: string, context: StixContext = {}): StixProblem[] => {
  const found = new Findings();
  const type = typeof object.type === 'string' ? object.type : '';
  const use = checkExtensionUse(object, path, found, context);
  let shape = SHAPES.get(type);
  if (!shape) {
    checkCustomType(type, use.newType, path, found);
    shape = shapeOfCustom(object, use.newType);
  }
  checkShape(shape, object, path, found);
  checkForeignProperties(object, shape.properties, use, path, found);
  checkVersion(object, path, found, context);
  checkTranslations(object, path, found, context);
  return found.problems(path);
};
