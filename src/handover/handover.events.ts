/** Facts recorded on `handover-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { ActorId, Instant, line, RecordId, Sha256, text } from '../ledger/text.js';

/** A place in the log, in digits: JSON has no 64-bit numbers. */
export const LogPosition = z.string().regex(/^(?:0|[1-9]\d{0,18})$/, 'must be a position that the ledger gave');

/** An end of what a handover covers: the last event that belongs to it, and the instant that ages are measured at. */
export const LogPoint = z.strictObject({ position: LogPosition, at: Instant });
export type LogPoint = z.infer<typeof LogPoint>;

/** What the outgoing officer says. */
export const HandoverNote = line(20_000);
/** What the incoming officer adds to the signature; may be empty. */
export const CountersignNote = text(5_000);

export const handoverEvents = defineEvents('handover', {
  HandoverRecorded: {
    version: 1,
    label: 'Recorded',
    happenedAt: 'shiftEnd',
    schema: z.strictObject({
      /** The handover that this shift began with; null: none that the officer could see. */
      previousHandoverId: RecordId.nullable(),
      /** Where the previous handover ended, unless told otherwise; null: the beginning of the ledger. */
      from: LogPoint.nullable(),
      to: LogPoint,
      /** The shift by the roster, as far as it was told. */
      shiftStart: Instant.nullable(),
      shiftEnd: Instant,
      note: HandoverNote,
      marking: Marking,
      outgoing: ActorId,
      /** Who is expected to take over; anybody who may countersign can. */
      incoming: ActorId.nullable(),
    }),
  },
  HandoverRevised: { version: 1, label: 'Note revised', schema: z.strictObject({ note: HandoverNote }) },
  HandoverMarked: { version: 1, label: 'Marking changed', schema: z.strictObject({ marking: Marking }) },
  /** It was recorded by mistake; nobody had countersigned it. */
  HandoverWithdrawn: { version: 1, label: 'Withdrawn', schema: z.strictObject({}) },
  HandoverCountersigned: {
    version: 1,
    label: 'Countersigned',
    happenedAt: 'signedAt',
    schema: z.strictObject({
      incoming: ActorId,
      signedAt: Instant,
      /** SHA-256 over the canonical JSON (RFC 8785) of the brief that the incoming officer read. */
      briefHash: Sha256,
      /** SHA-256 over who the reader was to the policy: another reader's brief is another brief. */
      readerHash: Sha256,
      note: CountersignNote,
    }),
  },
});
export type HandoverEvent = EventOf<typeof handoverEvents>;
