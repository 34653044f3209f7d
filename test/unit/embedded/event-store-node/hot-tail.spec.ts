/** The newest events in memory: contiguous, bounded, and a signal when there are more. */
import assert from 'node:assert/strict';
import { HotTail } from '../../../../src/embedded/event-store-node/hot-tail.js';
import type { RecordedEvent } from '../../../../src/embedded/event-store-node/recorded-event.js';
import { TwoGenerationMap } from '../../../../src/embedded/event-store-node/two-generation-map.js';

const at = (position: number, bytes = 10): RecordedEvent => ({
  position,
  stream: 's',
  revision: position,
  id: '6d1f2a0e-8a0c-4c55-9a3c-0d6a8f4c1b11',
  type: 'Noted',
  isJson: false,
  created: 0,
  data: Buffer.alloc(bytes),
  metadata: Buffer.alloc(0),
});
const positions = (events: readonly RecordedEvent[]) => events.map(({ position }) => position);

describe('hot tail', () => {
  it('hands out what follows a position, in pieces', () => {
    const tail = new HotTail();
    tail.reset(100);
    tail.publish([at(110), at(125)]);
    tail.publish([at(170)]);
    assert.deepEqual([tail.end, tail.covers(99), tail.covers(100)], [170, false, true]);
    const slice = tail.after(100, 2);
    assert.deepEqual([positions(slice.events), slice.end, slice.reachedEnd], [[110, 125], 125, false]);
    const rest = tail.after(slice.end, 2);
    assert.deepEqual([positions(rest.events), rest.end, rest.reachedEnd], [[170], 170, true]);
    assert.deepEqual(tail.after(170, 2), { events: [], end: 170, reachedEnd: true });
  });

  it('forgets the oldest beyond its capacity and covers only what it still holds', () => {
    const tail = new HotTail(1_000);
    for (let index = 1; index <= 20; index++) tail.publish([at(index * 200, 130)]);
    const floor = Array.from({ length: 21 }, (_, index) => index * 200).find((position) => tail.covers(position))!;
    assert.ok(floor > 0 && floor < 4_000);
    assert.deepEqual(
      positions(tail.after(floor, 100).events),
      Array.from({ length: 20 - floor / 200 }, (_, index) => floor + (index + 1) * 200),
    );
  });

  it('starts over behind a position it was reset to', () => {
    const tail = new HotTail();
    tail.publish([at(110)]);
    tail.reset(500);
    assert.deepEqual([tail.covers(110), tail.covers(500), tail.after(500, 9).events], [false, true, []]);
  });

  it('wakes who waits when something is committed, and when the wait is given up', async () => {
    const tail = new HotTail();
    tail.reset(100);
    const leaving = new AbortController();
    const waiting = [tail.moved(100, new AbortController().signal), tail.moved(100, new AbortController().signal)];
    const given = tail.moved(100, leaving.signal);
    leaving.abort();
    await given;
    tail.publish([at(110)]);
    await Promise.all(waiting);
    await tail.moved(100, new AbortController().signal);
  });
});

describe('two-generation map', () => {
  it('keeps what is used and forgets what is not, only when told to', () => {
    const map = new TwoGenerationMap<string, number>(2);
    map.set('used', 1);
    map.set('unused', 2);
    map.trim();
    assert.deepEqual([map.get('used'), map.get('gone')], [1, undefined]);
    map.set('new', 3);
    map.trim();
    assert.deepEqual([map.get('used'), map.get('unused'), map.get('new')], [1, undefined, 3]);
    map.clear();
    assert.equal(map.get('new'), undefined);
  });
});
