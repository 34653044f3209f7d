/** One WebSocket of the graphql-transport-ws protocol (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md), for subscriptions. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { FastifyRequest } from 'fastify';
import type { Subject } from '../access/actor.js';
import { authenticateHeader } from '../auth/bearer.js';
import type { TokenVerifier } from '../auth/token-verifier.js';
import { Unauthenticated } from '../auth/unauthenticated.js';
import { failureOf } from '../http/problem.js';
import type { LiveConnection, LiveConnections } from './live-connections.js';
import type { LiveEvent } from './live-event.js';
import type { LiveOperations, Reader } from './live-operations.js';

export const PROTOCOL = 'graphql-transport-ws';

/** What is used of the socket that the server's WebSocket library hands over. */
export interface WebSocketLike {
  readonly protocol: string;
  readonly OPEN: number;
  readonly readyState: number;
  send(text: string, sent: (error?: Error) => void): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void;
  on(event: 'pong' | 'close', listener: () => void): void;
}

export interface SocketParts {
  readonly verifier: TokenVerifier;
  readonly connections: LiveConnections;
  readonly operations: LiveOperations;
  readonly subscriptionsPerConnection: number;
  readonly messagesPerMinute: number;
  /** People are remembered when they come in by any door. */
  readonly welcome: (subject: Subject) => Promise<void>;
}

const INIT_WITHIN_MS = 5_000;
/** How long the other side may take to say goodbye. */
const CLOSE_WITHIN_MS = 500;
const MINUTE_MS = 60_000;
const MAX_ID = 200;
/** Close reasons are at most 123 bytes (RFC 6455 §5.5). */
const MAX_REASON = 120;

/** Close codes: RFC 6455 §7.4.1, and those of the protocol. */
const GOING_AWAY = 1001;
const PROTOCOL_ERROR = 1002;
const INTERNAL_ERROR = 1011;
const TRY_AGAIN_LATER = 1013;
const INVALID_MESSAGE = 4400;
const UNAUTHORIZED = 4401;
const INIT_TIMEOUT = 4408;
const SUBSCRIBER_EXISTS = 4409;
const TOO_MANY = 4429;

interface Message {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: unknown;
}

/** Ends the connection. */
class Goodbye extends Error {
  constructor(
    readonly code: number,
    reason: string,
  ) {
    super(reason);
  }
}

