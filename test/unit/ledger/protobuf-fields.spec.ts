/** Walking over Protocol Buffers messages. */
import assert from 'node:assert/strict';
import { bytesField, varintField } from '../../../src/embedded/event-store-node/wire/protobuf.js';
import { ProtobufFields } from '../../../src/ledger/esdb/protobuf-fields.js';

describe('the fields of a message', () => {
  it('come one after the other, messages within messages', () => {
    const fields = new ProtobufFields(
      Buffer.concat([varintField(3, 300), bytesField(6, bytesField(1, 'clé'), bytesField(2, 'v'))]),
    );
    assert.deepEqual([fields.next(), fields.number, fields.integer()], [true, 3, 300n]);
    assert.deepEqual([fields.next(), fields.number], [true, 6]);
    const inner = fields.inner();
    assert.deepEqual([inner.next(), inner.text(), inner.next(), inner.text(), inner.next()], [true, 'clé', true, 'v', false]);
    assert.equal(fields.next(), false);
  });

  it('are exact up to the largest unsigned 64-bit integer', () => {
    for (const value of [0n, 127n, 128n, 2n ** 49n - 1n, 2n ** 49n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 64n - 1n]) {
      const bytes = [1 << 3];
      let rest = value;
      for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
      const fields = new ProtobufFields(Buffer.from([...bytes, Number(rest)]));
      assert.equal(fields.next(), true);
      assert.equal(fields.integer(), value);
    }
  });

  it('skip what has a fixed size', () => {
    const fields = new ProtobufFields(Buffer.from([0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x18, 5]));
    const numbers = [];
    while (fields.next()) numbers.push(fields.number);
    assert.deepEqual(numbers, [1, 2, 3]);
  });

  it('are refused when the message is cut off or malformed', () => {
    for (const bytes of [[0x0a], [0x0a, 5, 1], [0x08, 0x80], [0x08], [0x0b], [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]])
      assert.throws(() => new ProtobufFields(Buffer.from(bytes)).next(), RangeError);
  });
});
