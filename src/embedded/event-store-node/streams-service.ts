/** The Streams service: routes each call to what serves it, and knows the calls in progress. */
import type {
  Server,
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  sendUnaryData,
} from '@grpc/grpc-js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { DeleteReq, DeleteResp, ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { BatchAppendCall, serveAppend } from './appends.js';
import { serveDelete } from './deletes.js';
import type { HotTail } from './hot-tail.js';
import { ReadOutlet } from './read-outlet.js';
import { readRequest } from './read-request.js';
import type { Reader } from './reader.js';
import { serveAllRead, serveStreamRead } from './reads.js';
import { refusalFor, unavailable } from './refusals.js';
import { serveAllSubscription, serveStreamSubscription } from './subscriptions.js';
import { refuseMethod } from './unimplemented.js';
import { decodeBatchAppend, type BatchAppendMessage } from './wire/append-messages.js';
import type { Writer } from './writer.js';

/** Messages this node encodes and decodes itself pass through the definitions as bytes. */
const asBytes = (bytes: Buffer): Buffer => bytes;
const { read, append, batchAppend, delete: softDelete, tombstone } = streamsGrpc.StreamsService;
const STREAMS: ServiceDefinition = {
  read: { ...read, responseSerialize: asBytes },
  append: { ...append, requestDeserialize: asBytes, responseSerialize: asBytes },
  batchAppend: { ...batchAppend, requestDeserialize: decodeBatchAppend, responseSerialize: asBytes },
  delete: softDelete,
  tombstone,
};

export class StreamsService {
  private readonly outlets = new Set<ReadOutlet>();
  private readonly batchAppends = new Set<BatchAppendCall>();

  constructor(
    private readonly writer: Writer,
    private readonly reader: Reader,
    private readonly tail: HotTail,
    private readonly log: (line: string) => void,
  ) {}

  register(server: Server): void {
    server.addService(STREAMS, {
      read: (call: ServerWritableStream<ReadReq, Buffer>) => void this.read(call),
      append: (call: ServerReadableStream<Buffer, Buffer>, callback: sendUnaryData<Buffer>) =>
        serveAppend(call, callback, this.writer, this.log),
      batchAppend: (call: ServerDuplexStream<BatchAppendMessage, Buffer>) => this.batchAppend(call),
      delete: (call: ServerUnaryCall<DeleteReq, DeleteResp>, callback: sendUnaryData<DeleteResp>) =>
        serveDelete(call, callback, this.writer, this.log),
      tombstone: refuseMethod(tombstone.path),
    });
  }

  /** Ends every read and subscription with UNAVAILABLE. */
  refuseReads(): void {
    for (const outlet of this.outlets) outlet.refuse(unavailable());
  }

  /** Ends every batch append with UNAVAILABLE. */
  refuseAppends(): void {
    for (const call of this.batchAppends) call.refuse();
  }

  private async read(call: ServerWritableStream<ReadReq, Buffer>): Promise<void> {
    const outlet = new ReadOutlet(call);
    this.outlets.add(outlet);
    try {
      const request = readRequest(call.request, this.tail.end);
      if (request.of === 'stream') {
        if (request.count === undefined) await serveStreamSubscription(outlet, request, this.reader, this.tail);
        else await serveStreamRead(outlet, request, this.reader);
      } else if (request.count === undefined) await serveAllSubscription(outlet, request, this.reader, this.tail);
      else await serveAllRead(outlet, request, this.reader, this.tail);
    } catch (error) {
      outlet.refuse(refusalFor(error, this.log));
    } finally {
      this.outlets.delete(outlet);
    }
  }

  private batchAppend(call: ServerDuplexStream<BatchAppendMessage, Buffer>): void {
    const appends = new BatchAppendCall(call, this.writer);
    this.batchAppends.add(appends);
    call.once('close', () => this.batchAppends.delete(appends));
  }
}
