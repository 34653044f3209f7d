/** The rules of feeds, when they are polled, and when they turn red. */
import assert from 'node:assert/strict';
import { feed as decider } from '../../../src/exchange/feeds/feed.decider.js';
import { readEvent } from '../../../src/event-catalogue.js';
import type { FeedEvent, FeedPoll, FeedProfile, FeedPush, FeedPushSettlement } from '../../../src/exchange/feeds/feed.events.js';
import { feedHealth, ingestionState } from '../../../src/exchange/feeds/feed.measure.js';
import type { FeedRecord } from '../../../src/exchange/feeds/feed.record.js';
import { lastDue, nextDue } from '../../../src/exchange/feeds/feed-schedule.js';
import { retryAfterMs } from '../../../src/exchange/remote/retry-after.js';
import { isLater, justBefore, taxiiTimestamp } from '../../../src/exchange/taxii/client/taxii-timestamp.js';
import { goldenFiles } from '../../contracts/golden-file.js';
import { ana } from '../../examples/actors.js';
import * as feed from '../../examples/feed.js';
import { amber } from '../../examples/marking.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(decider);
const settlement = feed.settled.data as FeedPushSettlement;
const record = (...events: readonly FeedEvent[]): FeedRecord => given(...events).record() as FeedRecord;
const create = (profile: object) =>
  ({ type: 'Create', profile: { ...feed.northern, ...profile }, marking: amber, by: ana }) as const;

