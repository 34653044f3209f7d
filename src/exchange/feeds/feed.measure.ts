/** Whether a feed works, judged by what was recorded of it and the time. */
import type { FeedRecord } from './feed.record.js';

export type FeedHealthState = 'ok' | 'waiting' | 'failing' | 'silent' | 'off';
export interface FeedHealth {
  readonly state: FeedHealthState;
  /** Whether somebody has to look at it. */
  readonly red: boolean;
  /** What to look at; null: nothing. */
  readonly reason: string | null;
}

/** A failure may pass; so many do not. */
export const FAILURES_UNTIL_RED = 3;
/** Nothing of these passes by itself. */
const LASTING: ReadonlySet<string> = new Set([
  'address_not_allowed',
  'redirected',
  'not_taxii',
  'unauthorized',
  'forbidden',
  'not_found',
  'not_acceptable',
  'unsupported_media_type',
  'credentials_lost',
  'page_refused',
]);

/** Quiet polls are recorded once an hour. */
export const QUIET_MS = 3_600_000;

/**
 * Whether a failure says what the last exchange of a red feed said less than an hour before: not worth recording.
 * @param at UTC, ISO 8601.
 */
export const saysNothingNew = (
  { failures, direction, lastPoll, lastPush }: FeedRecord,
  { code, at }: { readonly code: string; readonly at: string },
): boolean => {
  const last = direction === 'pull' ? lastPoll : lastPush;
  return (
    failures >= FAILURES_UNTIL_RED &&
    last !== null &&
    last.fault?.code === code &&
    Date.parse(at) - Date.parse(last.at) < QUIET_MS
  );
};

const red = (state: FeedHealthState, reason: string): FeedHealth => ({ state, red: true, reason });

const failing = ({ failures, lastPoll, lastPush, direction }: FeedRecord): FeedHealth | undefined => {
  const fault = (direction === 'pull' ? lastPoll : lastPush)?.fault;
  if (failures === 0 || !fault) return undefined;
  const isRed = failures >= FAILURES_UNTIL_RED || LASTING.has(fault.code);
  return { state: 'failing', red: isRed, reason: fault.message };
};

/** @param now UTC, ISO 8601 with milliseconds. */
export const feedHealth = (feed: FeedRecord, now: string): FeedHealth => {
  if (feed.status !== 'active') return { state: 'off', red: false, reason: null };
  const failed = failing(feed);
  if (failed?.red) return failed;
  const { direction, everySeconds, expectedWithinSeconds, lastNewAt, lastSuccessAt, activeFrom } = feed;
  const quietMs = (since: string | null): number =>
    Date.parse(now) - Math.max(Date.parse(activeFrom), since === null ? 0 : Date.parse(since));
  if (direction === 'pull' && expectedWithinSeconds !== null && quietMs(lastNewAt) > expectedWithinSeconds * 1_000)
    return red('silent', 'It has brought nothing new for longer than expected. Ask its operator.');
  if (direction === 'pull' && everySeconds !== null && quietMs(lastSuccessAt) > 3 * everySeconds * 1_000 + QUIET_MS)
    return red('silent', 'It has not been polled with success for longer than three of its intervals. See its last poll.');
  if (failed) return failed;
  return { state: lastSuccessAt === null ? 'waiting' : 'ok', red: false, reason: null };
};

/** What all feeds come to: `none` when nobody exchanges anything. */
export const ingestionState = (
  feeds: readonly { readonly health: FeedHealthState; readonly red: boolean }[],
): 'ok' | 'unhealthy' | 'none' =>
  feeds.some((feed) => feed.red) ? 'unhealthy' : feeds.every(({ health }) => health === 'off') ? 'none' : 'ok';
