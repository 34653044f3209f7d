/** A feed of a partner's collection, shared by specs and golden files. */
import { BLANK_FEED, type FeedEvent, type FeedPoll, type FeedProfile } from '../../src/exchange/feeds/feed.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';

export const northern: FeedProfile = {
  ...BLANK_FEED,
  name: 'Northern CERT',
  direction: 'pull',
  apiRoot: 'https://taxii.northern.example/api1/',
  collectionId: '365fed99-08fa-fdcd-a1b3-fb247eb41d01',
  everySeconds: 300,
  expectedWithinSeconds: 86_400,
  activeFrom: '2026-03-01T00:00:00.000Z',
};
export const partner: FeedProfile = {
  ...BLANK_FEED,
  name: 'Partner',
  direction: 'push',
  apiRoot: 'https://taxii.partner.example/share/',
  collectionId: '9cfa669c-ee94-4ece-afd2-f8edac37d8fd',
  receiver: 'partner',
  maxTlp: 'AMBER',
  activeFrom: '2026-03-01T00:00:00.000Z',
};

/** An open feed: a file at an address. */
export const openFeed: FeedProfile = {
  ...BLANK_FEED,
  name: 'Open indicators',
  direction: 'pull',
  connector: 'bundle',
  apiRoot: 'https://feeds.northern.example/indicators.json?days=30',
  everySeconds: 3_600,
  activeFrom: '2026-03-01T00:00:00.000Z',
};

export const created: FeedEvent = { type: 'FeedCreated', data: { profile: northern, marking: amber, createdBy: ana } };
export const createdOpen: FeedEvent = { type: 'FeedCreated', data: { profile: openFeed, marking: amber, createdBy: ana } };
export const createdToPush: FeedEvent = { type: 'FeedCreated', data: { profile: partner, marking: amber, createdBy: ana } };
export const resumed: FeedEvent = { type: 'FeedResumed', data: { activeFrom: '2026-03-03T00:00:00.000Z' } };
export const credentialsSet: FeedEvent = {
  type: 'FeedCredentialsSet',
  data: { credentialsId: '4e0c1d3c-97f0-4c67-9d5c-5f1f7c0e4a2b', kind: 'basic', at: '2026-03-01T00:01:00.000Z' },
};
export const advanced: FeedEvent = {
  type: 'FeedAdvanced',
  data: {
    at: '2026-03-01T00:05:10.000Z',
    cursor: '2026-02-28T10:00:00.123455Z',
    counts: { stored: 4_990, created: 10 },
    imports: ['b1f7c3a0-8f1e-4e52-9a0c-6a0d1a6f7f10'],
  },
};
export const poll: FeedPoll = {
  startedAt: '2026-03-01T00:05:00.000Z',
  at: '2026-03-01T00:05:12.000Z',
  dueAt: '2026-03-01T00:05:00.000Z',
  outcome: 'complete',
  pages: 6,
  objects: 5_003,
  restarts: 1,
  counts: { stored: 4_992, created: 11 },
  cursor: '2026-02-28T10:00:00.123456Z',
  imports: ['0a9c1de1-3c1b-4a7c-8b53-8a51d40b7a6e'],
  unmarkedTlp: 'AMBER',
  fault: null,
  askAgainAt: null,
  warnings: [],
};
/** Of a bundle, which comes whole. */
export const pollOfBundle: FeedPoll = {
  ...poll,
  pages: 1,
  objects: 12,
  restarts: 0,
  counts: { stored: 12 },
  cursor: JSON.stringify({
    etag: 'W/"5f3-1a2b"',
    lastModified: 'Sun, 01 Mar 2026 00:00:00 GMT',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  }),
};
/** Minutes after the first poll. */
const after = (minutes: number): string => new Date(Date.parse(poll.at) + minutes * 60_000).toISOString();
const another = (minutes: number): FeedPoll => ({
  ...poll,
  startedAt: after(minutes),
  at: after(minutes),
  dueAt: after(minutes),
  restarts: 0,
  pages: 1,
  objects: 0,
  counts: {},
  imports: [],
});
export const quiet = (minutes: number): FeedPoll => ({ ...another(minutes), outcome: 'nothing_new' });
export const failed = (minutes: number, code = 'unreachable'): FeedPoll => ({
  ...another(minutes),
  pages: 0,
  outcome: 'failed',
  fault: { code, message: 'The server is not reached (ECONNREFUSED). Check its address.' },
});
export const polled = (data: FeedPoll = poll): FeedEvent => ({ type: 'FeedPolled', data });
export const pushed: FeedEvent = {
  type: 'FeedPushed',
  data: {
    startedAt: '2026-03-01T09:00:00.000Z',
    at: '2026-03-01T09:00:04.000Z',
    dueAt: '2026-03-01T09:00:00.000Z',
    outcome: 'partial',
    exportId: '1a5d9a4e-5d38-4f0b-9a5b-9b2f6e8d7c60',
    objects: 12,
    envelopes: 2,
    succeeded: 11,
    failed: 1,
    pending: 0,
    failures: [{ id: 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f', version: '2026-02-27T12:00:00.000Z', reason: 'refused' }],
    pendingStatusIds: [],
    fault: null,
    askAgainAt: null,
  },
};
export const settled: FeedEvent = {
  type: 'FeedPushSettled',
  data: {
    at: '2026-03-01T09:05:00.000Z',
    exportId: '1a5d9a4e-5d38-4f0b-9a5b-9b2f6e8d7c60',
    statusId: '2d086da7-4bdc-4f91-900e-d77486753710',
    succeeded: 4,
    failed: 1,
    failures: [{ id: 'malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f', version: null, reason: 'refused' }],
    lost: false,
  },
};
