/** JSON as REST callers spell it: camelCase or snake_case in requests, camelCase in answers unless asked otherwise. */
import { snakeCase } from '../graphql/snake-case.js';
import { invalidInput } from '../graphql/arguments.js';

const camelCase = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const renamed = (value: unknown, rename: (name: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [rename(name), renamed(entry, rename)]));
};

/**
 * @param given a body or the parameters of an address, in either spelling.
 * @returns it in camelCase; a missing body is an empty one.
 * @throws LedgerError INVALID_INPUT when a field is given in both spellings.
 */
export const inCamelCase = (given: unknown): unknown => {
  const body = given ?? {};
  if (typeof body === 'object' && !Array.isArray(body)) {
    const names = Object.keys(body).map(camelCase);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw invalidInput([{ path: twice, message: 'is given in both spellings; give it once' }]);
  }
  return renamed(body, camelCase);
};

/** @param spelling `snake`, as in `?case=snake`; anything else leaves the answer in camelCase. */
export const inCase = (answer: object, spelling: string | undefined): unknown => {
  const plain: unknown = JSON.parse(JSON.stringify(answer));
  return spelling === 'snake' ? renamed(plain, snakeCase) : plain;
};
