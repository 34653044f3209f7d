/** Appends over the client's connection, and puts each request together itself: the client's general encoding costs more than all the rest. */
import { convertToCommandError, type EventStoreDBClient } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsProtocol from '@eventstore/db-client/generated/streams_pb.js';
import type { CallOptions, Client, ClientDuplexStream, Metadata, ServiceError } from '@grpc/grpc-js';
import { ProtobufFields } from './protobuf-fields.js';
import { ProtobufMessage } from './protobuf-message.js';
import { withDeadline } from './with-deadline.js';

const { BatchAppendResp } = streamsProtocol;
const { batchAppend } = streamsGrpc.StreamsService;

/** An event to append: JSON, as it is to be stored. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

export const newEvent = (id: string, type: string, data: unknown, metadata: unknown): NewEvent => ({
  id,
  type,
  data: JSON.stringify(data),
  metadata: JSON.stringify(metadata),
});

/** The event store answered that it did not append. */
export class AppendRefused extends Error {
  /** @param reason type of the answer's details in `event_store.client`, such as WrongExpectedVersion. */
  constructor(
    readonly reason: string,
    stream: string,
  ) {
    super(`the append to ${stream} was refused: ${reason}`);
    this.name = 'AppendRefused';
  }
}

export interface AppendedEvents {
  readonly revision: bigint;
  /** Commit position of the last event; undefined when the store does not tell. */
  readonly position: bigint | undefined;
}

interface Pending {
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly waitsUntil: number;
  readonly resolve: (appended: AppendedEvents) => void;
  readonly reject: (error: Error) => void;
}
type Requests = ClientDuplexStream<Buffer, Buffer>;
interface Channel {
  readonly requests: Requests;
  readonly pending: Map<number, Pending>;
}

/** What the client offers to its own kinds of calls: discovery, TLS, credentials, and following the leader. */
interface Calls {
  GRPCStreamCreator(
    service: typeof streamsGrpc.StreamsClient,
    name: string,
    creator: (client: Client) => Requests,
  ): () => Promise<Requests>;
  callArguments(options: object, callOptions: CallOptions): [Metadata, CallOptions];
}

/** After its deadline the store says that it is late; a store that says nothing at all is not waited for much longer. */
const GRACE_MS = 1_000;
const LOOK_EVERY_MS = 250;
/** What follows on an answer is the same for each: done together it is done faster, and others have the thread in between. */
const TOLD_AT_ONCE = 64;
const OPENING_MS = 5_000;

const asTheyAre = (message: Buffer): Buffer => message;

/** The appends of one client: they share a call, and are sent in the order in which they are asked for. */
export class BatchAppends {
  private channel: Promise<Channel> | undefined;
  private count = 0;

  constructor(private readonly client: EventStoreDBClient) {}

  /**
   * @param expected the stream's current revision; undefined for a stream that does not exist.
   * @param deadlineMs after which the store is no longer to begin with it.
   * @throws AppendRefused; CommandError of the client when the call breaks, Error when no answer comes: then the outcome is not known.
   */
  async append(
    stream: string,
    expected: bigint | undefined,
    events: readonly NewEvent[],
    deadlineMs: number,
  ): Promise<AppendedEvents> {
    this.channel ??= this.open();
    const { requests, pending } = await this.channel;
    this.count += 1;
    const correlation = this.count;
    const deadline = Date.now() + deadlineMs;
    return new Promise((resolve, reject) => {
      pending.set(correlation, { stream, waitsUntil: deadline + GRACE_MS, resolve, reject });
      requests.write(requestOf(correlation, stream, expected, events, deadline));
    });
  }

  private async open(): Promise<Channel> {
    const calls = this.client as unknown as Calls;
    const opening = calls.GRPCStreamCreator(streamsGrpc.StreamsClient, 'appendToStream', (service) =>
      service.makeBidiStreamRequest(batchAppend.path, asTheyAre, asTheyAre, ...calls.callArguments({}, { deadline: Infinity })),
    );
    const pending = new Map<number, Pending>();
    const answers = new Answers();
    // One for all: a timer for each append costs more than to send it.
    const looking = setInterval(() => {
      // An answer that is here is not late.
      answers.all();
      refuseLate(pending);
    }, LOOK_EVERY_MS).unref();
    const end = (error: Error): void => {
      clearInterval(looking);
      this.channel = undefined;
      answers.all();
      for (const { reject } of pending.values()) reject(error);
      pending.clear();
    };
    try {
      const requests = await withDeadline(opening(), OPENING_MS);
      requests.on('data', (message: Buffer) => answers.add(() => settle(message, pending)));
      requests.on('error', (error: ServiceError) => end(convertToCommandError(error)));
      requests.on('end', () => {
        requests.end();
        end(new Error('the connection was closed'));
      });
      return { requests, pending };
    } catch (error) {
      end(error as Error);
      throw error;
    }
  }
}