describe('a feed', () => {
  it('has one direction, and what goes with it', () => {
    given()
      .when(create({ cron: '0 6 * * *' }))
      .thenRejects('TWO_SCHEDULES', 'input.cron');
    given()
      .when(create({ receiver: 'partner' }))
      .thenRejects('RECEIVER_UNUSED', 'input.receiver');
    given()
      .when(create({ zone: 'Mars' }))
      .thenRejects('UNKNOWN_ZONE', 'input.zone');
    given()
      .when(create({ direction: 'push' }))
      .thenRejects('EXPECTATION_UNUSED', 'input.expectedWithinSeconds');
    given()
      .when(create({ ...feed.partner, receiver: null, maxTlp: null }))
      .thenRejects('RECEIVER_MISSING', 'input.receiver');
    given(feed.createdToPush).when({ type: 'RecordPoll', poll: feed.poll }).thenRejects('WRONG_DIRECTION');
    given(feed.created, { type: 'FeedRetired', data: {} })
      .when({ type: 'SetCredentials', credentials: feed.credentialsSet.data as never })
      .thenRejects('RETIRED');
  });

  it('is over a connector, and asks of it what that can do', () => {
    const open = (profile: object) =>
      ({ type: 'Create', profile: { ...feed.openFeed, ...profile }, marking: amber, by: ana }) as const;
    given().when(open({})).then(feed.createdOpen);
    for (const [profile, field] of [
      [{ connector: 'carrier-pigeon' }, 'connector'],
      [{ direction: 'push', maxTlp: 'GREEN' }, 'direction'],
      [{ collectionId: 'indicators' }, 'collectionId'],
      [{ stixTypes: ['report'] }, 'stixTypes'],
      [{ allVersions: true }, 'allVersions'],
      [{ connector: 'taxii' }, 'collectionId'],
    ] as const)
      given().when(open(profile)).thenRejects('INVALID_INPUT', `input.${field}`);
    given(feed.created)
      .when({ type: 'Revise', changes: { connector: 'bundle' } })
      .thenRejects('INVALID_INPUT', 'input.collectionId');
    given(feed.createdOpen, feed.polled(feed.pollOfBundle))
      .when({ type: 'Revise', changes: { direction: 'push', maxTlp: 'GREEN' } })
      .thenRejects('INVALID_INPUT', 'input.direction');
  });

  it('was over TAXII when it was made before there was anything else', () => {
    const { examples } = goldenFiles().get('FeedCreated.v1.json')!;
    const { profile } = readEvent('FeedCreated', 1, examples[0])!.data as { profile: FeedProfile };
    assert.deepEqual([profile.connector, profile.collectionId], ['taxii', feed.northern.collectionId]);
    const revised = { changes: { name: 'Another name' } };
    assert.deepEqual(readEvent('FeedRevised', 1, revised)?.data, revised, 'what was left as it was stays so');
  });

  it('keeps what became of objects that a server had not finished with', () => {
    const push = { ...(feed.pushed.data as FeedPush), outcome: 'pending' as const, succeeded: 7, failed: 0, pending: 5 };
    const pending = { ...push, failures: [], pendingStatusIds: [settlement.statusId] };
    const created = [feed.createdToPush, { type: 'FeedPushed', data: pending } as const];
    given(...created)
      .when({ type: 'RecordSettlement', settlement })
      .then(feed.settled);
    const { lastPush } = record(...created, feed.settled);
    assert.deepEqual(
      [lastPush?.outcome, lastPush?.succeeded, lastPush?.failed, lastPush?.pending, lastPush?.pendingStatusIds],
      ['partial', 11, 1, 0, []],
    );
    const another = { ...pending, exportId: '7d3c5f0e-5d38-4f0b-9a5b-9b2f6e8d7c60' };
    assert.deepEqual(record(feed.createdToPush, { type: 'FeedPushed', data: another }, feed.settled).lastPush, another);
  });

  it('goes on from the cursor of what is imported, until it is asked something else', () => {
    const polled = record(feed.created, feed.credentialsSet, feed.advanced, feed.polled());
    assert.equal(record(feed.created, feed.advanced).cursor, '2026-02-28T10:00:00.123455Z');
    assert.deepEqual([polled.cursor, polled.credentials?.kind], ['2026-02-28T10:00:00.123456Z', 'basic']);
    const revised = (changes: object) =>
      record(feed.created, feed.credentialsSet, feed.polled(), { type: 'FeedRevised', data: { changes } });
    assert.equal(revised({ name: 'Another name' }).cursor, polled.cursor);
    const narrowed = revised({ stixTypes: ['report'] });
    assert.deepEqual([narrowed.cursor, narrowed.credentials?.kind], [null, 'basic']);
    assert.equal(revised({ connector: 'bundle', collectionId: '' }).cursor, null);
    const moved = revised({ apiRoot: 'https://elsewhere.example/api1/' });
    assert.deepEqual([moved.cursor, moved.credentials], [null, null]);
  });

  it('records a poll that found what the one before it found once an hour', () => {
    const silence = given(feed.created, feed.polled(feed.quiet(5)));
    silence.when({ type: 'RecordPoll', poll: feed.quiet(64) }).thenNothing();
    silence.when({ type: 'RecordPoll', poll: feed.quiet(65) }).then(feed.polled(feed.quiet(65)));
    const asked = { ...feed.quiet(10), dueAt: null };
    silence.when({ type: 'RecordPoll', poll: asked }).then(feed.polled(asked));
    const further = { ...feed.quiet(10), cursor: '2026-03-01T00:00:00.000000Z' };
    silence.when({ type: 'RecordPoll', poll: further }).then(feed.polled(further));
    silence.when({ type: 'RecordPoll', poll: feed.failed(10) }).then(feed.polled(feed.failed(10)));
    const failing = [1, 2, 3].map((minutes) => feed.polled(feed.failed(minutes)));
    given(feed.created, ...failing.slice(0, 2))
      .when({ type: 'RecordPoll', poll: feed.failed(3) })
      .then(failing[2]);
    given(feed.created, ...failing)
      .when({ type: 'RecordPoll', poll: feed.failed(4) })
      .thenNothing();
    const otherwise = feed.failed(4, 'forbidden');
    given(feed.created, ...failing)
      .when({ type: 'RecordPoll', poll: otherwise })
      .then(feed.polled(otherwise));
    given(feed.created, ...failing)
      .when({ type: 'RecordPoll', poll: feed.quiet(5) })
      .then(feed.polled(feed.quiet(5)));
  });

  it('turns red after three failures, at once when no time heals it, and in silence', () => {
    const health = (now: string, ...polls: readonly FeedPoll[]) => {
      const { state, red } = feedHealth(record(feed.created, ...polls.map((one) => feed.polled(one))), now);
      return [state, red];
    };
    const noon = '2026-03-01T12:00:00.000Z';
    assert.deepEqual(health('2026-03-01T00:01:00.000Z'), ['waiting', false]);
    assert.deepEqual(health(noon, feed.quiet(660)), ['ok', false]);
    assert.deepEqual(health('2026-03-01T00:20:00.000Z', feed.poll, feed.failed(10)), ['failing', false]);
    assert.deepEqual(health(noon, feed.failed(700), feed.failed(701), feed.failed(702)), ['failing', true]);
    assert.deepEqual(health(noon, feed.failed(700, 'unauthorized')), ['failing', true]);
    assert.deepEqual(health(noon, feed.failed(700, 'unauthorized'), feed.quiet(701)), ['ok', false]);
    assert.deepEqual(health(noon, feed.poll), ['silent', true], 'it is polled no more');
    assert.deepEqual(health('2026-03-02T12:00:00.000Z', feed.poll, feed.quiet(2_150)), ['silent', true], 'it brings nothing');
  });

  it('is one of several: one that is red makes ingestion unhealthy, and one that is paused makes none', () => {
    const off = { health: 'off', red: false } as const;
    const ok = { health: 'ok', red: false } as const;
    assert.equal(ingestionState([]), 'none');
    assert.equal(ingestionState([off]), 'none');
    assert.equal(ingestionState([off, ok, { health: 'failing', red: false }]), 'ok');
    assert.equal(ingestionState([ok, { health: 'silent', red: true }]), 'unhealthy');
  });

  it('is due at the newest of its times, by interval or in local time', () => {
    const at = (text: string): Date => new Date(text);
    assert.equal(lastDue(feed.northern, at('2026-02-28T23:59:59.000Z')), null);
    assert.equal(lastDue(feed.northern, at('2026-03-01T10:07:00.000Z')), '2026-03-01T10:05:00.000Z');
    assert.equal(nextDue(feed.northern, at('2026-03-01T10:07:00.000Z')), '2026-03-01T10:10:00.000Z');
    const daily = { ...feed.northern, everySeconds: null, cron: '0 6 * * *', zone: 'Europe/London' };
    assert.equal(lastDue(daily, at('2026-03-01T05:59:59.000Z')), null);
    assert.equal(lastDue(daily, at('2026-03-29T06:00:00.000Z')), '2026-03-29T05:00:00.000Z', 'the clocks have changed');
    assert.equal(nextDue(daily, at('2026-03-28T06:00:00.000Z')), '2026-03-29T05:00:00.000Z');
    assert.equal(lastDue({ ...daily, cron: null }, at('2026-03-29T06:00:00.000Z')), null);
  });

  it('reads times as servers spell them', () => {
    assert.equal(taxiiTimestamp('2026-03-01T10:00:00Z'), '2026-03-01T10:00:00.000000Z');
    assert.equal(taxiiTimestamp('2026-03-01T10:00:00.123456789Z'), '2026-03-01T10:00:00.123456789Z');
    assert.equal(taxiiTimestamp('2026-03-01T10:00:00.123000000001022Z'), '2026-03-01T10:00:00.123000000001022Z');
    for (const none of [undefined, '', 'now', '2026-03-01T10:00:00+01:00', '2026-02-30T10:00:00Zx'])
      assert.equal(taxiiTimestamp(none), undefined);
    assert.equal(justBefore('2026-03-01T10:00:00.000000Z'), '2026-03-01T09:59:59.999999Z');
    assert.ok(isLater('2026-03-01T10:00:00.0000001Z', '2026-03-01T10:00:00.000000Z'));
    const now = new Date('2026-03-01T12:00:00.000Z');
    assert.equal(retryAfterMs('120', now), 120_000);
    assert.equal(retryAfterMs('Sun, 01 Mar 2026 12:00:30 GMT', now), 30_000);
    assert.equal(retryAfterMs('Sun, 01 Mar 2026 11:00:30 GMT', now), 0);
    for (const none of [undefined, '-1', '1.5', '2026-03-01T12:00:30Z', 'soon']) assert.equal(retryAfterMs(none, now), undefined);
  });
});
