/** Facts recorded on `stixExport-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking, SecrecyLevel, Tlp } from '../../../access/marking.js';
import { defineEvents, type EventOf } from '../../../ledger/event-contract.js';
import { ActorId, Instant, line, Sha256, Term } from '../../../ledger/text.js';
import { StixId } from '../stix-object.events.js';

const Count = z.int().min(0);

export const ExportFacts = z.strictObject({
  /** What was asked for; the hash is of the canonical JSON of the ids or types. */
  selection: z.strictObject({ kind: z.enum(['everything', 'ids', 'types']), sha256: Sha256 }),
  /** Null: nobody in particular, up to the ceiling. The country is ISO 3166-1 alpha-2, null where it is not known. */
  receiver: z
    .strictObject({
      organisation: line(200),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .nullable(),
    })
    .nullable(),
  /** The registry that the receiver knows: FIRST TLP 1.0 or 2.0. */
  tlpVersion: z.union([z.literal(1), z.literal(2)]),
  /** Nothing stricter was to go; null: no limit beside the rules of sharing. */
  ceiling: Tlp.nullable(),
  /** Objects in the bundle. */
  exported: Count,
  /** Objects that were asked for and stayed, of those that the exporting actor may see. */
  withheld: Count,
  reasons: z.array(z.strictObject({ reason: Term, count: Count })).max(50),
  /** Names of objects that were left out of others. */
  omittedRefs: Count,
  /** The highest marking of what went; null: nothing of a record went. */
  strictest: z.strictObject({ secrecyLevel: SecrecyLevel, tlp: Tlp }).nullable(),
  bundleId: StixId,
  /** Of the bundle as it was sent. */
  sha256: Sha256,
  bytes: Count,
  exportedBy: ActorId,
  at: Instant,
});
export type ExportFacts = z.infer<typeof ExportFacts>;

export const stixExportEvents = defineEvents('stixExport', {
  StixExported: {
    version: 1,
    label: 'Exported',
    happenedAt: 'at',
    /** The marking is that of the record of the export. */
    schema: z.strictObject({ ...ExportFacts.shape, marking: Marking }),
  },
});
export type StixExportEvent = EventOf<typeof stixExportEvents>;
