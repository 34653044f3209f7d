/** What is told of a feed, as its events and the time leave it. */
import assert from 'node:assert/strict';
import { feedAlert } from '../../../src/distribution/feed-alert.measure.js';
import type { FeedEvent } from '../../../src/exchange/feeds/feed.events.js';
import { absent, evolve } from '../../../src/exchange/feeds/feed.record.js';
import { created, failed, poll, polled, quiet } from '../../examples/feed.js';

/** The feed is polled every five minutes, and expected to bring something new within a day. */
const DAY = 24 * 60;

describe('what is told of a feed', () => {
  /** @param minutes after its first poll. */
  const told = (minutes: number, ...events: readonly FeedEvent[]) => {
    const feed = [created, ...events].reduce(evolve, absent);
    assert.ok(feed.status !== 'absent');
    return feedAlert(feed, new Date(Date.parse(poll.at) + minutes * 60_000).toISOString());
  };
  const recovered = { kind: 'feed_recovered' };

  it('is nothing while it waits for its first poll, and nothing when it failed once', () => {
    assert.equal(told(0), undefined);
    assert.equal(told(5, polled(), polled(failed(5))), undefined);
  });
  it('is that it fails, and with what', () => {
    const { message: reason } = failed(5).fault!;
    const alert = told(15, polled(), polled(failed(5)), polled(failed(10)), polled(failed(15)));
    assert.deepEqual(alert, { kind: 'feed_unhealthy', health: 'failing', reason });
    assert.equal(told(5, polled(), polled(failed(5, 'unauthorized')))?.kind, 'feed_unhealthy');
  });
  it('is that it is silent, once it is', () => {
    const polls = [polled(), polled(quiet(DAY))];
    assert.deepEqual(told(DAY, ...polls), recovered);
    const alert = told(DAY + 1, ...polls);
    assert.ok(alert?.kind === 'feed_unhealthy');
    assert.equal(alert.health, 'silent');
  });
  it('is that it works, once it was polled with success', () => {
    assert.deepEqual(told(20, polled(failed(0, 'unauthorized')), polled(quiet(20))), recovered);
  });
  it('is nothing while it rests, whatever was wrong', () => {
    const paused: FeedEvent = { type: 'FeedPaused', data: {} };
    assert.equal(told(5, polled(), polled(failed(5, 'unauthorized')), paused), undefined);
  });
});
