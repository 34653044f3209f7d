/** The JSON schemas of OASIS as an oracle: what they have to say about a STIX 2.1 object. */
import { type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/json/json-value.js';
import { kindOf } from '../../../src/exchange/stix/stix-types.js';
import { sharedStix, sharedStixFiles } from './shared-stix.js';

const FOLDERS = ['common', 'observables', 'sdos', 'sros'];

/** Patterns of the schemas that take exponential time on text made to hurt, in words that take linear time and say the same. */
const SLOW: readonly [begins: string, instead: string][] = [
  ['cpe:2\\.3', String.raw`^cpe:2\.3:[aho*-](?::(?:[^\s:\\]|\\[^\s])+){10}`],
  ['^([a-z]{2}(-[A-Z]{2})?', '^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,8}$'],
];
const patched = (schema: JsonValue): JsonValue => {
  if (Array.isArray(schema)) return schema.map(patched);
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const slow = key === 'pattern' && typeof value === 'string' && SLOW.find(([begins]) => value.startsWith(begins));
      return [key, slow ? slow[1] : patched(value)];
    }),
  );
};

const FORMATS: Readonly<Record<string, RegExp>> = {
  uri: /^[A-Za-z][A-Za-z0-9+.-]*:(?!.*%(?![0-9A-Fa-f]{2}))[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]+$/,
  email: /^[^\s@]+@[^\s@]+$/,
  'idn-hostname': /^(?=.{1,254}$)[^\s/:@.]{1,63}(?:\.[^\s/:@.]{1,63})*\.?$/,
};

export type Oracle = (object: JsonObject) => readonly ErrorObject[];

/** Each object is judged by the schema of its type; custom ones by what objects have in common. */
export const oasisOracle = (): Oracle => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false, formats: FORMATS });
  const ids = new Map<string, string>();
  for (const file of FOLDERS.flatMap((folder) => sharedStixFiles(`oasis-schemas/${folder}`))) {
    const schema = patched(JSON.parse(sharedStix(file).toString()) as JsonValue) as AnySchemaObject & { $id: string };
    ajv.addSchema(schema);
    ids.set(schema.$id.slice(schema.$id.lastIndexOf('/') + 1, -'.json'.length), schema.$id);
  }
  const named = (name: string): ValidateFunction => ajv.getSchema(ids.get(name) ?? '') as ValidateFunction;
  return (object) => {
    const type = typeof object.type === 'string' ? object.type : '';
    const core = Object.hasOwn(object, 'created') || Object.hasOwn(object, 'modified') ? 'core' : 'cyber-observable-core';
    const validate = named(kindOf(type) ? type : core);
    return validate(object) ? [] : (validate.errors ?? []);
  };
};
