/** STIX 2.1 §7.3: how an object uses extensions, beside the definitions of those that came with it. */
import type { JsonObject } from '../../json/json-value.js';
import { checkForeignProperty } from './common-properties.js';
import { type Check, shown } from './property-checks.js';
import { extensionsIn, type StixContext } from './stix-context.js';
import type { Findings } from './stix-problem.js';
import { kindOf } from './stix-types.js';

const NEW_TYPE: ReadonlySet<unknown> = new Set(['new-sdo', 'new-sco', 'new-sro']);
/** STIX 2.1 §3.8. */
const RESERVED: ReadonlySet<string> = new Set(['action', 'phone_numbers', 'severity', 'username']);

interface Use {
  /** The object may have these properties on its top level; undefined: any, for a definition of them is not at hand. */
  readonly topLevel: ReadonlySet<string> | undefined;
  /** `new-sdo`, `new-sco` or `new-sro`. */
  readonly newType: string | undefined;
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** Checks the extensions of an object against their definitions. @returns what they let the object be. */
export const checkExtensionUse = (object: JsonObject, path: string, found: Findings, context: StixContext): Use => {
  let topLevel: Set<string> | undefined = new Set();
  let newType: string | undefined;
  if (object.extensions === undefined) return { topLevel, newType };
  for (const [key, { extension_type: type }] of extensionsIn(object)) {
    if (typeof type !== 'string') continue;
    const at = `${path}.extensions.${key}`;
    const definition = context.extensionDefinition?.(key);
    if (definition && !strings(definition.extension_types).includes(type))
      found.error(`${at}.extension_type`, 'EXTENSION', `the extension-definition does not define a ${shown(type)}`);
    if (NEW_TYPE.has(type)) {
      newType = type;
      if (typeof object.type === 'string' && kindOf(object.type))
        found.error(`${at}.extension_type`, 'EXTENSION', `${object.type} is a type of STIX; a ${type} defines another`);
    }
    if (type !== 'toplevel-property-extension') continue;
    if (!definition) topLevel = undefined;
    else for (const name of strings(definition.extension_properties)) topLevel?.add(name);
  }
  return { topLevel, newType };
};

/** STIX 2.1 §11.1: the properties that the type does not have. Of a custom type, any are its own. */
export const checkForeignProperties = (
  object: JsonObject,
  known: Readonly<Record<string, Check>>,
  { topLevel }: Use,
  path: string,
  found: Findings,
): void => {
  const isCustomType = typeof object.type !== 'string' || !kindOf(object.type);
  for (const name in object) {
    if (Object.hasOwn(known, name) || !Object.hasOwn(object, name)) continue;
    const at = `${path}.${name}`;
    checkForeignProperty(name, object[name], at, found);
    if (RESERVED.has(name)) found.error(at, 'CUSTOM_PROPERTY', 'is a name that STIX reserves; prefix it with x_');
    else if (!isCustomType && topLevel && !topLevel.has(name) && !name.startsWith('x_'))
      found.warn(
        at,
        'CUSTOM_PROPERTY',
        topLevel.size > 0
          ? 'is not a property of this type, not prefixed x_ and not among the extension_properties of its extension'
          : 'is not a property of this type, not prefixed x_ and not declared by an extension',
      );
  }
};
