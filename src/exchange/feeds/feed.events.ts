/** Facts recorded on `feed-<tenant>.<id>` streams: what is exchanged with a server of others. Never edit a published shape. */
import { z } from 'zod';
import { Tlp } from '../../access/marking.js';
import { defineEvents, type EventOf } from '../../ledger/event-contract.js';
import { Instant, line, RecordId, Term, text } from '../../ledger/text.js';
import { profileEventsOf } from '../../profiles/profile.events.js';

const Count = z.int().min(0);

export const FeedDirection = z.enum(['pull', 'push']);
export type FeedDirection = z.infer<typeof FeedDirection>;

export const SHORTEST_INTERVAL_SECONDS = 60;
export const FeedProfile = z.strictObject({
  name: line(200),
  /** What the server has is imported, or what is here is sent there. */
  direction: FeedDirection,
  /** What it is exchanged over. */
  connector: line(50),
  /** Over TAXII, of the API root, with a slash at its end; otherwise of what is read there. */
  apiRoot: line(2_000),
  /** Empty: what is at the address has no collections. */
  collectionId: text(200).trim(),
  /** PEM certificates that are trusted instead of those of the system. */
  authority: text(50_000).nullable(),
  /** STIX types that are asked for, or pushed on schedule; empty: all. */
  stixTypes: z.array(Term).max(100),
  /** Pull: every version of an object, not the newest alone. */
  allVersions: z.boolean(),
  /** Pull: objects in a page. */
  pageSize: z.int().min(1, 'must be from 1 to 10000').max(10_000, 'must be from 1 to 10000'),
  /** Pull: the TLP of objects that name none. */
  unmarkedTlp: Tlp,
  /** It is polled or pushed to this often; null: by the cron, or when somebody asks. */
  everySeconds: z
    .int()
    .min(SHORTEST_INTERVAL_SECONDS, `must be at least ${SHORTEST_INTERVAL_SECONDS}`)
    .max(31 * 86_400, 'must be at most 31 days')
    .nullable(),
  /** Five fields, minute to weekday. */
  cron: line(100).nullable(),
  /** IANA, of the cron. */
  zone: line(100),
  /** It is polled or pushed to on schedule from then on. */
  activeFrom: Instant,
  /** Pull: without anything new for longer it counts as silent; null: never. */
  expectedWithinSeconds: z.int().min(60, 'must be at least 60').nullable(),
  /** Push: the organisation behind the collection. */
  receiver: line(200).nullable(),
  /** Push: of the receiver, ISO 3166-1 alpha-2. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as GB')
    .nullable(),
  /** Push: nothing stricter goes out. */
  maxTlp: Tlp.nullable(),
  /** Push: the registry that the receiver knows, FIRST TLP 1.0 or 2.0. */
  tlpVersion: z.union([z.literal(1), z.literal(2)], { error: 'must be 1 or 2' }),
});
export type FeedProfile = z.infer<typeof FeedProfile>;

/** Of a feed of which only name, direction, address and begin are known. */
export const BLANK_FEED: Omit<FeedProfile, 'name' | 'direction' | 'apiRoot' | 'activeFrom'> = {
  connector: 'taxii',
  collectionId: '',
  authority: null,
  stixTypes: [],
  allVersions: false,
  pageSize: 1_000,
  unmarkedTlp: 'AMBER',
  everySeconds: null,
  cron: null,
  zone: 'UTC',
  expectedWithinSeconds: null,
  receiver: null,
  country: null,
  maxTlp: null,
  tlpVersion: 2,
};

export const CREDENTIAL_KINDS = ['basic', 'bearer', 'certificate'] as const;

/** What became of objects, by the word of the import. */
const Counts = z.record(Term, Count);
const Fault = z.strictObject({ code: line(50), message: line(1_000) });
export type Fault = z.infer<typeof Fault>;
/** As the connector spells it. */
const Cursor = line(1_000);

