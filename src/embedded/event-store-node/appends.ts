/** Serves Append and BatchAppend. */
import type { ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import { MAXIMUM_APPEND_BYTES, appendSize, type ProposedEvent } from './recorded-event.js';
import {
  deadlineExceeded,
  invalidArgument,
  maximumAppendSizeExceeded,
  refusalFor,
  streamDeleted,
  unavailable,
} from './refusals.js';
import { decodeAppend, type AppendOptions, type BatchAppendMessage } from './wire/append-messages.js';
import * as replies from './wire/append-replies.js';
import type { WriteOutcome, Writer } from './writer.js';

/** Serves one unary append: options first, then its events one message each. */
export function serveAppend(
  call: ServerReadableStream<Buffer, Buffer>,
  callback: sendUnaryData<Buffer>,
  writer: Writer,
  log: (line: string) => void,
): void {
  let options: AppendOptions | undefined;
  const events: ProposedEvent[] = [];
  let bytes = 0;
  let answered = false;
  const answer: sendUnaryData<Buffer> = (error, reply) => {
    if (answered || call.cancelled) return;
    answered = true;
    callback(error, reply);
  };
  call.on('data', (message: Buffer) => {
    if (answered) return;
    try {
      const decoded = decodeAppend(message);
      options ??= decoded.options;
      if (!decoded.event) return;
      bytes += appendSize(decoded.event);
      if (bytes > MAXIMUM_APPEND_BYTES) answer(maximumAppendSizeExceeded());
      else events.push(decoded.event);
    } catch (error) {
      answer(refusalFor(error, log));
    }
  });
  call.on('end', () => {
    if (answered) return;
    if (!options) return answer(invalidArgument('The append names no stream'));
    const { stream, expected } = options;
    writer.submit({
      kind: 'append',
      stream,
      expected,
      events,
      bytes,
      deadline: Infinity, // the call's own deadline cancels it
      abandoned: () => call.cancelled,
      reply: (outcome) => {
        switch (outcome.is) {
          case 'written':
            return answer(null, replies.appendWritten(outcome));
          case 'wrong-expected-version':
            return answer(null, replies.appendWrongExpectedVersion(outcome.current, expected));
          case 'stream-deleted':
            return answer(streamDeleted(stream));
          case 'timeout':
            return answer(deadlineExceeded());
          case 'unavailable':
            return answer(unavailable());
        }
      },
    });
  });
}

/** Replies a client may leave unread before no more appends are taken from it. */
const UNSENT_REPLIES = 4096;

interface OpenAppend {
  options: AppendOptions | undefined;
  refusal: replies.BatchRefusal | undefined;
  readonly events: ProposedEvent[];
  bytes: number;
}

/** One BatchAppend call: many appends, told apart by correlation id, each answered exactly once. */
export class BatchAppendCall {
  private readonly open = new Map<string, OpenAppend>();
  private unanswered = 0;
  private halfClosed = false;
  private ended = false;
  private paused = false;

  constructor(
    private readonly call: ServerDuplexStream<BatchAppendMessage, Buffer>,
    private readonly writer: Writer,
  ) {
    call.on('data', (message: BatchAppendMessage) => this.receive(message));
    call.on('end', () => {
      this.halfClosed = true;
      this.endWhenAnswered();
    });
    call.on('cancelled', () => {
      this.ended = true;
    });
  }

  /** Ends the call: everything unanswered is in doubt for the client. */
  refuse(): void {
    if (this.ended) return;
    this.ended = true;
    this.call.emit('error', unavailable());
  }

  private receive(message: BatchAppendMessage): void {
    if (this.ended) return;
    const key = message.correlationId.toString('latin1');
    const append = this.open.get(key) ?? { options: undefined, refusal: undefined, events: [], bytes: 0 };
    append.options ??= message.options;
    if (message.invalid) append.refusal ??= replies.badRequest(message.invalid.message);
    for (const event of message.events) this.add(append, event);
    if (!message.isFinal) {
      this.open.set(key, append);
      return;
    }
    this.open.delete(key);
    this.submit(message.correlationId, append);
  }

  private add(append: OpenAppend, event: ProposedEvent): void {
    append.bytes += appendSize(event);
    if (append.bytes > MAXIMUM_APPEND_BYTES) append.refusal ??= replies.maximumAppendSizeExceeded();
    if (append.refusal) append.events.length = 0;
    else append.events.push(event);
  }

  private submit(correlationId: Buffer, { options, refusal, events, bytes }: OpenAppend): void {
    const identifier = options?.streamIdentifier ?? Buffer.alloc(0);
    const broken = refusal ?? (options ? undefined : replies.badRequest('The append names no stream'));
    if (broken || !options) {
      this.send(replies.batchRefused(correlationId, identifier, broken!));
      return;
    }
    this.unanswered += 1;
    this.writer.submit({
      kind: 'append',
      stream: options.stream,
      expected: options.expected,
      events,
      bytes,
      deadline: options.deadline,
      abandoned: () => this.ended,
      reply: (outcome) => {
        this.unanswered -= 1;
        this.reply(correlationId, options, outcome);
        this.endWhenAnswered();
      },
    });
    if (this.writer.backlogged) this.holdBack(this.writer.relief());
  }

  private reply(correlationId: Buffer, { streamIdentifier, expected }: AppendOptions, outcome: WriteOutcome): void {
    const refused = (refusal: replies.BatchRefusal): void =>
      this.send(replies.batchRefused(correlationId, streamIdentifier, refusal));
    switch (outcome.is) {
      case 'written':
        return this.send(replies.batchWritten(correlationId, streamIdentifier, outcome));
      case 'wrong-expected-version':
        return refused(replies.wrongExpectedVersion(outcome.current, expected));
      case 'stream-deleted':
        return refused(replies.streamDeleted(streamIdentifier));
      case 'timeout':
        return refused(replies.timedOut());
      case 'unavailable':
        return this.refuse();
    }
  }

  private send(reply: Buffer): void {
    if (this.ended) return;
    this.call.write(reply);
    if (this.call.writableLength > UNSENT_REPLIES && !this.paused)
      this.holdBack(new Promise((resolve) => this.call.once('drain', resolve)));
  }

  /** Takes no further appends until `relief`: neither the queue nor the replies grow without bound. */
  private holdBack(relief: Promise<void>): void {
    if (this.paused) return;
    this.paused = true;
    this.call.pause();
    void relief.then(() => {
      this.paused = false;
      this.call.resume();
    });
  }

  private endWhenAnswered(): void {
    if (!this.halfClosed || this.unanswered > 0 || this.ended) return;
    this.ended = true;
    this.call.end();
  }
}
