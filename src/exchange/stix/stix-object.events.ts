/** STIX objects as they came, kept verbatim on `stixObject-<tenant>.<uuid>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking } from '../../access/marking.js';
import { InlineOrBlob } from '../../ledger/blob.events.js';
import { defineEvents, type EventOf } from '../../ledger/event-contract.js';
import { ActorId, RecordId, Sha256, Term } from '../../ledger/text.js';

/** STIX 2.1 §2.9: `type--uuid`. */
export const StixId = z
  .string()
  .max(300, { abort: true })
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    'must be a STIX id such as report--84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3',
  );

/** STIX 2.1 §2.16 in its given precision, because two versions of an object may differ by less than a millisecond. */
export const StixTimestamp = z.iso
  .datetime({ error: 'must be a STIX timestamp such as 2026-01-05T10:00:00.000Z' })
  .max(40)
  .regex(/:\d\d(?:\.\d+)?Z$/, 'must name the seconds');

export const StixSpecVersion = z.enum(['2.0', '2.1']);

/** Where an imported record comes from: the version of the STIX object that it follows. */
export const StixOrigin = z.strictObject({
  id: StixId,
  created: StixTimestamp,
  modified: StixTimestamp,
  specVersion: StixSpecVersion,
  createdByRef: StixId.optional(),
  revoked: z.boolean(),
});
export type StixOrigin = z.infer<typeof StixOrigin>;

const received = {
  stixId: StixId,
  stixType: Term,
  specVersion: StixSpecVersion,
  created: StixTimestamp.nullable(),
  /** Null for objects without versions, such as cyber-observables. */
  modified: StixTimestamp.nullable(),
  /** Of the canonical content. */
  sha256: Sha256,
  /** The object's JSON, verbatim. */
  text: InlineOrBlob,
  marking: Marking,
  importId: RecordId,
  receivedBy: ActorId,
};

export const stixObjectEvents = defineEvents('stixObject', {
  StixObjectReceived: {
    version: 1,
    label: 'Received',
    happenedAt: 'modified',
    schema: z.strictObject({
      ...received,
      /** An older version than the current one; it does not become current. */
      late: z.boolean(),
    }),
  },
  /** Other content under an id and a `modified` that are known already. */
  StixObjectConflicted: { version: 1, label: 'Conflicting content received', schema: z.strictObject(received) },
  /**
   * An object named this identity as its creator: whenever the identity arrives, before or after, it becomes a source. On a stream of its
   * own, so that the identity's belongs to who received it.
   */
  StixCreatorNamed: { version: 1, label: 'Named as a creator', schema: z.strictObject({ stixId: StixId, importId: RecordId }) },
  /** Relationships name an object that is not here: when it arrives, they become links. On a stream of its own too. */
  StixObjectAwaited: {
    version: 1,
    label: 'Awaited by relationships',
    schema: z.strictObject({ stixId: StixId, relationships: z.array(StixId).min(1).max(500), importId: RecordId }),
  },
});
export type StixObjectEvent = EventOf<typeof stixObjectEvents>;
