/** Facts recorded on `taxiiPush-<tenant>.<id>` streams: what a partner sent to a collection, and what became of it. Never edit a published shape. */
import { z } from 'zod';
import { Marking, SecrecyLevel, Tlp } from '../../../access/marking.js';
import { InlineOrBlob } from '../../../ledger/blob.events.js';
import { defineEvents, type EventOf } from '../../../ledger/event-contract.js';
import { ActorId, Instant, line, RecordId, Sha256 } from '../../../ledger/text.js';

const Count = z.int().min(0);

export const taxiiPushEvents = defineEvents('taxiiPush', {
  CollectionPushed: {
    version: 1,
    label: 'Received',
    happenedAt: 'at',
    schema: z.strictObject({
      collectionId: RecordId,
      sender: z.strictObject({
        organisation: line(200),
        /** ISO 3166-1 alpha-2; null: not known. */
        country: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .nullable(),
      }),
      /** The maximum of the collection at the time. */
      maximum: z.strictObject({ secrecyLevel: SecrecyLevel, tlp: Tlp }),
      objects: Count,
      /** The envelope as it came. */
      envelope: InlineOrBlob,
      sha256: Sha256,
      bytes: Count,
      pushedBy: ActorId,
      at: Instant,
      /** Of the record of the push. */
      marking: Marking,
    }),
  },
  CollectionPushTakenIn: {
    version: 1,
    label: 'Taken in',
    happenedAt: 'at',
    schema: z.strictObject({
      importIds: z.array(RecordId).max(1_000),
      succeeded: Count,
      failed: Count,
      /** TAXII 2.1 §4.3.1.1, as JSON: `{ successes, failures }`, each a list of `{ id, version, message }`. */
      outcomes: InlineOrBlob,
      at: Instant,
    }),
  },
});
export type TaxiiPushEvent = EventOf<typeof taxiiPushEvents>;