export const MOST_IMPORTS = 500;
/** Imports that the event is about. */
const imports = z.array(RecordId).max(MOST_IMPORTS);

export const POLL_OUTCOMES = ['complete', 'nothing_new', 'more', 'failed'] as const;
export const FeedPoll = z.strictObject({
  startedAt: Instant,
  at: Instant,
  /** Null: somebody asked for it. */
  dueAt: Instant.nullable(),
  outcome: z.enum(POLL_OUTCOMES),
  pages: Count,
  objects: Count,
  /** How often it was begun again after a page was lost. */
  restarts: Count,
  /** Of the whole poll. */
  counts: Counts,
  /** What there was up to here is in the ledger; null: it is asked for from the beginning. */
  cursor: Cursor.nullable(),
  imports,
  unmarkedTlp: Tlp,
  fault: Fault.nullable(),
  /** The server asked to be left alone until then. */
  askAgainAt: Instant.nullable(),
  warnings: z.array(line(500)).max(10),
});
export type FeedPoll = z.infer<typeof FeedPoll>;

export const PUSH_OUTCOMES = ['complete', 'partial', 'pending', 'failed'] as const;
export const MOST_NAMED = 100;
/** The first of those that failed. */
const failures = z
  .array(z.strictObject({ id: line(300), version: line(50).nullable(), reason: z.enum(['too_large', 'refused']) }))
  .max(MOST_NAMED);
export const FeedPush = z.strictObject({
  startedAt: Instant,
  at: Instant,
  /** Null: somebody asked for it. */
  dueAt: Instant.nullable(),
  outcome: z.enum(PUSH_OUTCOMES),
  /** The record of what was to leave, for whom and up to which marking. */
  exportId: RecordId,
  objects: Count,
  envelopes: Count,
  succeeded: Count,
  failed: Count,
  /** What the server still worked on. */
  pending: Count,
  failures,
  pendingStatusIds: z.array(line(200)).max(MOST_NAMED),
  fault: Fault.nullable(),
  /** The server asked to be left alone until then. */
  askAgainAt: Instant.nullable(),
});
export type FeedPush = z.infer<typeof FeedPush>;

/** What became of objects that the server still worked on when they were pushed. */
export const FeedPushSettlement = z.strictObject({
  at: Instant,
  /** Of the push. */
  exportId: RecordId,
  statusId: line(200),
  succeeded: Count,
  failed: Count,
  failures,
  /** The server had forgotten them, and they count as failed. */
  lost: z.boolean(),
});
export type FeedPushSettlement = z.infer<typeof FeedPushSettlement>;

export const feedEvents = defineEvents('feed', {
  ...profileEventsOf('Feed', FeedProfile, { Paused: 'Paused', Retired: 'Retired' }, 2),
  FeedResumed: { version: 1, label: 'Resumed', schema: z.strictObject({ activeFrom: Instant }) },
  /** The credentials themselves are no part of the log. */
  FeedCredentialsSet: {
    version: 1,
    label: 'Credentials set',
    happenedAt: 'at',
    schema: z.strictObject({ credentialsId: RecordId, kind: z.enum(CREDENTIAL_KINDS), at: Instant }),
  },
  FeedCredentialsRemoved: { version: 1, label: 'Credentials removed', schema: z.strictObject({}) },
  /** Objects of a long poll are in the ledger: what follows them is asked for next. */
  FeedAdvanced: {
    version: 2,
    label: 'Part of a poll imported',
    happenedAt: 'at',
    schema: z.strictObject({ at: Instant, cursor: Cursor, counts: Counts, imports }),
  },
  FeedPolled: { version: 2, label: 'Polled', happenedAt: 'at', schema: FeedPoll },
  FeedPushed: { version: 2, label: 'Pushed', happenedAt: 'at', schema: FeedPush },
  FeedPushSettled: { version: 1, label: 'Push settled', happenedAt: 'at', schema: FeedPushSettlement },
});
export type FeedEvent = EventOf<typeof feedEvents>;