export class LiveSocket implements LiveConnection {
  subject: Subject | undefined;
  private readonly subscriptions = new Map<string, AsyncIterator<LiveEvent> | undefined>();
  private readonly initTimer: NodeJS.Timeout;
  private endTimer: NodeJS.Timeout | undefined;
  private welcomed = false;
  private closing = false;
  private alive = true;
  private minute = 0;
  private messages = 0;
  private handled: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: WebSocketLike,
    private readonly request: FastifyRequest,
    private readonly parts: SocketParts,
  ) {
    this.initTimer = setTimeout(() => this.end(INIT_TIMEOUT, 'Connection initialisation timeout'), INIT_WITHIN_MS);
    parts.connections.add(this);
    socket.on('close', () => this.closed());
    socket.on('pong', () => (this.alive = true));
    socket.on('message', (data, isBinary) => this.take(data, isBinary));
    if (socket.protocol !== PROTOCOL) this.end(PROTOCOL_ERROR, `Use the WebSocket subprotocol ${PROTOCOL}.`);
  }

  ping(): void {
    if (!this.alive) return this.socket.terminate();
    this.alive = false;
    this.socket.ping();
  }

  expire(error: Unauthenticated): void {
    this.end(UNAUTHORIZED, `Unauthorized: ${error.message}`);
  }

  goAway(): void {
    this.end(GOING_AWAY, 'The server stops. Connect again and resume from your last position.');
  }

  /** One message after the other; meanwhile nothing more is read, so a flood waits in the network. */
  private take(data: Buffer, isBinary: boolean): void {
    this.socket.pause();
    this.handled = this.handled
      .then(() => (this.closing ? undefined : this.handle(data, isBinary)))
      .catch((error: unknown) => {
        if (error instanceof Goodbye) return this.end(error.code, error.message);
        const { code, message } = failureOf(error);
        if (code === 'UNAUTHENTICATED') return this.end(UNAUTHORIZED, `Unauthorized: ${message}`);
        if (code === 'RATE_LIMITED') return this.end(TOO_MANY, message);
        this.end(code === 'UNAVAILABLE' ? TRY_AGAIN_LATER : INTERNAL_ERROR, message);
      })
      .finally(() => this.socket.resume());
  }

  private async handle(data: Buffer, isBinary: boolean): Promise<void> {
    this.countMessage();
    const message = isBinary ? undefined : parsed(data);
    switch (message?.type) {
      case 'connection_init':
        return this.initialise(message.payload);
      case 'ping':
        return this.send({ type: 'pong' });
      case 'pong':
        return;
      case 'subscribe':
        return this.subscribe(message);
      case 'complete':
        return this.unsubscribe(message);
      default:
        throw new Goodbye(
          INVALID_MESSAGE,
          `Invalid message: send a text message of ${PROTOCOL}, a JSON object with a known type.`,
        );
    }
  }

  private countMessage(): void {
    const minute = Math.floor(performance.now() / MINUTE_MS);
    this.messages = minute === this.minute ? this.messages + 1 : 1;
    this.minute = minute;
    if (this.messages > this.parts.messagesPerMinute) throw new Goodbye(TOO_MANY, 'Too many messages; wait a minute.');
  }

  private async initialise(payload: unknown): Promise<void> {
    if (this.welcomed) throw new Goodbye(TOO_MANY, 'Too many initialisation requests');
    this.welcomed = true;
    const { connections, verifier, welcome } = this.parts;
    const given = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
    const authorization = given['authorization'] ?? given['Authorization'];
    const subject =
      authorization === undefined && this.request.subject
        ? this.request.subject
        : await authenticateHeader(verifier, authorization);
    connections.check(subject);
    connections.admit(subject);
    this.subject = subject;
    clearTimeout(this.initTimer);
    await welcome(subject);
    await this.send({ type: 'connection_ack' });
  }

  private async subscribe({ id, payload }: Message): Promise<void> {
    const { subject, request } = this;
    if (!subject) throw new Goodbye(UNAUTHORIZED, 'Unauthorized: send connection_init first.');
    if (typeof id !== 'string' || id === '' || id.length > MAX_ID)
      throw new Goodbye(INVALID_MESSAGE, `Invalid message: subscribe needs an id, a text of 1 to ${MAX_ID} characters.`);
    if (this.subscriptions.has(id)) throw new Goodbye(SUBSCRIBER_EXISTS, `Subscriber for ${id} already exists`);
    const { operations, connections, subscriptionsPerConnection: most } = this.parts;
    const reader: Reader = { subject, request };
    try {
      connections.check(subject);
      if (this.subscriptions.size >= most)
        throw new GraphQLError(`A connection carries at most ${most} subscriptions; complete one, or open another connection.`, {
          extensions: { code: 'RATE_LIMITED' },
        });
      const operation = operations.prepare(payload);
      this.subscriptions.set(id, undefined);
      const events = await operations.subscribe(operation, reader);
      if (this.closing) return void (await events.return?.());
      this.subscriptions.set(id, events);
      void this.deliver(id, events, (event) => operations.answer(operation, event, reader), reader);
    } catch (error) {
      await this.refuse(id, error, reader);
    }
  }

  private async deliver(
    id: string,
    events: AsyncIterableIterator<LiveEvent>,
    answer: (event: LiveEvent) => Promise<string>,
    reader: Reader,
  ): Promise<void> {
    const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    try {
      for await (const event of events) {
        const text = await answer(event);
        if (this.closing || this.subscriptions.get(id) !== events) return;
        this.parts.connections.check(reader.subject);
        await this.sendText(`${head}${text}}`);
      }
      if (!this.closing && this.subscriptions.get(id) === events) {
        this.subscriptions.delete(id);
        await this.send({ id, type: 'complete' });
      }
    } catch (error) {
      if (this.closing || this.subscriptions.get(id) !== events) return;
      if (error instanceof Unauthenticated) return this.expire(error);
      await this.refuse(id, error, reader).catch(() => this.socket.terminate());
    }
  }

  private async refuse(id: string, error: unknown, reader: Reader): Promise<void> {
    this.subscriptions.delete(id);
    const payload: readonly GraphQLFormattedError[] = this.parts.operations.errorsOf(error, reader);
    await this.send({ id, type: 'error', payload });
  }

  private unsubscribe({ id }: Message): void {
    if (typeof id !== 'string') throw new Goodbye(INVALID_MESSAGE, 'Invalid message: complete needs an id.');
    const events = this.subscriptions.get(id);
    this.subscriptions.delete(id);
    void events?.return?.();
  }

  private send(message: object): Promise<void> {
    return this.sendText(JSON.stringify(message));
  }

  /** Resolves once the network has taken it: a slow reader gets no more until then. */
  private sendText(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.socket.readyState !== this.socket.OPEN) return resolve();
      this.socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  private end(code: number, reason: string): void {
    if (this.closing) return;
    this.closing = true;
    clearTimeout(this.initTimer);
    this.leave();
    this.socket.close(code, short(reason));
    this.socket.resume();
    this.endTimer = setTimeout(() => this.socket.terminate(), CLOSE_WITHIN_MS);
  }

  private closed(): void {
    this.closing = true;
    clearTimeout(this.initTimer);
    clearTimeout(this.endTimer);
    this.parts.connections.delete(this);
    this.leave();
  }

  private leave(): void {
    for (const events of this.subscriptions.values()) void events?.return?.();
    this.subscriptions.clear();
  }
}

const parsed = (data: Buffer): Message | undefined => {
  try {
    const message: unknown = JSON.parse(data.toString('utf8'));
    return typeof message === 'object' && message !== null && !Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
};

/** Never ends within a character. */
const short = (reason: string): string => {
  let text = reason;
  while (Buffer.byteLength(text) > MAX_REASON) text = text.slice(0, -1);
  return text.replace(/[\uD800-\uDBFF]$/, '');
};
