/** The rules of a feed. Pure: no clock, no ids, no I/O. */
import { IANAZone } from 'luxon';
import { type Decider, RuleViolation } from '../../ledger/decider.js';
import type { EventData } from '../../ledger/event-contract.js';
import { decideProfile, type ProfileCommand, refuseSettled } from '../../profiles/profile.measure.js';
import type { FeedEvent, FeedPoll, FeedProfile, FeedPush, FeedPushSettlement } from './feed.events.js';
import { CONNECTORS, traitsOf } from './feed-connectors.measure.js';
import { QUIET_MS, saysNothingNew } from './feed.measure.js';
import { absent, evolve, type Feed, FEED_LIFE, type FeedRecord } from './feed.record.js';

export type FeedCommand =
  | ProfileCommand<FeedProfile>
  | { readonly type: 'SetCredentials'; readonly credentials: EventData<FeedEvent, 'FeedCredentialsSet'> }
  | { readonly type: 'RemoveCredentials' }
  | { readonly type: 'Advance'; readonly advance: EventData<FeedEvent, 'FeedAdvanced'> }
  | { readonly type: 'RecordPoll'; readonly poll: FeedPoll }
  | { readonly type: 'RecordPush'; readonly push: FeedPush }
  | { readonly type: 'RecordSettlement'; readonly settlement: FeedPushSettlement };

const refuse = (code: string, message: string, field: string): never => {
  throw new RuleViolation(code, message, `input.${field}`);
};

/** Refuses what is not there for the connector. */
const checkConnector = ({ connector, direction, collectionId, stixTypes, allVersions }: FeedProfile): void => {
  const traits =
    traitsOf(connector) ??
    refuse('INVALID_INPUT', `There is no connector ${connector}; use ${Object.keys(CONNECTORS).join(' or ')}.`, 'connector');
  if (!traits.directions.includes(direction))
    refuse('INVALID_INPUT', `Over ${connector} a feed can only ${traits.directions.join(' or ')}.`, 'direction');
  if (traits.collections && collectionId === '')
    refuse('INVALID_INPUT', `Over ${connector} a feed is of one collection: give its collectionId.`, 'collectionId');
  if (!traits.collections && collectionId !== '')
    refuse(
      'INVALID_INPUT',
      `Over ${connector} there are no collections: leave collectionId out, or give an empty one.`,
      'collectionId',
    );
  if (!traits.narrows && (stixTypes.length > 0 || allVersions))
    refuse(
      'INVALID_INPUT',
      `Over ${connector} everything comes as it is: leave stixTypes and allVersions out, or give [] and false.`,
      stixTypes.length > 0 ? 'stixTypes' : 'allVersions',
    );
};

const check = (profile: FeedProfile): void => {
  const { direction, zone, everySeconds, cron, receiver, maxTlp, country, expectedWithinSeconds } = profile;
  checkConnector(profile);
  if (!IANAZone.isValidZone(zone))
    refuse('UNKNOWN_ZONE', `${zone} is not a known IANA time zone; try one such as Europe/London.`, 'zone');
  if (everySeconds !== null && cron !== null)
    refuse('TWO_SCHEDULES', 'A feed works either every so many seconds or by cron. Give one of the two.', 'cron');
  if (direction === 'pull') {
    if (receiver !== null || maxTlp !== null)
      refuse('RECEIVER_UNUSED', 'A feed that pulls sends nothing: leave receiver and maxTlp out.', 'receiver');
    return;
  }
  if (expectedWithinSeconds !== null)
    refuse('EXPECTATION_UNUSED', 'A feed that pushes brings nothing: leave expectedWithinSeconds out.', 'expectedWithinSeconds');
  if (receiver === null && maxTlp === null)
    refuse(
      'RECEIVER_MISSING',
      'Name the receiver, or the strictest TLP that may go there: without either nothing may leave.',
      'receiver',
    );
  if (country !== null && receiver === null) refuse('RECEIVER_MISSING', 'A country goes with a receiver: name it.', 'receiver');
};

/** A poll on schedule that found what the one before it found is not worth an event more than once an hour. */
const isQuiet = ({ dueAt, outcome, fault, at, cursor, warnings }: FeedPoll, feed: FeedRecord): boolean => {
  const { lastPoll } = feed;
  if (dueAt === null || lastPoll === null || Date.parse(at) - Date.parse(lastPoll.at) >= QUIET_MS) return false;
  if (cursor !== feed.cursor) return false;
  if (outcome === 'failed') return fault !== null && saysNothingNew(feed, { code: fault.code, at });
  const readAll = lastPoll.outcome === 'complete' || lastPoll.outcome === 'nothing_new';
  return outcome === 'nothing_new' && readAll && warnings.every((one) => lastPoll.warnings.includes(one));
};

const wrongDirection = (direction: 'pulls' | 'pushes'): never => {
  throw new RuleViolation('WRONG_DIRECTION', `This feed ${direction}. Use one that does the other.`);
};

const decideFeed = (command: Exclude<FeedCommand, ProfileCommand<FeedProfile>>, feed: FeedRecord): readonly FeedEvent[] => {
  switch (command.type) {
    case 'SetCredentials':
      refuseSettled(FEED_LIFE, feed.status);
      return [{ type: 'FeedCredentialsSet', data: command.credentials }];
    case 'RemoveCredentials':
      return feed.credentials === null ? [] : [{ type: 'FeedCredentialsRemoved', data: {} }];
    case 'Advance':
      return [{ type: 'FeedAdvanced', data: command.advance }];
    case 'RecordPoll':
      if (feed.direction !== 'pull') wrongDirection('pushes');
      return isQuiet(command.poll, feed) ? [] : [{ type: 'FeedPolled', data: command.poll }];
    case 'RecordPush':
      if (feed.direction !== 'push') wrongDirection('pulls');
      return [{ type: 'FeedPushed', data: command.push }];
    case 'RecordSettlement':
      return [{ type: 'FeedPushSettled', data: command.settlement }];
  }
};

const OF_PROFILE: ReadonlySet<FeedCommand['type']> = new Set(['Create', 'Revise', 'Move', 'Import']);
const isOfProfile = (command: FeedCommand): command is ProfileCommand<FeedProfile> => OF_PROFILE.has(command.type);

export const feed: Decider<FeedCommand, FeedEvent, Feed> = {
  initial: absent,
  evolve,

  decide(command, state) {
    if (isOfProfile(command))
      return decideProfile<FeedProfile, FeedRecord['status'], FeedEvent>(
        { word: 'feed', owner: 'Feed', life: FEED_LIFE, check },
        command,
        state,
      );
    return state.status === 'absent' ? [] : decideFeed(command, state);
  },
};
