/** Checks what callers give for profiled records of every type, field by field. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import type { ProfileRequest } from './profile.commands.js';

/**
 * @param profile its schema; what is required of a new one is what `blank` lacks. A field that may be null keeps a null that was given.
 * @returns parses the input of `create` (no id) or `revise`.
 * @throws LedgerError INVALID_INPUT with the path of each wrong field.
 */
export const profileInput = (profile: z.ZodObject, blank: object) => {
  const revision = z.object({ ...profile.shape, ...Marking.shape }).partial();
  const required = Object.keys(profile.shape).filter((field) => !(field in blank));
  const creation = revision.required(Object.fromEntries(required.map((field) => [field, true])) as never);
  const nullIsValue = new Set(
    Object.entries(profile.shape).flatMap(([field, schema]) => (z.safeParse(schema, null).success ? [field] : [])),
  );
  return (id: string | undefined, input: object): ProfileRequest => {
    const given = plainInput(input, nullIsValue);
    return id === undefined
      ? { kind: 'create', input: parseInput(creation, given, 'input') }
      : { kind: 'revise', id, input: parseInput(revision, given, 'input') };
  };
};
