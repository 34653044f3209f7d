/** Writing Protocol Buffers messages. */
import assert from 'node:assert/strict';
import { bytesField, varintField } from '../../../src/embedded/event-store-node/wire/protobuf.js';
import { ProtobufMessage } from '../../../src/ledger/esdb/protobuf-message.js';

describe('a message that is written', () => {
  it('has its fields in order, messages within messages', () => {
    const message = new ProtobufMessage(Buffer.alloc(400));
    message.message(6, () => {
      message.text(2, 'x'.repeat(200));
      message.text(1, 'clé');
    });
    message.message(5, () => undefined);
    message.integer(3, 300);
    assert.deepEqual(
      message.written(),
      Buffer.concat([varintField(3, 300), bytesField(5), bytesField(6, bytesField(1, 'clé'), bytesField(2, 'x'.repeat(200)))]),
    );
  });

  it('holds whole numbers up to 2^53', () => {
    for (const value of [0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 49, Number.MAX_SAFE_INTEGER]) {
      const message = new ProtobufMessage(Buffer.alloc(16));
      message.integer(1, value);
      assert.deepEqual(message.written(), varintField(1, value));
    }
  });

  it('is refused when there is no room for it', () => {
    const message = new ProtobufMessage(Buffer.alloc(4));
    assert.throws(() => {
      message.text(1, '12345678');
      message.written();
    }, RangeError);
  });
});
