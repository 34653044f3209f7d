/** Pulls over a connector as feeds do, and shows what it took. */
import { randomUUID } from 'node:crypto';
import type { ConnectorName } from '../../../src/exchange/feeds/feed-connectors.measure.js';
import { feed as decider } from '../../../src/exchange/feeds/feed.decider.js';
import type { FeedRecord } from '../../../src/exchange/feeds/feed.record.js';
import { FEED_CONNECTORS } from '../../../src/exchange/feeds/connectors/registry.js';
import {
  REMOTE_LIMITS,
  RemoteConnection,
  type RemoteNetwork,
  type RemoteServer,
} from '../../../src/exchange/remote/remote-connection.js';
import type { PulledPage } from '../../../src/exchange/remote/pulled.js';
import { created } from '../../examples/feed.js';
import { deciderSpec } from '../../spec/decider-spec.js';
import type { StixObject } from '../taxii/fake-taxii-server.js';

export const NOW = new Date('2026-03-01T12:00:00.000Z');
export const NETWORK: RemoteNetwork = {
  networks: ['127.0.0.1'],
  limits: { ...REMOTE_LIMITS, bodyBytes: 20_000, idleMs: 200 },
  now: () => NOW,
};
const VERSION = '2026-01-05T10:00:00.000Z';

export const indicators = (count: number): StixObject[] =>
  Array.from({ length: count }, () => ({
    type: 'indicator',
    spec_version: '2.1',
    id: `indicator--${randomUUID()}`,
    created: VERSION,
    modified: VERSION,
    pattern: "[file:name = 'a']",
  }));
export const idsOf = (objects: readonly { readonly id: string }[]): string[] => objects.map(({ id }) => id).toSorted();

const begun = deciderSpec(decider)(created).record() as FeedRecord;
export const feedOver = (connector: ConnectorName, apiRoot: string, collectionId = ''): FeedRecord => ({
  ...begun,
  connector,
  apiRoot,
  collectionId,
});

const textOf = async (body: PulledPage['body']): Promise<string> => {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

export interface Pulling {
  readonly cursor?: string | null;
  readonly network?: RemoteNetwork;
  readonly server?: Omit<RemoteServer, 'url'>;
  readonly signal?: AbortSignal;
  /** In place of keeping what comes. */
  readonly take?: () => Promise<number>;
}

/** @returns the result, the texts that were taken, and how long it was waited in between, in milliseconds. */
export const pull = async (feed: FeedRecord, { cursor = null, network = NETWORK, server = {}, signal, take }: Pulling = {}) => {
  const texts: string[] = [];
  const waits: number[] = [];
  const connection = new RemoteConnection({ url: feed.apiRoot, ...server }, network, signal);
  const result = await FEED_CONNECTORS[feed.connector as ConnectorName]
    .pull(
      { ...feed, cursor },
      {
        connection,
        now: () => NOW,
        signal,
        wait: (ms) => Promise.resolve(void waits.push(ms)),
        take: async ({ body }) => {
          if (take) return take();
          texts.push(await textOf(body));
          return 1;
        },
      },
    )
    .finally(() => connection.close());
  return { ...result, texts, waits };
};

/** The objects of what was taken, each once. */
export const objectsIn = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => idsOf((JSON.parse(text) as { objects: StixObject[] }).objects)))].toSorted();
