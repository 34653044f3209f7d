/** Facts recorded on `delivery-<tenant>.<id>` streams: one thing told to one receiver, and what became of it. Never edit a published shape. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { Instant, line, RecordId } from '../ledger/text.js';

export const DELIVERY_KINDS = ['report', 'errata'] as const;
export const RECEIVER_KINDS = ['user', 'email', 'webhook'] as const;

const attempt = z.int().min(1);

export const deliveryEvents = defineEvents('delivery', {
  DeliveryPlanned: {
    version: 1,
    label: 'Planned',
    schema: z.strictObject({
      reportId: RecordId,
      kind: z.enum(DELIVERY_KINDS),
      /** Of an erratum: the later report that came to other figures. */
      restatedBy: RecordId.nullable(),
      listId: RecordId,
      receiverId: RecordId,
      receiverKind: z.enum(RECEIVER_KINDS),
      receiverLabel: line(200),
      /** An erratum is said in words. */
      content: z.enum(['link', 'pdf', 'notice']),
      /** Of the report, at this moment. */
      marking: Marking,
    }),
  },
  /** Nothing is sent. */
  DeliveryWithheld: { version: 1, label: 'Withheld', schema: z.strictObject({ rule: line(100) }) },
  /** Recorded before anything is sent: without an outcome after it, it may have been sent or not, and is sent again. */
  DeliveryAttempted: { version: 1, label: 'Attempted', happenedAt: 'at', schema: z.strictObject({ attempt, at: Instant }) },
  DeliverySucceeded: {
    version: 1,
    label: 'Delivered',
    happenedAt: 'at',
    schema: z.strictObject({ attempt, at: Instant, response: line(500).nullable() }),
  },
  DeliveryFailed: {
    version: 1,
    label: 'Failed',
    happenedAt: 'at',
    schema: z.strictObject({
      attempt,
      at: Instant,
      error: line(500),
      /** Null: it was given up. */
      retryAt: Instant.nullable(),
    }),
  },
});
export type DeliveryEvent = EventOf<typeof deliveryEvents>;
