/** Schemas that many REST routes share. */
import { z } from 'zod';
import { SecrecyLevel, Tlp } from '../access/marking.js';
import type { AsOf, ReadOptions } from '../read-side/read-model.queries.js';

export const Uuid = z.uuid();
export const Time = z.iso.datetime({ precision: 3 }).describe('UTC, ISO 8601.');
export const Position = z.string().regex(/^\d+$/).describe('A position of the ledger, in digits.');

export const MarkingFields = { secrecyLevel: SecrecyLevel, tlp: Tlp };

/** Of lists: what a page may be asked with. */
export const PageQuery = {
  first: z.coerce
    .number('must be a number from 1 to 200')
    .int('must be a whole number')
    .min(1, 'must be between 1 and 200')
    .max(200, 'must be between 1 and 200')
    .default(50)
    .describe('How many entries at most.'),
  after: z.string().optional().describe('A cursor of this list: see next.'),
};
export const AtLeastQuery = {
  atLeast: z
    .string()
    .regex(/^\d{1,18}$/, 'must be a position that the ledger gave, a string of digits')
    .transform(BigInt)
    .optional()
    .describe('Wait at most 2 s until the answer holds this position.'),
};

export const AsOfFields = {
  position: Position.nullable().describe('Of the ledger, which the answer is of.'),
  recordedAt: Time.nullable().describe('The recorded clock at this position.'),
  fresh: z.boolean().describe('False when the answer does not hold the position that was asked for.'),
};
export const asOfFields = ({ position, recordedAt, fresh }: AsOf) => ({
  position: position === null ? null : `${position}`,
  recordedAt: recordedAt === null ? null : new Date(recordedAt).toISOString(),
  fresh,
});
export const readOptions = ({ atLeast }: { readonly atLeast?: bigint | undefined }): ReadOptions =>
  atLeast === undefined ? {} : { atLeast };

export const NextLink = z.string().nullable().describe('The address of the next page; null: this is the last.');

/** @returns the address of the next page, with everything else that was asked for. */
export const nextLink = (
  url: string,
  { hasNextPage, endCursor }: { readonly hasNextPage: boolean; readonly endCursor: string | null },
) => {
  if (!hasNextPage || endCursor === null) return null;
  const next = new URL(url, 'http://ledger');
  next.searchParams.set('after', endCursor);
  return `${next.pathname}${next.search}`;
};
