/** Checks what callers give for handovers, field by field. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { ActorId, Instant, RecordId, Sha256 } from '../ledger/text.js';
import { CountersignNote, HandoverNote, LogPosition } from './handover.events.js';

const marking = z.object(Marking.shape).partial().shape;

const RecordInput = z.object({
  ...marking,
  note: HandoverNote,
  shiftStart: Instant.optional(),
  shiftEnd: Instant.optional(),
  incoming: ActorId.optional(),
  previousHandoverId: RecordId.optional(),
  fromPosition: z.bigint().transform(String).pipe(LogPosition).optional(),
});
const ReviseInput = z.object({ ...marking, note: HandoverNote.optional() });
const CountersignInput = z.object({ briefHash: Sha256, note: CountersignNote.default('') });

export type RecordHandoverFields = z.output<typeof RecordInput>;
export type ReviseHandoverFields = z.output<typeof ReviseInput>;
export type CountersignHandoverFields = z.output<typeof CountersignInput>;

const parsed =
  <Schema extends z.ZodType>(schema: Schema) =>
  /** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
  (input: object): z.output<Schema> =>
    parseInput(schema, plainInput(input, new Set()), 'input');

export const parseRecordHandover = parsed(RecordInput);
export const parseReviseHandover = parsed(ReviseInput);
export const parseCountersignHandover = parsed(CountersignInput);
