/** Feeds as profiled records: who may do what, and what callers may leave out. */
import type { Marking } from '../../access/marking.js';
import { invalidInput, parseInput } from '../../graphql/arguments.js';
import { refusedUrl } from '../../outbound/networks.js';
import { profileKind, type ProfileRequest } from '../../profiles/profile.commands.js';
import { profileInput } from '../../profiles/profile.input.js';
import type { ProfileList } from '../../profiles/profile.queries.js';
import type { MarkingFilter } from '../../read-side/board-query.queries.js';
import { checkCron } from '../../report-schedules/schedule-periods.js';
import { NETWORKS_SETTING } from '../remote/remote-connection.js';
import type { FeedConnector } from './connectors/connector.js';
import { FEED_CONNECTORS } from './connectors/registry.js';
import { isConnector } from './feed-connectors.measure.js';
import { Authority } from './feed-credentials.input.js';
import { BLANK_FEED, FeedProfile, SHORTEST_INTERVAL_SECONDS } from './feed.events.js';
import type { FeedFilter } from './feed.graphql.js';
import type { FeedRecord } from './feed.record.js';
import { feedType } from './feed.type.js';

export const feedKind = profileKind(feedType, {
  blank: BLANK_FEED,
  actions: {
    create: 'feed.create',
    revise: 'feed.revise',
    mark: 'feed.mark',
    moves: { pause: 'feed.pause', resume: 'feed.pause', retire: 'feed.retire' },
  },
});

export const feedList: ProfileList<FeedFilter & MarkingFilter> = {
  model: 'feeds',
  table: 'feed_state',
  name: 'name',
  comparisons: [
    { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
    { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
    { key: 'direction', sql: (p) => `s.direction = any(${p}::text[])` },
  ],
};

const parse = profileInput(FeedProfile, { ...BLANK_FEED, activeFrom: '' });

/** @throws LedgerError INVALID_INPUT for an address that nothing may be sent to. */
export const allowedUrl = (url: string, connector: FeedConnector, networks: readonly string[], path: string): string => {
  const message = refusedUrl(url, networks, NETWORKS_SETTING) ?? connector.refusal(new URL(url));
  if (message !== undefined) throw invalidInput([{ path, message }]);
  return connector.address(url);
};

/** An address is one of a connector: another connector is asked about it again. */
const addressOf = (
  { apiRoot, connector }: Partial<FeedProfile>,
  before: FeedRecord | undefined,
  networks: readonly string[],
): Partial<FeedProfile> => {
  const given = apiRoot ?? (connector === undefined ? undefined : before?.apiRoot);
  const name = connector ?? before?.connector ?? BLANK_FEED.connector;
  if (given === undefined || !isConnector(name)) return {};
  return { apiRoot: allowedUrl(given, FEED_CONNECTORS[name], networks, 'input.apiRoot') };
};

/**
 * What a caller gives for a feed, with what follows from the clock and the settings.
 * @param before the one to revise; undefined: a new one.
 * @throws LedgerError INVALID_INPUT with the path of each wrong field.
 */
export const feedRequest = (
  { networks, now }: { readonly networks: readonly string[]; readonly now: Date },
  before: { readonly id: string; readonly record: FeedRecord } | undefined,
  given: object,
): ProfileRequest => {
  const request = parse(before?.id, given);
  if (request.kind === 'move') return request;
  const input = request.input as Partial<FeedProfile & Marking>;
  const { cron, zone = before?.record.zone ?? BLANK_FEED.zone } = input;
  if (typeof cron === 'string') checkCron(cron, zone, now, SHORTEST_INTERVAL_SECONDS * 1_000);
  if (typeof input.authority === 'string') parseInput(Authority, input.authority, 'input.authority');
  const rhythm = [input.everySeconds, input.cron, input.zone].some((field) => field !== undefined);
  const begins = before === undefined || rhythm ? now.toISOString() : undefined;
  const activeFrom = input.activeFrom ?? begins;
  return {
    ...request,
    input: {
      ...input,
      ...addressOf(input, before?.record, networks),
      ...(activeFrom === undefined ? {} : { activeFrom }),
    },
  };
};
