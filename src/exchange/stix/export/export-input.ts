/** What callers give for an export, checked the same at every door. */
import { z } from 'zod';
import { Tlp } from '../../../access/marking.js';
import { parseInput } from '../../../graphql/arguments.js';
import { line, RecordId, Term } from '../../../ledger/text.js';
import { StixId } from '../stix-object.events.js';
import { comparableId } from '../stix-types.js';
import type { ExportRequest } from './stix-export.commands.js';

const MOST_IDS = 1_000;

const Id = z
  .string()
  .max(300)
  .transform((id) => comparableId(id).toLowerCase())
  .pipe(
    z.union([StixId, RecordId], {
      error: 'must be a STIX id such as campaign--84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3, or the UUID of a record',
    }),
  );
const listOf = <T extends z.ZodType>(entry: T, most: number) =>
  z.array(entry).min(1, 'must name at least one, or be left out').max(most, `must not name more than ${most}`);

/** What an export is of, and for whom; the same in JSON and in GraphQL. */
export const ExportFields = z.strictObject({
  ids: listOf(Id, MOST_IDS).nullish(),
  types: listOf(Term, 100).nullish(),
  receiver: line(200).nullish(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as GB')
    .nullish(),
  maxTlp: Tlp.nullish(),
  tlpVersion: z.union([z.literal(1), z.literal(2)], { error: 'must be 1 or 2' }).nullish(),
});

const Input = ExportFields.refine(({ ids, types }) => ids == null || types == null, {
  path: ['types'],
  message: 'goes without ids: name one of the two',
}).refine(({ country, receiver }) => country == null || receiver != null, {
  path: ['receiver'],
  message: 'must be given with a country',
});

/** @throws LedgerError INVALID_INPUT naming the field. */
export const exportRequest = (value: unknown, path?: string): ExportRequest => {
  const { ids, types, receiver, country, maxTlp, tlpVersion } = parseInput(Input, value, path);
  return {
    selection: { ...(ids == null ? {} : { ids: [...new Set(ids)] }), ...(types == null ? {} : { types: [...new Set(types)] }) },
    receiver: { organisation: receiver ?? undefined, country: country ?? undefined, maxTlp: maxTlp ?? undefined },
    tlpVersion: tlpVersion ?? 2,
  };
};
