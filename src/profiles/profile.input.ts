/** Checks what callers give for profiled records, field by field. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import type { ProfileInput } from './profile.commands.js';

export interface ParsesProfile {
  /** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
  readonly create: (input: object) => ProfileInput;
  /** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
  readonly revise: (input: object) => ProfileInput;
}

/**
 * @param required what a new record cannot do without.
 * @param lenient fields that may be written otherwise than they are recorded; each schema ends with the recorded value.
 */
export const profileInput = (profile: z.ZodObject, required: string, lenient: z.ZodRawShape = {}): ParsesProfile => {
  const shape: Record<string, z.ZodType> = { ...profile.shape, ...lenient } as never;
  const revision = z.object({ ...shape, ...Marking.shape }).partial();
  const creation = revision.required({ [required]: true } as never);
  const nullIsValue = new Set(Object.keys(shape).filter((field) => shape[field].safeParse(null).success));
  const parse = (schema: z.ZodType, input: object) => parseInput(schema, plainInput(input, nullIsValue), 'input') as ProfileInput;
  return { create: (input) => parse(creation, input), revise: (input) => parse(revision, input) };
};
