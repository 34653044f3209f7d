/** Writes decided in memory: given what streams hold, when writes come in, then these are recorded and answered. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ExpectedRevision, ProposedEvent } from '../../../../src/embedded/event-store-node/recorded-event.js';
import { StreamBook, streamHead } from '../../../../src/embedded/event-store-node/stream-book.js';
import { softDeletion } from '../../../../src/embedded/event-store-node/stream-metadata.js';
import { Transaction, olderEventKey, requiredRevision } from '../../../../src/embedded/event-store-node/transaction.js';

const NOW = Date.UTC(2024, 1, 29);
const empty = Buffer.alloc(0);
const proposed = (type = 'Noted', id: string = randomUUID()): ProposedEvent => ({
  id,
  type,
  isJson: true,
  data: Buffer.from('{}'),
  metadata: empty,
});

interface Given {
  readonly revision: number;
  readonly metadata?: Buffer;
}

function given(streams: Record<string, Given>, older: Record<string, { id: string; position: number }> = {}) {
  const book = new StreamBook(1000);
  for (const [stream, { revision, metadata }] of Object.entries(streams)) {
    book.setHead(stream, streamHead(stream, revision, metadata ?? null));
    book.setHead(`$$${stream}`, streamHead(`$$${stream}`, metadata ? 0 : -1, null));
  }
  const transaction = new Transaction(book, new Map(Object.entries(older)), NOW);
  const append = (stream: string, expected: ExpectedRevision, ...events: ProposedEvent[]) =>
    transaction.append(stream, expected, events);
  const recorded = () => transaction.events.map(({ stream, revision, type }) => `${stream}@${revision} ${type}`);
  return { book, transaction, append, recorded };
}

describe('transaction', () => {
  it('numbers events from the head of their stream and places each behind the one before', () => {
    const { append, transaction, recorded } = given({ a: { revision: 4 }, b: { revision: -1 } });
    assert.deepEqual(append('a', 4n, proposed(), proposed('Closed')), {
      is: 'written',
      revision: 6,
      position: transaction.events[1].position,
    });
    append('b', 'no_stream', proposed('Opened'));
    assert.deepEqual(recorded(), ['a@5 Noted', 'a@6 Closed', 'b@0 Opened']);
    const positions = [1000, ...transaction.events.map(({ position }) => position)];
    for (let index = 1; index < positions.length; index++) assert.ok(positions[index] > positions[index - 1] + 1);
    assert.ok(transaction.events.every(({ created }) => created === NOW));
  });

  it('lets a later write of the same commit see the earlier one', () => {
    const { append } = given({ a: { revision: -1 } });
    append('a', 'no_stream', proposed());
    assert.deepEqual(append('a', 'no_stream', proposed()), { is: 'wrong-expected-version', current: 0 });
    assert.equal(append('a', 0n, proposed()).is, 'written');
  });

  it('answers a repetition of the same commit with the first result', () => {
    const { append, recorded } = given({ a: { revision: -1 } });
    const event = proposed();
    assert.deepEqual(append('a', 'no_stream', event), append('a', 'no_stream', event));
    assert.deepEqual(append('a', 'any', event), append('a', 'no_stream', event));
    assert.deepEqual(recorded(), ['a@0 Noted']);
  });

  it('recognises events written long ago by what stands at their revisions', () => {
    const [one, two] = [proposed(), proposed()];
    const older = {
      [olderEventKey('a', 0)]: { id: one.id, position: 70 },
      [olderEventKey('a', 1)]: { id: two.id, position: 140 },
    };
    const { append, recorded } = given({ a: { revision: 3 } }, older);
    assert.deepEqual(append('a', 'no_stream', one, two), { is: 'written', revision: 1, position: 140 });
    assert.deepEqual(append('a', 0n, two), { is: 'written', revision: 1, position: 140 });
    assert.deepEqual(append('a', 'no_stream', one, proposed()), { is: 'wrong-expected-version', current: 3 });
    assert.deepEqual(append('a', 'no_stream', two), { is: 'wrong-expected-version', current: 3 });
    assert.deepEqual(recorded(), []);
  });

  it('with any, some ids known and some not is a wrong revision', () => {
    const { append } = given({ a: { revision: -1 } });
    const event = proposed();
    append('a', 'any', event);
    assert.deepEqual(append('a', 'any', event, proposed()), { is: 'wrong-expected-version', current: 0 });
  });

  it('refuses revisions no stream can have', () => {
    const { append } = given({ a: { revision: 3 } });
    assert.equal(requiredRevision(2n ** 64n - 1n), Infinity);
    assert.deepEqual(append('a', 2n ** 64n - 1n, proposed()), { is: 'wrong-expected-version', current: 3 });
  });

  it('writes to a soft-deleted stream make it visible from there on and keep its other metadata', () => {
    const metadata = Buffer.from('{"$maxCount":5,"$tb":9223372036854775807}');
    const { append, transaction, recorded } = given({ a: { revision: 7, metadata } });
    assert.equal(append('a', 'no_stream', proposed()).is, 'written');
    assert.deepEqual(recorded(), ['$$a@1 $metadata', 'a@8 Noted']);
    assert.deepEqual(JSON.parse(transaction.events[0].data.toString()), { $maxCount: 5, $tb: 8 });
    assert.equal(append('a', 'stream_exists', proposed()).is, 'written');
  });

  it('a soft-deleted stream accepts its revision, no_stream and any, and tells stream_exists it is deleted', () => {
    const metadata = softDeletion();
    for (const expected of [7n, 'no_stream', 'any'] as const) {
      assert.equal(given({ a: { revision: 7, metadata } }).append('a', expected, proposed()).is, 'written');
    }
    const { append } = given({ a: { revision: 7, metadata } });
    assert.deepEqual(append('a', 'stream_exists', proposed()), { is: 'stream-deleted' });
    assert.deepEqual(append('a', 6n, proposed()), { is: 'wrong-expected-version', current: 7 });
  });

  it('a soft deletion is a metadata event, seen by the rest of the commit', () => {
    const { append, transaction, recorded } = given({ a: { revision: 2 } });
    assert.deepEqual(transaction.softDelete('a', 1n), { is: 'wrong-expected-version', current: 2 });
    assert.equal(transaction.softDelete('a', 2n).is, 'written');
    assert.deepEqual(transaction.softDelete('a', 'stream_exists'), { is: 'stream-deleted' });
    append('a', 'no_stream', proposed());
    assert.deepEqual(recorded(), ['$$a@0 $metadata', '$$a@1 $metadata', 'a@3 Noted']);
    assert.deepEqual(transaction.touched, new Set(['$$a', 'a']));
  });

  it('an append to a metadata stream sets the metadata of its stream', () => {
    const { book, append } = given({ a: { revision: 2 } });
    append('$$a', 'any', { ...proposed('$metadata'), data: softDeletion() });
    assert.equal(book.head('a')?.softDeleted, true);
  });

  it('stream_exists needs an event or metadata', () => {
    const { append } = given({ a: { revision: -1 }, b: { revision: -1, metadata: Buffer.from('{}') } });
    assert.deepEqual(append('a', 'stream_exists', proposed()), { is: 'wrong-expected-version', current: -1 });
    assert.equal(append('b', 'stream_exists', proposed()).is, 'written');
  });

  it('an append of nothing changes nothing', () => {
    const { append, recorded } = given({ a: { revision: 2 } });
    assert.deepEqual(append('a', 2n), { is: 'written', revision: 2, position: undefined });
    assert.deepEqual(append('a', 'any'), { is: 'written', revision: 2, position: undefined });
    assert.deepEqual(recorded(), []);
  });
});
