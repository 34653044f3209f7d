/** Contract: what may be appended at which expected revision, and what is said otherwise, on both ways to the server. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  ANY,
  BACKWARDS,
  ErrorType,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  WrongExpectedVersionError,
  binaryEvent,
  jsonEvent,
  type AppendResult,
} from '@eventstore/db-client';
import { all, appendPaths, contractStore, event, events, isEmbedded, refusal, revisions } from './contract-store.js';

for (const { name, options } of appendPaths) {
  describe(`event store contract: appends (${name})`, () => {
    const store = contractStore();

    const append = (
      stream: string,
      expectedRevision: 'any' | 'no_stream' | 'stream_exists' | bigint,
      ...added: ReturnType<typeof event>[]
    ) => store.client.appendToStream(stream, added, { ...options, expectedRevision });

    async function assertWrongRevision(
      attempt: Promise<AppendResult>,
      stream: string,
      expected: string | bigint,
      actual: string | bigint,
    ): Promise<void> {
      const error = await refusal(attempt);
      assert.ok(error instanceof WrongExpectedVersionError, String(error));
      assert.deepEqual([error.streamName, error.expectedVersion, error.actualVersion], [stream, expected, actual]);
    }

    it('the first event of a stream has revision 0, the next follow', async () => {
      const stream = store.stream();
      const first = await append(stream, NO_STREAM, event('Opened'));
      const next = await append(stream, first.nextExpectedRevision, event('Noted'), event('Closed'));
      assert.deepEqual([first.success, first.nextExpectedRevision, next.nextExpectedRevision], [true, 0n, 2n]);
      assert.deepEqual(await revisions(store.client.readStream(stream)), [0, 1, 2]);
    });

    it('no_stream refuses a stream that has events, and says where it stands', async () => {
      const stream = store.stream();
      await append(stream, NO_STREAM, event('Opened'), event('Noted'));
      await assertWrongRevision(append(stream, NO_STREAM, event('Opened')), stream, 'no_stream', 1n);
    });

    it('a revision refuses a stream that has moved on, has not got there, or has no events', async () => {
      const stream = store.stream();
      await assertWrongRevision(append(stream, 0n, event('Noted')), stream, 0n, 'no_stream');
      await append(stream, NO_STREAM, event('Opened'), event('Noted'));
      await assertWrongRevision(append(stream, 0n, event('Noted')), stream, 0n, 1n);
      await assertWrongRevision(append(stream, 7n, event('Noted')), stream, 7n, 1n);
    });

    it('stream_exists refuses a stream without events and accepts one with', async () => {
      const stream = store.stream();
      await assertWrongRevision(append(stream, STREAM_EXISTS, event('Noted')), stream, 'stream_exists', 'no_stream');
      await append(stream, NO_STREAM, event('Opened'));
      assert.equal((await append(stream, STREAM_EXISTS, event('Noted'))).nextExpectedRevision, 1n);
    });

    it('stream_exists accepts a stream that has only metadata', async () => {
      const stream = store.stream();
      await store.client.setStreamMetadata(stream, { maxCount: 10 });
      assert.equal((await append(stream, STREAM_EXISTS, event('Noted'))).nextExpectedRevision, 0n);
    });

    it('stream_exists says that a soft-deleted stream is deleted', async () => {
      const stream = store.stream();
      await append(stream, NO_STREAM, event('Opened'));
      await store.client.deleteStream(stream);
      const error = await refusal(append(stream, STREAM_EXISTS, event('Noted')));
      assert.ok(error instanceof StreamDeletedError);
      assert.equal(error.streamName, stream);
    });

    it('any accepts a stream wherever it stands', async () => {
      const stream = store.stream();
      await append(stream, ANY, event('Opened'));
      assert.equal((await append(stream, ANY, event('Noted'))).nextExpectedRevision, 1n);
    });

    it('the same ids at the same revision succeed again with the same result', async () => {
      const stream = store.stream();
      const opening = events(2);
      const first = await append(stream, NO_STREAM, ...opening);
      const next = [event('Noted')];
      const second = await append(stream, 1n, ...next);
      await append(stream, 2n, event('Closed'));
      assert.deepEqual(await append(stream, NO_STREAM, ...opening), first);
      assert.deepEqual(await append(stream, 1n, ...next), second);
      assert.deepEqual(await revisions(store.client.readStream(stream)), [0, 1, 2, 3]);
    });

    it('the same ids with any succeed again without a second copy', async () => {
      const stream = store.stream();
      const noted = events(2);
      const first = await append(stream, ANY, ...noted);
      assert.deepEqual(await append(stream, ANY, ...noted), first);
      assert.equal((await all(store.client.readStream(stream))).length, 2);
    });

    it('a repetition that matches in part is a wrong revision', async () => {
      const stream = store.stream();
      const [one, two] = events(2);
      await append(stream, NO_STREAM, one, two);
      await assertWrongRevision(append(stream, NO_STREAM, one, event('Noted')), stream, 'no_stream', 1n);
      await assertWrongRevision(append(stream, NO_STREAM, one, two, event('Noted')), stream, 'no_stream', 1n);
      await assertWrongRevision(append(stream, NO_STREAM, two, one), stream, 'no_stream', 1n);
    });

    it('an id may be used again in another stream', async () => {
      const id = randomUUID();
      await append(store.stream(), NO_STREAM, event('Noted', {}, id));
      const stream = store.stream();
      await append(stream, NO_STREAM, event('Noted', {}, id));
      assert.deepEqual(await revisions(store.client.readStream(stream)), [0]);
    });

    it('positions grow with every event and are those of $all', async () => {
      const stream = store.stream();
      const results = [
        await append(stream, NO_STREAM, event('Opened')),
        await append(stream, 0n, ...events(2)),
        await append(stream, 2n, event('Closed')),
      ];
      const read = await all(store.client.readStream(stream));
      const positions = read.map((resolved) => resolved.event!.position!.commit);
      assert.deepEqual(
        positions,
        positions.toSorted((a, b) => (a < b ? -1 : 1)),
      );
      assert.equal(new Set(positions).size, 4);
      assert.deepEqual(
        results.map((result) => result.position?.commit),
        [positions[0], positions[2], positions[3]],
      );
      for (const [index, { event: recorded }] of read.entries()) {
        const [found] = await all(store.client.readAll({ fromPosition: recorded!.position!, maxCount: 1 }));
        assert.deepEqual([found.event?.id, found.event?.position], [recorded!.id, recorded!.position], `event ${index}`);
      }
    });

    it('what comes back is what was sent: JSON, bytes, empty data, metadata of either kind', async () => {
      const stream = store.stream();
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      await append(
        stream,
        NO_STREAM,
        jsonEvent({ type: 'Json', data: { text: 'Ünïcødé 🎯 "quoted" \\ \n', list: [1, null] }, metadata: { actor: 'one' } }),
        binaryEvent({ type: 'Bytes', data: bytes, metadata: bytes.subarray(1) }),
        binaryEvent({ type: 'Empty', data: new Uint8Array() }),
        jsonEvent({ type: 'Null', data: null as never }),
      );
      const [json, binary, empty, nothing] = (await all(store.client.readStream(stream))).map((resolved) => resolved.event!);
      assert.deepEqual(
        [json.isJson, json.data, json.metadata],
        [true, { text: 'Ünïcødé 🎯 "quoted" \\ \n', list: [1, null] }, { actor: 'one' }],
      );
      assert.equal(binary.isJson, false);
      assert.deepEqual(Buffer.from(binary.data), Buffer.from(bytes));
      assert.deepEqual(Buffer.from(binary.metadata as Uint8Array), Buffer.from(bytes.subarray(1)));
      assert.deepEqual([(empty.data as Uint8Array).length, empty.metadata], [0, undefined]);
      assert.equal(nothing.data, null);
      assert.ok(Math.abs(json.created.getTime() - Date.now()) < 24 * 3_600_000);
    });

    it('stream names and event types may be any text', async () => {
      const stream = `${store.stream()} — Straße/日本 "x" $ %41`;
      await append(stream, NO_STREAM, event('Тип \u{1F3AF}, {"a"}'));
      const [{ event: read }] = await all(store.client.readStream(stream));
      assert.deepEqual([read?.streamId, read?.type], [stream, 'Тип \u{1F3AF}, {"a"}']);
      await assertWrongRevision(append(stream, NO_STREAM, event('Other')), stream, 'no_stream', 0n);
    });

    it('an append just below 1 MiB is accepted, one above is refused by its size', async () => {
      const stream = store.stream();
      const binary = (bytes: number) => binaryEvent({ type: 'Large', data: new Uint8Array(bytes) });
      await append(stream, NO_STREAM, binary(1024 * 1024 - 1024));
      // A cluster breaks the call over a message of more than 4 MiB; the node refuses it by name.
      const huge = isEmbedded ? [[binary(5_000_000)]] : [];
      for (const tooLarge of [[binary(1024 * 1024 + 1)], [binary(600_000), binary(600_000)], ...huge]) {
        const error = await refusal(append(stream, 0n, ...tooLarge));
        assert.ok(error instanceof MaxAppendSizeExceededError, String(error));
        assert.equal(error.maxAppendSize, 1024 * 1024);
      }
      assert.equal((await append(stream, 0n, event('Small'))).nextExpectedRevision, 1n);
    });

    it('of many writers at one revision exactly one wins, revision after revision', async () => {
      const stream = store.stream();
      const writers = 8;
      const rounds = 12;
      let expected: bigint | 'no_stream' = NO_STREAM;
      for (let round = 0; round < rounds; round++) {
        const attempts = await Promise.allSettled(
          Array.from({ length: writers }, (_, writer) => append(stream, expected, event('Raced', { round, writer }))),
        );
        const won = attempts.filter((attempt) => attempt.status === 'fulfilled');
        assert.equal(won.length, 1, `round ${round}`);
        for (const attempt of attempts) {
          if (attempt.status === 'rejected')
            assert.equal((attempt.reason as { type: unknown }).type, ErrorType.WRONG_EXPECTED_VERSION);
        }
        expected = BigInt(round);
      }
      assert.deepEqual(
        await revisions(store.client.readStream(stream)),
        Array.from({ length: rounds }, (_, index) => index),
      );
    });

    it('many writers of many streams each get their own revisions', async () => {
      const streams = Array.from({ length: 40 }, () => store.stream());
      await Promise.all(
        streams.map(async (stream) => {
          let expected: bigint | 'no_stream' = NO_STREAM;
          for (let index = 0; index < 10; index++)
            expected = (await append(stream, expected, event('Noted', { index }))).nextExpectedRevision;
          assert.equal(expected, 9n);
        }),
      );
      const [last] = await all(store.client.readStream(streams[7], { direction: BACKWARDS, fromRevision: 'end', maxCount: 1 }));
      assert.deepEqual([last.event?.revision, last.event?.data], [9n, { index: 9 }]);
    });

    it('an append whose deadline has passed is not written', async () => {
      const stream = store.stream();
      const late = store.client.appendToStream(stream, event('Late'), {
        ...options,
        expectedRevision: NO_STREAM,
        deadline: -60_000,
      });
      assert.equal((await refusal(late)).type, ErrorType.DEADLINE_EXCEEDED);
      assert.equal((await append(stream, NO_STREAM, event('InTime'))).nextExpectedRevision, 0n);
    });

    it('an append without events writes nothing', async () => {
      const stream = store.stream();
      await append(stream, NO_STREAM, event('Opened'));
      assert.equal((await append(stream, 0n)).nextExpectedRevision, 0n);
      assert.deepEqual(await revisions(store.client.readStream(stream)), [0]);
    });
  });
}
