/** Imports as a whole, recorded on `exchangeImport-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking, SecrecyLevel, Tlp } from '../../access/marking.js';
import { defineEvents, type EventOf } from '../../ledger/event-contract.js';
import { ActorId, Instant, line, Sha256 } from '../../ledger/text.js';

const Count = z.int().min(0);

/** What every import says of itself. */
const received = {
  file: line(300),
  /** Where it was fetched from, such as a feed's collection; null: whoever imported it had it. */
  from: line(500).nullable(),
  /** Of the content as it came. */
  sha256: Sha256,
  bytes: Count,
  /** Why something was refused or is not shown whole, the most frequent first, without what names the one object. */
  reasons: z.array(z.strictObject({ reason: line(500), count: Count })).max(50),
  /** In the log, of the last change; null: nothing changed. */
  lastPosition: z
    .string()
    .regex(/^\d{1,20}$/)
    .nullable(),
  importedBy: ActorId,
  at: Instant,
};

export const StixImportFacts = z.strictObject({
  ...received,
  /** Of objects that name none. */
  unmarkedTlp: Tlp,
  /** Objects by what became of them; `warned` are among the others. */
  counts: z.strictObject({
    created: Count,
    updated: Count,
    unchanged: Count,
    stored: Count,
    conflict: Count,
    refused: Count,
    warned: Count,
  }),
  /** The highest marking of what came; null: nothing was kept. */
  strictest: z.strictObject({ secrecyLevel: SecrecyLevel, tlp: Tlp }).nullable(),
});
export type StixImportFacts = z.infer<typeof StixImportFacts>;

export const IncidentImportFacts = z.strictObject({
  ...received,
  /** The system that a CSV mapping is for; null: OCSF findings. */
  system: line(200).nullable(),
  rows: z.strictObject({ total: Count, events: Count, nothingNew: Count, known: Count, errors: Count, warned: Count }),
  incidents: z.strictObject({ opened: Count, updated: Count, unchanged: Count }),
  /** Of incidents that are new. */
  strictest: z.strictObject({ secrecyLevel: SecrecyLevel, tlp: Tlp }).nullable(),
});
export type IncidentImportFacts = z.infer<typeof IncidentImportFacts>;

/** The marking is that of the record of the import. */
export const importEvents = defineEvents('exchangeImport', {
  StixImported: {
    version: 1,
    label: 'Objects imported',
    happenedAt: 'at',
    schema: z.strictObject({ ...StixImportFacts.shape, marking: Marking }),
  },
  IncidentsImported: {
    version: 1,
    label: 'Incidents imported',
    happenedAt: 'at',
    schema: z.strictObject({ ...IncidentImportFacts.shape, marking: Marking }),
  },
});
export type ImportEvent = EventOf<typeof importEvents>;
