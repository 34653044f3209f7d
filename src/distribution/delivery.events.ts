/** Facts recorded on `delivery-<tenant>.<id>` streams: one thing told to one receiver, and what became of it. Never edit a published shape. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { Instant, line, RecordId } from '../ledger/text.js';

export const RECEIVER_KINDS = ['user', 'email', 'webhook'] as const;

const attempt = z.int().min(1);

const ofFeed = {
  feedId: RecordId,
  /** The receiver's turn with the feed: it is told once that the feed has to be looked at, and once that it works again. */
  turn: z.int().min(1),
  noticedAt: Instant,
};
/** What it tells of. */
export const DeliveryAbout = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('report'), reportId: RecordId }),
  /** `restatedBy`: the later report that came to other figures. */
  z.strictObject({ kind: z.literal('errata'), reportId: RecordId, restatedBy: RecordId }),
  z.strictObject({ kind: z.literal('feed_unhealthy'), ...ofFeed, health: z.enum(['failing', 'silent']), reason: line(1_000) }),
  z.strictObject({ kind: z.literal('feed_recovered'), ...ofFeed }),
]);
export type DeliveryAbout = z.infer<typeof DeliveryAbout>;
export type AboutReport = Extract<DeliveryAbout, { reportId: string }>;
export type AboutFeed = Extract<DeliveryAbout, { feedId: string }>;

export const deliveryEvents = defineEvents('delivery', {
  DeliveryPlanned: {
    version: 2,
    label: 'Planned',
    schema: z.strictObject({
      about: DeliveryAbout,
      listId: RecordId,
      receiverId: RecordId,
      receiverKind: z.enum(RECEIVER_KINDS),
      receiverLabel: line(200),
      /** What is no report is said in words. */
      content: z.enum(['link', 'pdf', 'notice']),
      /** Of the report or the feed, at this moment. */
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
