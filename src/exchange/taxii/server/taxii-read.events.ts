/** Facts recorded on `taxiiRead-<tenant>.<id>` streams: what was read from a collection. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking, SecrecyLevel, Tlp } from '../../../access/marking.js';
import { defineEvents, type EventOf } from '../../../ledger/event-contract.js';
import { ActorId, Instant, line, RecordId } from '../../../ledger/text.js';

const Bound = z.strictObject({ secrecyLevel: SecrecyLevel, tlp: Tlp });

export const CollectionReceiver = z.strictObject({
  organisation: line(200),
  /** ISO 3166-1 alpha-2; null: not known. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
});

export const READ_FROM_COLLECTIONS = ['objects', 'object', 'manifest', 'versions'] as const;

export const ReadFacts = z.strictObject({
  collectionId: RecordId,
  what: z.enum(READ_FROM_COLLECTIONS),
  receiver: CollectionReceiver,
  /** Objects, or lines about objects. */
  objects: z.int().min(1),
  /** The maximum of the collection at the time. */
  maximum: Bound,
  /** The highest marking of what went; null: nothing of a record went. */
  strictest: Bound.nullable(),
  readBy: ActorId,
  at: Instant,
});
export type ReadFacts = z.infer<typeof ReadFacts>;

export const taxiiReadEvents = defineEvents('taxiiRead', {
  CollectionRead: {
    version: 1,
    label: 'Read',
    happenedAt: 'at',
    /** The marking is that of the record of the reading. */
    schema: z.strictObject({ ...ReadFacts.shape, marking: Marking }),
  },
});
export type TaxiiReadEvent = EventOf<typeof taxiiReadEvents>;
