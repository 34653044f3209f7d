/** Serves Delete: the soft deletion of a stream. */
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import streamsProtocol from '@eventstore/db-client/generated/streams_pb.js';
import type { DeleteReq, DeleteResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision } from './recorded-event.js';
import { deadlineExceeded, refusalFor, streamDeleted, unavailable, wrongExpectedVersion } from './refusals.js';
import { isMetadataStream } from './stream-metadata.js';
import { InvalidMessage, appendableStream } from './wire/append-messages.js';
import type { WriteOutcome, Writer } from './writer.js';

export function serveDelete(
  call: ServerUnaryCall<DeleteReq, DeleteResp>,
  callback: sendUnaryData<DeleteResp>,
  writer: Writer,
  log: (line: string) => void,
): void {
  try {
    const { stream, expected } = deletion(call.request);
    writer.submit({
      kind: 'soft-delete',
      stream,
      expected,
      deadline: Infinity, // the call's own deadline cancels it
      abandoned: () => call.cancelled,
      reply: (outcome) => {
        if (!call.cancelled) reply(stream, expected, outcome, callback);
      },
    });
  } catch (error) {
    callback(refusalFor(error, log));
  }
}

function deletion(request: DeleteReq): { stream: string; expected: ExpectedRevision } {
  const options = request.getOptions();
  if (!options) throw new InvalidMessage('The deletion has no options');
  const stream = appendableStream(Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'));
  if (isMetadataStream(stream)) throw new InvalidMessage('A metadata stream cannot be deleted; write new metadata instead');
  if (options.hasNoStream()) return { stream, expected: 'no_stream' };
  if (options.hasAny()) return { stream, expected: 'any' };
  if (options.hasStreamExists()) return { stream, expected: 'stream_exists' };
  if (options.hasRevision()) return { stream, expected: BigInt(options.getRevision()) };
  throw new InvalidMessage('The deletion names no expected revision');
}

function reply(stream: string, expected: ExpectedRevision, outcome: WriteOutcome, callback: sendUnaryData<DeleteResp>): void {
  switch (outcome.is) {
    case 'written':
      return callback(null, deleted(outcome.position));
    case 'wrong-expected-version':
      return callback(wrongExpectedVersion(stream, expected, outcome.current));
    case 'stream-deleted':
      return callback(streamDeleted(stream));
    case 'timeout':
      return callback(deadlineExceeded());
    case 'unavailable':
      return callback(unavailable());
  }
}

function deleted(position: number | undefined): DeleteResp {
  const response = new streamsProtocol.DeleteResp();
  if (position === undefined) return response;
  const at = new streamsProtocol.DeleteResp.Position();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  return response.setPosition(at);
}
