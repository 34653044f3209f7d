/** Reads $all over the client's connection, and takes each answer apart itself: the client's general decoding costs more than all the rest. */
import type { EventStoreDBClient, RecordedEvent as StoreEvent } from '@eventstore/db-client';
import sharedProtocol from '@eventstore/db-client/generated/shared_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsProtocol from '@eventstore/db-client/generated/streams_pb.js';
import type { CallOptions, Client, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import { ProtobufFields } from './protobuf-fields.js';

const { Empty } = sharedProtocol;
const { ReadReq } = streamsProtocol;
const { read } = streamsGrpc.StreamsService;

/** An event of $all as the client would give it out. */
export type AllEvent = StoreEvent & { readonly position: { readonly commit: bigint; readonly prepare: bigint } };

/** What the client offers to its own kinds of calls: discovery, TLS, credentials, and following the leader. */
interface Calls {
  GRPCStreamCreator(
    service: typeof streamsGrpc.StreamsClient,
    name: string,
    creator: (client: Client) => ClientReadableStream<Answer>,
  ): () => Promise<ClientReadableStream<Answer>>;
  callArguments(options: object, callOptions: CallOptions): [Metadata, CallOptions];
}

/** The event of a ReadResp of `event_store.client.streams`; none for confirmations, checkpoints and the like. */
interface Answer {
  readonly event: AllEvent | undefined;
}
const NO_EVENT: Answer = { event: undefined };

/**
 * Events of $all from a position, inclusive, as they arrive together; with `subscribe` from behind it, going on with what comes.
 * @throws what the connection breaks with, also when the signal aborts.
 */
export async function* allEvents(
  client: EventStoreDBClient,
  from: bigint | undefined,
  subscribe: boolean,
  signal?: AbortSignal,
): AsyncGenerator<readonly AllEvent[]> {
  const calls = client as unknown as Calls;
  const open = calls.GRPCStreamCreator(streamsGrpc.StreamsClient, subscribe ? 'subscribeToAll' : 'readAll', (service) =>
    service.makeServerStreamRequest(
      read.path,
      read.requestSerialize,
      decode,
      requestOf(from, subscribe),
      ...calls.callArguments({}, { deadline: Infinity }),
    ),
  );
  const stream = await open();
  let failure: Error | undefined;
  let ended = false;
  let wake = (): void => undefined;
  const end = (error?: Error): void => {
    failure ??= error;
    ended = true;
    wake();
  };
  // Not at once: a call that is cancelled from within its own events fails inside grpc-js (grpc-node issues 1464 and 1652).
  const cancel = (): void => void setImmediate(() => stream.cancel());
  stream.on('readable', () => wake());
  stream.on('error', end);
  stream.on('end', () => end());
  stream.on('close', () => end(stream.readableEnded ? undefined : new Error('the connection was closed')));
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (signal?.aborted) cancel();
    for (;;) {
      const events: AllEvent[] = [];
      for (let answer = stream.read() as Answer | null; answer !== null; answer = stream.read() as Answer | null)
        if (answer.event) events.push(answer.event);
      if (events.length > 0) yield events;
      else if (failure) throw failure;
      else if (ended) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (!ended) cancel();
  }
}

const requestOf = (from: bigint | undefined, subscribe: boolean) => {
  const all = new ReadReq.Options.AllOptions();
  if (from === undefined) all.setStart(new Empty());
  else {
    const position = new ReadReq.Options.Position();
    position.setCommitPosition(`${from}`);
    position.setPreparePosition(`${from}`);
    all.setPosition(position);
  }
  const ids = new ReadReq.Options.UUIDOption();
  ids.setString(new Empty());
  const options = new ReadReq.Options();
  options.setAll(all);
  if (subscribe) options.setSubscription(new ReadReq.Options.SubscriptionOptions());
  else options.setCount(`${Number.MAX_SAFE_INTEGER}`);
  options.setReadDirection(ReadReq.Options.ReadDirection.FORWARDS);
  options.setUuidOption(ids);
  options.setNoFilter(new Empty());
  const request = new ReadReq();
  request.setOptions(options);
  return request;
};

/** ReadResp { ReadEvent event = 1 { RecordedEvent event = 1 } }, streams.proto of EventStoreDB. */
const decode = (message: Buffer): Answer => {
  const response = new ProtobufFields(message);
  while (response.next()) {
    if (response.number !== 1) continue;
    const resolved = response.inner();
    while (resolved.next()) if (resolved.number === 1) return { event: recordedEvent(resolved.inner()) };
  }
  return NO_EVENT;
};

const recordedEvent = (fields: ProtobufFields): AllEvent => {
  const { bytes } = fields;
  let [id, streamId, type, contentType, created] = ['', '', '', '', ''];
  let [revision, prepare, commit] = [0n, 0n, 0n];
  let metadata: Buffer = NO_BYTES;
  let data: Buffer = NO_BYTES;
  while (fields.next())
    switch (fields.number) {
      case 1:
        id = textIn(fields.inner(), 2);
        break;
      case 2:
        streamId = textIn(fields.inner(), 3);
        break;
      case 3:
        revision = fields.integer();
        break;
      case 4:
        prepare = fields.integer();
        break;
      case 5:
        commit = fields.integer();
        break;
      case 6: {
        const value = textIn(fields.inner(), 2);
        const key = textIn(fields.inner(), 1);
        if (key === 'type') type = value;
        else if (key === 'created') created = value;
        else if (key === 'content-type') contentType = value;
        break;
      }
      case 7:
        metadata = bytes.subarray(fields.start, fields.end);
        break;
      case 8:
        data = bytes.subarray(fields.start, fields.end);
        break;
    }
  const isJson = contentType === 'application/json';
  return {
    streamId,
    id,
    revision,
    type,
    isJson,
    data: isJson ? parsed(data, (text) => text) : data,
    metadata: metadata.length > 0 ? parsed(metadata, () => metadata) : undefined,
    // In ticks of 100 ns since the epoch.
    created: new Date(Number(created.slice(0, -4))),
    position: { commit, prepare },
  } as AllEvent;
};

const NO_BYTES = Buffer.alloc(0);

const textIn = (fields: ProtobufFields, number: number): string => {
  while (fields.next()) if (fields.number === number) return fields.text();
  return '';
};

/** What is no JSON after all is given out as it stands; its contract refuses it. */
const parsed = (bytes: Buffer, otherwise: (text: string) => unknown): unknown => {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return otherwise(text);
  }
};