/** Tells answers in the order in which they come, those that come together one right after the other. */
class Answers {
  private readonly waiting: (() => void)[] = [];

  add(tell: () => void): void {
    if (this.waiting.push(tell) === 1) setImmediate(this.some);
  }

  all(): void {
    for (const tell of this.waiting.splice(0)) tell();
  }

  private readonly some = (): void => {
    const now = this.waiting.splice(0, TOLD_AT_ONCE);
    if (this.waiting.length > 0) setImmediate(this.some);
    for (const tell of now) tell();
  };
}

const refuseLate = (pending: Map<number, Pending>): void => {
  const now = Date.now();
  for (const [correlation, { stream, waitsUntil, reject }] of pending) {
    if (waitsUntil > now) continue;
    pending.delete(correlation);
    reject(new Error(`no answer in time to the append to ${stream}`));
  }
};

/** Of the fields beside events: ids, tags, lengths, a deadline. */
const ROOM = 256;
const MOST_BYTES_OF_A_CHARACTER = 3;
const textRoom = (text: string): number => text.length * MOST_BYTES_OF_A_CHARACTER;

/** BatchAppendReq of `event_store.client.streams` (streams.proto of EventStoreDB), whole in one message. @param deadline milliseconds since the epoch. */
const requestOf = (
  correlation: number,
  stream: string,
  expected: bigint | undefined,
  events: readonly NewEvent[],
  deadline: number,
): Buffer => {
  const room = events.reduce(
    (sum, { id, type, data, metadata }) =>
      sum + Buffer.byteLength(data) + Buffer.byteLength(metadata) + textRoom(id) + textRoom(type) + ROOM,
    textRoom(stream) + ROOM,
  );
  const request = new ProtobufMessage(Buffer.allocUnsafe(room));
  request.integer(4, 1);
  for (const { id, type, data, metadata } of events.toReversed())
    request.message(3, () => {
      request.text(4, data);
      request.text(3, metadata);
      request.message(2, () => {
        request.text(2, 'application/json');
        request.text(1, 'content-type');
      });
      request.message(2, () => {
        request.text(2, type);
        request.text(1, 'type');
      });
      request.message(1, () => request.text(2, id));
    });
  request.message(2, () => {
    request.message(6, () => {
      request.integer(2, (deadline % 1_000) * 1_000_000);
      request.integer(1, Math.floor(deadline / 1_000));
    });
    if (expected === undefined) request.message(3, () => undefined);
    else request.integer(2, Number(expected));
    request.message(1, () => request.text(3, stream));
  });
  request.message(1, () => request.text(2, correlationId(correlation)));
  return request.written();
};

const correlationId = (correlation: number): string => `00000000-0000-4000-8000-${correlation.toString(16).padStart(12, '0')}`;

/** Nobody may be waiting for an answer any more; it passes by. */
const settle = (message: Buffer, pending: Map<number, Pending>): void => {
  const response = new ProtobufFields(message);
  let correlation = 0;
  let success: ProtobufFields | undefined;
  while (response.next()) {
    if (response.number === 1) correlation = correlationOf(response.inner());
    else if (response.number === 3) success = response.inner();
  }
  const waiting = pending.get(correlation);
  pending.delete(correlation);
  if (success) waiting?.resolve(appendedOf(success));
  else waiting?.reject(new AppendRefused(reasonOf(message), waiting.stream));
};

/** Of a UUID as text, or as two halves of 64 bits. */
const correlationOf = (id: ProtobufFields): number => {
  while (id.next()) {
    if (id.number === 2) return Number.parseInt(id.text().slice(-12), 16);
    const halves = id.inner();
    while (halves.next()) if (halves.number === 2) return Number(BigInt.asUintN(48, halves.integer()));
  }
  return 0;
};

const appendedOf = (success: ProtobufFields): AppendedEvents => {
  let revision = 0n;
  let position: bigint | undefined;
  while (success.next()) {
    if (success.number === 1) revision = success.integer();
    else if (success.number === 3) {
      const at = success.inner();
      position = 0n;
      while (at.next()) if (at.number === 1) position = at.integer();
    }
  }
  return { revision, position };
};

const reasonOf = (message: Buffer): string => {
  const error = BatchAppendResp.deserializeBinary(message).getError();
  return error?.getDetails()?.getTypeName().split('.').at(-1) ?? `code ${error?.getCode()}`;
};
