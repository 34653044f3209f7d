/** STIX 2.1 §6: the property names a path into a cyber-observable can begin with. */
import { OBSERVABLE_PROPERTIES } from '../common-properties.js';
import { OBSERVABLE_OBJECTS } from '../observable-objects.js';

const NAMES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(OBSERVABLE_OBJECTS).map(([type, { properties }]) => [
    type,
    new Set([...Object.keys(properties), ...Object.keys(OBSERVABLE_PROPERTIES), 'extensions']),
  ]),
);

/** @returns undefined for a type that is no cyber-observable of STIX 2.1. */
export const observablePropertyNames = (type: string): ReadonlySet<string> | undefined => NAMES.get(type);
