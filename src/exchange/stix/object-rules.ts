/** Rules between the properties of one object. */
import type { Rule } from './property-checks.js';
import { compareStixTimestamps } from './stix-object.record.js';
import { timestampFault } from './stix-timestamp.js';

const has = (object: object, name: string): boolean => Object.hasOwn(object, name);

/** `later` is not before `earlier`; with `strictly`, it is after. Properties that are missing or no timestamps are not compared. */
export const inOrder =
  (earlier: string, later: string, strictly = false): Rule =>
  (object, path, found) => {
    const [from, to] = [object[earlier], object[later]];
    if (typeof from !== 'string' || typeof to !== 'string' || timestampFault(from) || timestampFault(to)) return;
    const order = compareStixTimestamps(from, to);
    if (order > 0 || (strictly && order === 0))
      found.error(`${path}.${later}`, 'TIME_ORDER', `${to} must ${strictly ? 'be after' : 'not be before'} ${earlier} ${from}`);
  };

export const atLeastOneOf =
  (...names: readonly string[]): Rule =>
  (object, path, found) => {
    if (!names.some((name) => has(object, name))) found.error(path, 'COMBINATION', `needs at least one of ${names.join(', ')}`);
  };

export const exactlyOneOf =
  (...names: readonly string[]): Rule =>
  (object, path, found) => {
    const present = names.filter((name) => has(object, name));
    if (present.length !== 1)
      found.error(path, 'COMBINATION', `needs exactly one of ${names.join(', ')}; it has ${present.join(' and ') || 'none'}`);
  };

/** Where `name` is present, `needed` must be too. */
export const needs =
  (name: string, ...needed: readonly string[]): Rule =>
  (object, path, found) => {
    const missing = needed.filter((other) => !has(object, other));
    if (has(object, name) && missing.length > 0)
      found.error(`${path}.${name}`, 'COMBINATION', `needs ${missing.join(' and ')} beside it`);
  };

/** Where `name` has this value, `excluded` must be absent. */
export const excludes =
  (name: string, value: boolean, excluded: string): Rule =>
  (object, path, found) => {
    if (object[name] === value && has(object, excluded))
      found.error(`${path}.${excluded}`, 'COMBINATION', `must be absent where ${name} is ${value}`);
  };

/** Where `name` has this value, `needed` must be present. */
export const demands =
  (name: string, value: boolean, needed: string): Rule =>
  (object, path, found) => {
    if (object[name] === value && !has(object, needed))
      found.error(`${path}.${needed}`, 'REQUIRED', `is required where ${name} is ${value}`);
  };

export const deprecated =
  (name: string, instead: string): Rule =>
  (object, path, found) => {
    if (has(object, name)) found.warn(`${path}.${name}`, 'DEPRECATED', `is deprecated; use ${instead}`);
  };
