/** Names of JSON members in camelCase and snake_case: requests may give either, answers come in the one that is asked for. */
import { isDeepStrictEqual } from 'node:util';
import { snakeCase } from '../graphql/snake-case.js';
import { type InvalidField, invalidInput } from '../graphql/arguments.js';

/** @returns `createdAt` for `created_at`; a name of one word as it is. */
export const camelCase = (name: string): string => name.replaceAll(/(?<=[a-z0-9])_[a-z0-9]/g, (pair) => pair[1].toUpperCase());

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The same JSON with every name in snake case. */
const inSnakeCase = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [snakeCase(name), inSnakeCase(entry)]))
    : value;
};

export interface InOurNames {
  readonly value: unknown;
  /** @returns the path that was given for a path in our names. */
  readonly givenPath: (path: readonly PropertyKey[]) => string;
}

/**
 * The same JSON with every name in camelCase.
 * @throws LedgerError INVALID_INPUT naming both where a value was given under both names, and differs.
 */
export const inOurNames = (value: unknown): InOurNames => {
  const given = new Map<string, string>();
  const wrong: InvalidField[] = [];
  /** What a schema makes of a value may lie deeper than what was given. */
  const pathOf = (path: readonly PropertyKey[]): string => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const known = given.get(path.slice(0, depth).join('.'));
      if (known !== undefined) return [known, ...path.slice(depth)].join('.');
    }
    return path.join('.');
  };
  const below = (path: readonly PropertyKey[], name: string): string =>
    [...(path.length > 0 ? [pathOf(path)] : []), name].join('.');

  const read = (entry: unknown, path: readonly PropertyKey[]): unknown => {
    if (Array.isArray(entry))
      return entry.map((one, index) => {
        given.set([...path, index].join('.'), below(path, `${index}`));
        return read(one, [...path, index]);
      });
    if (!isObject(entry)) return entry;
    const named = new Map<string, unknown>();
    for (const [name, content] of Object.entries(entry)) {
      const ours = camelCase(name);
      const at = [...path, ours];
      const known = named.has(ours) ? pathOf(at) : undefined;
      if (known === undefined) given.set(at.join('.'), below(path, name));
      const ready = read(content, at);
      if (known === undefined) named.set(ours, ready);
      else if (!isDeepStrictEqual(named.get(ours), ready)) {
        const other = below(path, name);
        wrong.push(
          { path: known, message: `differs from ${other}; give one of them` },
          { path: other, message: `differs from ${known}; give one of them` },
        );
      }
    }
    return Object.fromEntries(named);
  };

  const ready = read(value, []);
  if (wrong.length > 0) throw invalidInput(wrong);
  return { value: ready, givenPath: pathOf };
};

/**
 * @param given a body or the parameters of an address, in either spelling.
 * @returns it in camelCase; a missing one is empty.
 * @throws LedgerError INVALID_INPUT
 */
export const inCamelCase = (given: unknown): unknown => inOurNames(given ?? {}).value;

/** @param spelling `snake`, as in `?case=snake`; anything else leaves the answer in camelCase. */
export const inCase = (answer: object, spelling: string | undefined): unknown =>
  spelling === 'snake' ? inSnakeCase(JSON.parse(JSON.stringify(answer))) : answer;
