/** A feed as its events leave it. The one fold: decider, history, projections and answers all use it. */
import type { EventData } from '../../ledger/event-contract.js';
import { sameValue } from '../../ledger/text.js';
import { type Absent, type Life, profileFold, type ProfileRecord } from '../../profiles/profile.record.js';
import {
  type FeedEvent,
  type FeedPoll,
  type FeedProfile,
  type FeedPush,
  type FeedPushSettlement,
  MOST_NAMED,
} from './feed.events.js';

export type FeedStatus = 'active' | 'paused' | 'retired';
export interface FeedCredentials {
  /** Names what is kept outside of the log. */
  readonly id: string;
  readonly kind: EventData<FeedEvent, 'FeedCredentialsSet'>['kind'];
  readonly setAt: string;
}
interface FeedState {
  readonly credentials: FeedCredentials | null;
  /** What there was up to here is in the ledger. */
  readonly cursor: string | null;
  readonly lastPoll: FeedPoll | null;
  readonly lastPush: FeedPush | null;
  /** Polls and pushes that failed one after the other. */
  readonly failures: number;
  readonly lastSuccessAt: string | null;
  /** When a poll brought something new last. */
  readonly lastNewAt: string | null;
}
export type FeedRecord = ProfileRecord<FeedProfile, FeedStatus> & FeedState;
export type Feed = Absent | FeedRecord;

export const FEED_LIFE: Life<FeedStatus> = {
  begins: 'active',
  moves: {
    pause: { fact: 'Paused', from: ['active'], to: 'paused' },
    resume: { fact: 'Resumed', from: ['paused'], to: 'active' },
    retire: { fact: 'Retired', from: ['active', 'paused'], to: 'retired' },
  },
  settled: { retired: { code: 'RETIRED', message: 'The feed is retired. Create another; what it brought stays.' } },
};

const BEGUN: FeedState = {
  credentials: null,
  cursor: null,
  lastPoll: null,
  lastPush: null,
  failures: 0,
  lastSuccessAt: null,
  lastNewAt: null,
};

/** What an import leaves as it was. */
const BRINGS_NOTHING: ReadonlySet<string> = new Set(['unchanged', 'refused']);

/** Objects that came, or came in another version. */
export const newObjectsIn = ({ counts }: Pick<FeedPoll, 'counts'>): number =>
  Object.entries(counts).reduce((sum, [outcome, count]) => (BRINGS_NOTHING.has(outcome) ? sum : sum + count), 0);

/** What a push came to. */
export const pushOutcome = ({
  objects,
  succeeded,
  pending,
  failed,
  fault,
}: Pick<FeedPush, 'objects' | 'succeeded' | 'pending' | 'failed' | 'fault'>): FeedPush['outcome'] => {
  if ((objects > 0 || fault !== null) && succeeded + pending === 0) return 'failed';
  if (fault !== null || failed > 0) return 'partial';
  return pending > 0 ? 'pending' : 'complete';
};

const settled = (push: FeedPush, { statusId, succeeded, failed, failures }: FeedPushSettlement): FeedPush => {
  const after = {
    ...push,
    succeeded: push.succeeded + succeeded,
    failed: push.failed + failed,
    pending: Math.max(0, push.pending - succeeded - failed),
    failures: [...push.failures, ...failures].slice(0, MOST_NAMED),
    pendingStatusIds: push.pendingStatusIds.filter((id) => id !== statusId),
  };
  return { ...after, outcome: pushOutcome(after) };
};

const fold = profileFold<FeedRecord, FeedEvent>('Feed', FEED_LIFE, BEGUN, {
  CredentialsSet: (feed: FeedRecord, { credentialsId: id, kind, at }: EventData<FeedEvent, 'FeedCredentialsSet'>) => ({
    ...feed,
    credentials: { id, kind, setAt: at },
  }),
  CredentialsRemoved: (feed: FeedRecord) => ({ ...feed, credentials: null }),
  Advanced: (feed: FeedRecord, { at, cursor, counts }: EventData<FeedEvent, 'FeedAdvanced'>) => ({
    ...feed,
    cursor,
    lastNewAt: newObjectsIn({ counts }) > 0 ? at : feed.lastNewAt,
  }),
  Polled: (feed: FeedRecord, poll: FeedPoll) => ({
    ...feed,
    lastPoll: poll,
    cursor: poll.cursor,
    failures: poll.outcome === 'failed' ? feed.failures + 1 : 0,
    lastSuccessAt: poll.outcome === 'failed' ? feed.lastSuccessAt : poll.at,
    lastNewAt: newObjectsIn(poll) > 0 ? poll.at : feed.lastNewAt,
  }),
  Pushed: (feed: FeedRecord, push: FeedPush) => ({
    ...feed,
    lastPush: push,
    failures: push.outcome === 'failed' ? feed.failures + 1 : 0,
    lastSuccessAt: push.outcome === 'failed' ? feed.lastSuccessAt : push.at,
  }),
  PushSettled: (feed: FeedRecord, settlement: FeedPushSettlement) =>
    feed.lastPush?.exportId === settlement.exportId ? { ...feed, lastPush: settled(feed.lastPush, settlement) } : feed,
});

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

/** A cursor is of one question to one place, and credentials are for one server: neither outlives a change of it. */
const moved = (before: FeedRecord, after: FeedRecord): FeedRecord => {
  const asked = ({ connector, apiRoot, collectionId, stixTypes, allVersions }: FeedRecord) => ({
    connector,
    apiRoot,
    collectionId,
    stixTypes,
    allVersions,
  });
  const same = sameValue(asked(before), asked(after));
  const there = originOf(before.apiRoot) === originOf(after.apiRoot);
  return {
    ...after,
    ...(same ? {} : { cursor: null, failures: 0 }),
    ...(there ? {} : { credentials: null }),
  };
};

export const { absent } = fold;
export const evolve = (state: Feed, event: FeedEvent): Feed => {
  const after = fold.evolve(state, event);
  return event.type === 'FeedRevised' && state.status !== 'absent' && after.status !== 'absent' ? moved(state, after) : after;
};
