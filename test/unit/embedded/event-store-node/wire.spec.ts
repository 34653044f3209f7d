/** The hand-written protocol encoding against the generated one that the client uses. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import sharedProtocol from '@eventstore/db-client/generated/shared_pb.js';
import streamsProtocol from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import type * as jspb from 'google-protobuf';
import type { RecordedEvent } from '../../../../src/embedded/event-store-node/recorded-event.js';
import {
  InvalidMessage,
  decodeAppend,
  decodeBatchAppend,
} from '../../../../src/embedded/event-store-node/wire/append-messages.js';
import * as replies from '../../../../src/embedded/event-store-node/wire/append-replies.js';
import { bytesField, readFields, varintField } from '../../../../src/embedded/event-store-node/wire/protobuf.js';
import {
  caughtUp,
  checkpoint,
  eventReply,
  fellBehind,
  streamNotFound,
  subscriptionConfirmation,
} from '../../../../src/embedded/event-store-node/wire/read-replies.js';

const { AppendReq, AppendResp, BatchAppendReq, BatchAppendResp, ReadResp } = streamsProtocol;
const { Empty, StreamIdentifier, UUID, WrongExpectedVersion, MaximumAppendSizeExceeded, StreamDeleted, BadRequest } =
  sharedProtocol;

interface Decoder<Message> {
  deserializeBinary(array: Uint8Array): Message;
}

const identifier = (stream: string) => new StreamIdentifier().setStreamName(Buffer.from(stream));
const uuid = (id: string) => new UUID().setString(id);
const bytes = (message: { serializeBinary(): Uint8Array }): Buffer => Buffer.from(message.serializeBinary());

function appendOptions(stream: string, set: (options: InstanceType<typeof AppendReq.Options>) => unknown): Buffer {
  const options = new AppendReq.Options().setStreamIdentifier(identifier(stream));
  set(options);
  return bytes(new AppendReq().setOptions(options));
}

function proposedMessage(id: string, type: string | undefined, contentType = 'application/json') {
  const message = new AppendReq.ProposedMessage()
    .setId(uuid(id))
    .setData(Buffer.from('data'))
    .setCustomMetadata(Buffer.from('meta'));
  if (type !== undefined) message.getMetadataMap().set('type', type);
  message.getMetadataMap().set('content-type', contentType);
  return message;
}

describe('append messages', () => {
  it('say which revision is expected', () => {
    const expected = (set: (options: InstanceType<typeof AppendReq.Options>) => unknown) =>
      decodeAppend(appendOptions('s-é', set)).options?.expected;
    assert.equal(
      expected((options) => options.setAny(new Empty())),
      'any',
    );
    assert.equal(
      expected((options) => options.setNoStream(new Empty())),
      'no_stream',
    );
    assert.equal(
      expected((options) => options.setStreamExists(new Empty())),
      'stream_exists',
    );
    for (const revision of [0n, 1n, 127n, 128n, 2n ** 28n, 2n ** 31n, 2n ** 53n, 2n ** 64n - 1n]) {
      assert.equal(
        expected((options) => options.setRevision(String(revision))),
        revision,
      );
    }
    assert.equal(decodeAppend(appendOptions('s-é', (options) => options.setAny(new Empty()))).options?.stream, 's-é');
  });

  it('carry an event', () => {
    const id = randomUUID();
    const { event } = decodeAppend(bytes(new AppendReq().setProposedMessage(proposedMessage(id.toUpperCase(), 'Type é'))));
    assert.deepEqual(event, { id, type: 'Type é', isJson: true, data: Buffer.from('data'), metadata: Buffer.from('meta') });
    const binary = decodeAppend(bytes(new AppendReq().setProposedMessage(proposedMessage(id, 'T', 'application/octet-stream'))));
    assert.equal(binary.event?.isJson, false);
  });

  it('may carry the id in two halves', () => {
    const halves = new UUID.Structured()
      .setMostSignificantBits(String(0x8899_aabb_ccdd_4eefn - 2n ** 64n))
      .setLeastSignificantBits('255');
    const message = proposedMessage('', 'T').setId(new UUID().setStructured(halves));
    assert.equal(
      decodeAppend(bytes(new AppendReq().setProposedMessage(message))).event?.id,
      '8899aabb-ccdd-4eef-0000-0000000000ff',
    );
  });

  it('that break a rule are told which', () => {
    const broken: [Buffer, RegExp][] = [
      [bytes(new AppendReq().setProposedMessage(proposedMessage('no-uuid', 'T'))), /not a UUID/],
      [bytes(new AppendReq().setProposedMessage(proposedMessage(randomUUID(), undefined))), /lacks type/],
      [bytes(new AppendReq().setProposedMessage(proposedMessage(randomUUID(), 'a\0b'))), /zero character/],
      [appendOptions('', (options) => options.setAny(new Empty())), /name is empty/],
      [appendOptions('a\0', (options) => options.setAny(new Empty())), /zero character/],
      [appendOptions('x'.repeat(2001), (options) => options.setAny(new Empty())), /longer than 2000/],
      [appendOptions('$all', (options) => options.setAny(new Empty())), /\$all/],
      [appendOptions('$$$$s', (options) => options.setAny(new Empty())), /metadata stream of its own/],
      [appendOptions('s', () => undefined), /no expected revision/],
    ];
    for (const [message, said] of broken)
      assert.throws(
        () => decodeAppend(message),
        (error) => error instanceof InvalidMessage && said.test(error.message),
      );
  });

  it('of a batch keep their correlation id, also when they break a rule', () => {
    const id = randomUUID();
    const proposed = new BatchAppendReq.ProposedMessage().setId(uuid('bad')).setData(Buffer.from('x'));
    const message = new BatchAppendReq();
    message.setCorrelationId(uuid(id)).setIsFinal(true).addProposedMessages(proposed);
    const decoded = decodeBatchAppend(bytes(message));
    assert.deepEqual(
      [decoded.isFinal, decoded.events.length, decoded.invalid?.message],
      [true, 0, 'The event id is not a UUID; give every event one'],
    );
    assert.deepEqual(decoded.correlationId, bytes(uuid(id)));
  });
});

describe('append replies', () => {
  it('of a unary append', () => {
    const success = AppendResp.deserializeBinary(replies.appendWritten({ revision: 300, position: 2 ** 52 })).getSuccess();
    assert.deepEqual(
      [success?.getCurrentRevision(), success?.getPosition()?.getCommitPosition(), success?.getPosition()?.getPreparePosition()],
      ['300', String(2 ** 52), String(2 ** 52)],
    );
    const nothing = AppendResp.deserializeBinary(replies.appendWritten({ revision: -1, position: undefined })).getSuccess();
    assert.deepEqual([nothing?.hasNoStream(), nothing?.hasNoPosition()], [true, true]);
    const wrong = AppendResp.deserializeBinary(replies.appendWrongExpectedVersion(-1, 2n ** 64n - 1n)).getWrongExpectedVersion();
    assert.deepEqual([wrong?.hasCurrentNoStream(), wrong?.getExpectedRevision()], [true, String(2n ** 64n - 1n)]);
    const exists = AppendResp.deserializeBinary(replies.appendWrongExpectedVersion(0, 'no_stream')).getWrongExpectedVersion();
    assert.deepEqual(
      [exists?.hasCurrentRevision(), exists?.getCurrentRevision(), exists?.hasExpectedNoStream()],
      [true, '0', true],
    );
  });

  it('of a batch append', () => {
    const correlation = uuid(randomUUID());
    const stream = bytes(identifier('s'));
    const written = BatchAppendResp.deserializeBinary(
      replies.batchWritten(bytes(correlation), stream, { revision: 0, position: 77 }),
    );
    assert.equal(written.getCorrelationId()?.getString(), correlation.getString());
    assert.deepEqual(
      [written.getSuccess()?.getCurrentRevision(), written.getSuccess()?.getPosition()?.getCommitPosition()],
      ['0', '77'],
    );
    assert.equal(Buffer.from(written.getStreamIdentifier()!.getStreamName_asU8()).toString(), 's');
  });

  it('of a refused batch append carry details by type', () => {
    const details = (refusal: replies.BatchRefusal) =>
      BatchAppendResp.deserializeBinary(replies.batchRefused(bytes(uuid(randomUUID())), bytes(identifier('s')), refusal))
        .getError()!
        .getDetails()!;
    const unpack = <Message extends jspb.Message>(refusal: replies.BatchRefusal, type: Decoder<Message>): Message =>
      details(refusal).unpack((array) => type.deserializeBinary(array), `event_store.client.${refusal.detailsType}`)!;
    const wrong = unpack(replies.wrongExpectedVersion(4, 'stream_exists'), WrongExpectedVersion);
    assert.deepEqual([wrong.getCurrentStreamRevision(), wrong.hasExpectedStreamExists()], ['4', true]);
    const revision = unpack(replies.wrongExpectedVersion(-1, 9n), WrongExpectedVersion);
    assert.deepEqual([revision.hasCurrentNoStream(), revision.getExpectedStreamPosition()], [true, '9']);
    assert.equal(unpack(replies.maximumAppendSizeExceeded(), MaximumAppendSizeExceeded).getMaxappendsize(), 1_048_576);
    assert.ok(unpack(replies.streamDeleted(bytes(identifier('s'))), StreamDeleted).hasStreamIdentifier());
    assert.equal(unpack(replies.badRequest('because'), BadRequest).getMessage(), 'because');
    assert.equal(details(replies.timedOut()).getTypeName(), 'event_store.client.Timeout');
  });
});

describe('read replies', () => {
  const anyEvent: fc.Arbitrary<RecordedEvent> = fc.record(
    {
      position: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      stream: fc.string({ minLength: 1, unit: 'grapheme' }),
      revision: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      id: fc.uuid(),
      type: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }),
      isJson: fc.boolean(),
      created: fc.integer({ min: 0, max: Date.UTC(2200, 0) }),
      data: fc.uint8Array({ maxLength: 5_000 }).map((array) => Buffer.from(array)),
      metadata: fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    },
    { noNullPrototype: true },
  );

  it('carry every event unchanged', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const read = ReadResp.deserializeBinary(eventReply(event)).getEvent()!;
        const recorded = read.getEvent()!;
        const properties = recorded.getMetadataMap();
        assert.deepEqual(
          {
            position: Number(recorded.getCommitPosition()),
            stream: Buffer.from(recorded.getStreamIdentifier()!.getStreamName_asU8()).toString(),
            revision: Number(recorded.getStreamRevision()),
            id: recorded.getId()!.getString(),
            type: properties.get('type'),
            isJson: properties.get('content-type') === 'application/json',
            created: Number(BigInt(properties.get('created')!) / 10_000n),
            data: Buffer.from(recorded.getData_asU8()),
            metadata: Buffer.from(recorded.getCustomMetadata_asU8()),
          },
          event,
        );
        assert.deepEqual(
          [read.getCommitPosition(), recorded.getPreparePosition()],
          [recorded.getCommitPosition(), recorded.getCommitPosition()],
        );
      }),
    );
  });

  it('of subscriptions and missing streams', () => {
    assert.equal(ReadResp.deserializeBinary(subscriptionConfirmation('x')).getConfirmation()?.getSubscriptionId(), 'x');
    const reached = ReadResp.deserializeBinary(checkpoint(2 ** 40)).getCheckpoint();
    assert.deepEqual([reached?.getCommitPosition(), reached?.getPreparePosition()], [String(2 ** 40), String(2 ** 40)]);
    const missing = ReadResp.deserializeBinary(streamNotFound('s é')).getStreamNotFound()?.getStreamIdentifier();
    assert.equal(Buffer.from(missing!.getStreamName_asU8()).toString(), 's é');
    assert.ok(ReadResp.deserializeBinary(caughtUp()).hasCaughtUp());
    assert.ok(ReadResp.deserializeBinary(fellBehind()).hasFellBehind());
  });
});

describe('protocol bytes', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
        fc.uint8Array({ maxLength: 400 }),
        (number, value, content) => {
          const [integer, delimited] = readFields(
            Buffer.concat([varintField(number, value), bytesField(number, Buffer.from(content))]),
          );
          assert.deepEqual([integer.number, integer.varint], [number, BigInt(value)]);
          assert.deepEqual([delimited.number, delimited.bytes], [number, Buffer.from(content)]);
        },
      ),
    );
  });

  it('that are malformed are refused, never read past their end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        try {
          decodeBatchAppend(Buffer.from(noise));
        } catch (error) {
          assert.ok(error instanceof RangeError || error instanceof InvalidMessage, String(error));
        }
      }),
      { numRuns: 2_000 },
    );
    assert.throws(() => readFields(Buffer.from([0x0a, 0x05, 0x01])), RangeError);
    assert.throws(() => readFields(Buffer.alloc(11, 0xff)), RangeError);
  });
});
