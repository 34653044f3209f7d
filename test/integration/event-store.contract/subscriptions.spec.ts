/** Contract: subscriptions catch up and go on live, in order, without gap or repetition. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  END,
  NO_STREAM,
  START,
  eventTypeFilter,
  excludeSystemEvents,
  streamNameFilter,
  type Position,
} from '@eventstore/db-client';
import { Follower, all, contractStore, event, events, revisions } from './contract-store.js';

describe('event store contract: subscriptions', () => {
  const store = contractStore();
  const followers: Follower[] = [];

  const follow = (subscription: object): Promise<Follower> => {
    const follower = new Follower(subscription);
    followers.push(follower);
    return follower.started();
  };
  const written = async (count: number): Promise<string> => {
    const stream = store.stream();
    await store.client.appendToStream(stream, events(count), { expectedRevision: NO_STREAM });
    return stream;
  };
  const seen = (received: readonly { event?: { revision: bigint } }[]): number[] =>
    received.map((resolved) => Number(resolved.event?.revision));

  afterEach(async () => {
    for (const follower of followers.splice(0)) await follower.end();
  });

  it('to a stream: from the start, after a revision, or from now on', async () => {
    const stream = await written(4);
    const fromStart = await follow(store.client.subscribeToStream(stream, { fromRevision: START }));
    const after = await follow(store.client.subscribeToStream(stream, { fromRevision: 1n }));
    const fromNow = await follow(store.client.subscribeToStream(stream, { fromRevision: END }));
    await fromStart.count(4);
    await after.count(2);
    await store.client.appendToStream(stream, event('Noted'), { expectedRevision: 3n });
    assert.deepEqual(seen(await fromStart.count(5)), [0, 1, 2, 3, 4]);
    assert.deepEqual(seen(await after.count(3)), [2, 3, 4]);
    assert.deepEqual(seen(await fromNow.count(1)), [4]);
  });

  it('to a stream that does not exist yet: its first event arrives when it is written', async () => {
    const stream = store.stream();
    const follower = await follow(store.client.subscribeToStream(stream));
    await store.client.appendToStream(stream, events(2), { expectedRevision: NO_STREAM });
    assert.deepEqual(seen(await follower.count(2)), [0, 1]);
  });

  it('to a stream: truncated and soft-deleted events are left out', async () => {
    const stream = await written(5);
    await store.client.setStreamMetadata(stream, { truncateBefore: 3 });
    assert.deepEqual(seen(await (await follow(store.client.subscribeToStream(stream))).count(2)), [3, 4]);
    await store.client.deleteStream(stream);
    const reopened = await follow(store.client.subscribeToStream(stream));
    await store.client.appendToStream(stream, event('Reopened'), { expectedRevision: NO_STREAM });
    assert.deepEqual(seen(await reopened.count(1)), [5]);
  });

  it('to $all: after a position, exclusive', async () => {
    const stream = await written(3);
    const [first] = await all(store.client.readStream(stream));
    const follower = await follow(store.client.subscribeToAll({ fromPosition: first.event!.position! }));
    const received = await follower.until((list) => list.filter((resolved) => resolved.event?.streamId === stream).length === 2);
    assert.deepEqual(seen(received.filter((resolved) => resolved.event?.streamId === stream)), [1, 2]);
    assert.ok(received.every((resolved) => resolved.event!.position.commit > first.event!.position!.commit));
  });

  it('to $all from now on: the positions are those the appends were answered with', async () => {
    const follower = await follow(
      store.client.subscribeToAll({ fromPosition: END, filter: streamNameFilter({ prefixes: [store.prefix] }) }),
    );
    const stream = store.stream();
    const answered: (Position | undefined)[] = [];
    for (let index = 0; index < 5; index++)
      answered.push((await store.client.appendToStream(stream, event('Noted', { index }))).position);
    const received = await follower.count(5);
    assert.deepEqual(
      received.map((resolved) => resolved.event?.position),
      answered,
    );
  });

  it('under concurrent writers, what was caught up and what came live join without gap or repetition', async () => {
    const streams = Array.from({ length: 12 }, () => store.stream());
    const perStream = 60;
    const [{ event: before }] = await all(store.client.readStream(await written(1)));
    const writing = { going: true };
    const writers = streams.map(async (stream) => {
      for (let index = 0; index < perStream; index += 2)
        await store.client.appendToStream(stream, [event('Noted'), event('Noted')]);
    });
    const finished = Promise.all(writers).finally(() => (writing.going = false));
    const joined: Follower[] = [];
    while (writing.going && joined.length < 8) {
      joined.push(
        await follow(
          store.client.subscribeToAll({
            fromPosition: before!.position!,
            filter: streamNameFilter({ prefixes: [store.prefix] }),
          }),
        ),
      );
      joined.push(await follow(store.client.subscribeToStream(streams[joined.length % streams.length])));
      await delay(10);
    }
    await finished;
    const ofAll = new Set(streams);
    for (const [index, follower] of joined.entries()) {
      if (index % 2 === 1) {
        assert.deepEqual(
          seen(await follower.count(perStream)),
          Array.from({ length: perStream }, (_, revision) => revision),
        );
        continue;
      }
      const own = (list: readonly { event?: { streamId: string } }[]) =>
        list.filter((resolved) => ofAll.has(resolved.event!.streamId));
      const received = await follower.until((list) => own(list).length >= streams.length * perStream);
      for (const [at, resolved] of received.entries()) {
        if (at > 0) assert.ok(resolved.event!.position.commit > received[at - 1].event!.position.commit);
      }
      for (const stream of streams) {
        assert.deepEqual(
          seen(received.filter((resolved) => resolved.event?.streamId === stream)),
          Array.from({ length: perStream }, (_, revision) => revision),
        );
      }
    }
  });

  it('a slow subscriber is not dropped and misses nothing', async () => {
    const stream = store.stream();
    const subscription = store.client.subscribeToStream(stream, {}, { highWaterMark: 2 });
    await once(subscription, 'confirmation');
    const total = 1500;
    const writing = (async () => {
      for (let index = 0; index < total; index += 100) {
        await store.client.appendToStream(
          stream,
          Array.from({ length: 100 }, (_, offset) => event('Noted', { index: index + offset, text: 'x'.repeat(5_000) })),
        );
      }
    })();
    let expected = 0;
    for await (const { event: recorded } of subscription) {
      assert.equal(recorded?.revision, BigInt(expected));
      expected += 1;
      if (expected % 150 === 0) await delay(30);
      if (expected === total) break;
    }
    await writing;
    await subscription.unsubscribe();
  });

  it('says when it has caught up', async () => {
    const stream = await written(3);
    const subscription = store.client.subscribeToStream(stream);
    const caughtUp = once(subscription, 'caughtUp');
    const follower = await follow(subscription);
    await follower.count(3);
    await caughtUp;
  });

  describe('with a filter', () => {
    const inOwnStreams = (filter: Parameters<typeof store.client.subscribeToAll>[0]) =>
      follow(store.client.subscribeToAll(filter));

    it('only streams whose names begin with a prefix, or match an expression, are brought', async () => {
      const alpha = `${store.prefix}alpha-1`;
      const beta = `${store.prefix}beta-1`;
      const byPrefix = await inOwnStreams({ filter: streamNameFilter({ prefixes: [`${store.prefix}alpha`, 'nothing-else'] }) });
      const byExpression = await inOwnStreams({ filter: streamNameFilter({ regex: `^${store.prefix}b.ta-\\d+$` }) });
      for (const stream of [alpha, beta, alpha]) await store.client.appendToStream(stream, event('Noted'));
      assert.deepEqual(
        (await byPrefix.count(2)).map((resolved) => resolved.event?.streamId),
        [alpha, alpha],
      );
      assert.deepEqual(
        (await byExpression.count(1)).map((resolved) => resolved.event?.streamId),
        [beta],
      );
    });

    it('only event types that begin with a prefix, or match an expression, are brought', async () => {
      const stream = store.stream();
      const own = `T${store.prefix}`;
      const byPrefix = await inOwnStreams({ filter: eventTypeFilter({ prefixes: [`${own}Report`] }) });
      const byExpression = await inOwnStreams({ filter: eventTypeFilter({ regex: `^${own}.*Closed$` }) });
      for (const type of ['ReportOpened', 'SourceOpened', 'SourceClosed', 'ReportClosed'])
        await store.client.appendToStream(stream, event(own + type));
      const types = (received: readonly { event?: { type: string } }[]) =>
        received.map((resolved) => resolved.event?.type.slice(own.length));
      assert.deepEqual(types(await byPrefix.count(2)), ['ReportOpened', 'ReportClosed']);
      assert.deepEqual(types(await byExpression.count(2)), ['SourceClosed', 'ReportClosed']);
    });

    it('system events can be left out', async () => {
      const stream = await written(1);
      const [{ event: first }] = await all(store.client.readStream(stream));
      const follower = await inOwnStreams({ fromPosition: first!.position!, filter: excludeSystemEvents() });
      await store.client.setStreamMetadata(stream, { maxCount: 9 });
      await store.client.appendToStream(stream, event('Last'));
      const received = await follower.until((list) => list.some((resolved) => resolved.event?.streamId === stream));
      assert.ok(received.every((resolved) => !resolved.event?.type.startsWith('$')));
    });

    it('checkpoints tell how far the log was read although nothing matched', async () => {
      const reached: Position[] = [];
      let told: () => void = () => undefined;
      const filter = streamNameFilter({
        prefixes: [`${store.prefix}-matches-nothing`],
        checkpointInterval: 1,
        maxSearchWindow: 5,
        checkpointReached: (_subscription: unknown, position: Position) => {
          reached.push(position);
          told();
        },
      });
      await inOwnStreams({ fromPosition: END, filter });
      const stream = store.stream();
      let last: Position | undefined;
      for (let index = 0; index < 20; index++) last = (await store.client.appendToStream(stream, event('Noted'))).position;
      while (reached.length < 4) await new Promise<void>((resolve) => (told = resolve));
      for (const [index, { commit }] of reached.entries()) if (index > 0) assert.ok(commit > reached[index - 1].commit);
      assert.ok(reached[3].commit <= last!.commit);

      // Whoever starts again from a checkpoint misses nothing behind it.
      const again = await inOwnStreams({ fromPosition: reached[0], filter: streamNameFilter({ prefixes: [stream] }) });
      const rest = (await all(store.client.readStream(stream))).filter(
        (resolved) => resolved.event!.position!.commit > reached[0].commit,
      );
      assert.deepEqual(
        seen(await again.count(rest.length)),
        rest.map((resolved) => Number(resolved.event?.revision)),
      );
    });
  });

  it('one that was ended leaves the others running', async () => {
    const stream = await written(1);
    const ended = await follow(store.client.subscribeToStream(stream));
    const kept = await follow(store.client.subscribeToStream(stream));
    await ended.count(1);
    await ended.end();
    await store.client.appendToStream(stream, event('Noted'));
    assert.deepEqual(seen(await kept.count(2)), [0, 1]);
    assert.deepEqual(await revisions(store.client.readStream(stream)), [0, 1]);
  });
});
