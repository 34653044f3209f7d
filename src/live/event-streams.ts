/** Writes a subscription as server-sent events (WHATWG HTML §9.2). */
import type { ServerResponse } from 'node:http';
import {
  type FormattedExecutionResult,
  getNamedType,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  isRequiredArgument,
  parse,
} from 'graphql';
import type { FastifyReply } from 'fastify';
import type { Subject } from '../access/actor.js';
import type { Unauthenticated } from '../auth/unauthenticated.js';
import type { LiveConnection, LiveConnections } from './live-connections.js';
import type { LiveEvent } from './live-event.js';
import type { LiveOperations, Operation, Reader } from './live-operations.js';

/** After a broken connection a client waits this long before it comes again. */
const RETRY_MS = 2_000;
/** How long the network may take to carry the last of a stream. */
const CLOSE_WITHIN_MS = 500;
/** Of a dashboard's figures. */
const MAX_DEPTH = 5;

export class EventStreams {
  private readonly operations = new Map<string, Operation>();

  constructor(
    private readonly schema: () => GraphQLSchema,
    private readonly live: LiveOperations,
    private readonly connections: LiveConnections,
  ) {}

  /**
   * Answers with a stream that ends with the connection, the token or the process.
   * @throws what refuses the reader, before anything is written.
   */
  async open(field: string, variables: Record<string, unknown>, reader: Reader, reply: FastifyReply): Promise<void> {
    this.connections.check(reader.subject);
    this.connections.admit(reader.subject);
    const operation = { ...this.operationOf(field), variables };
    const events = await this.live.subscribe(operation, reader).catch((error: unknown) => {
      throw causeOf(error);
    });
    reply.hijack();
    const headers = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined));
    reply.raw.writeHead(200, {
      ...(headers as Record<string, string>),
      'x-correlation-id': reader.request.id,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies would keep back what is not a full buffer.
      'x-accel-buffering': 'no',
    });
    await new EventStream(reply.raw, events, reader, this.connections, this.live).run((event) =>
      this.live.answer(operation, event, reader),
    );
  }

  /** Asks for everything that a field has to say. */
  private operationOf(field: string): Operation {
    const known = this.operations.get(field);
    if (known) return known;
    const root = this.schema().getSubscriptionType()!.getFields()[field];
    const declared = root.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
    const passed = root.args.map(({ name }) => `${name}: $${name}`).join(', ');
    const text = `subscription (${declared}) { ${field}(${passed}) ${selectionOf(getNamedType(root.type) as GraphQLObjectType, MAX_DEPTH)} }`;
    const operation: Operation = {
      document: parse(text),
      operationName: undefined,
      variables: undefined,
      key: `event stream ${field}`,
      written: ({ data }: FormattedExecutionResult) => JSON.stringify(data![field]),
    };
    this.operations.set(field, operation);
    return operation;
  }
}

/** Every field without arguments that are required; pages are for queries. */
const selectionOf = (type: GraphQLObjectType, depth: number): string => {
  const fields = Object.values(type.getFields()).flatMap(({ name, type: of, args, deprecationReason }) => {
    if (args.some(isRequiredArgument) || deprecationReason != null) return [];
    const named = getNamedType(of);
    if (!isObjectType(named)) return [name];
    const inner = depth === 0 || named.name.endsWith('Connection') ? '' : selectionOf(named, depth - 1);
    return inner === '' ? [] : [`${name} ${inner}`];
  });
  return fields.length === 0 ? '' : `{ ${fields.join(' ')} }`;
};

/** What refused a subscription, as REST answers it. */
const causeOf = (error: unknown): unknown => {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return (first as GraphQLError).originalError ?? first;
};

class EventStream implements LiveConnection {
  readonly subject: Subject;
  private readonly opened: Promise<void>;
  private ended = false;
  private flushed = true;

  constructor(
    private readonly response: ServerResponse,
    private readonly events: AsyncIterableIterator<LiveEvent>,
    private readonly reader: Reader,
    private readonly connections: LiveConnections,
    private readonly live: LiveOperations,
  ) {
    this.subject = reader.subject;
    response.on('close', () => this.leave());
    connections.add(this);
    this.opened = this.write(`retry: ${RETRY_MS}\n\n`);
  }

  async run(answer: (event: LiveEvent) => Promise<string>): Promise<void> {
    try {
      await this.opened;
      for await (const event of this.events) {
        const text = await answer(event);
        if (this.ended) return;
        this.connections.check(this.subject);
        await this.write(`id: ${event.position}\ndata: ${text}\n\n`);
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.leave();
      this.response.end();
    }
  }

  /** A comment, which clients pass over; one that was not taken since the last time ends the stream. */
  ping(): void {
    if (!this.flushed) return void this.response.destroy();
    this.flushed = false;
    void this.write(': still here\n\n').then(() => (this.flushed = true));
  }

  expire(error: Unauthenticated): void {
    this.fail(error);
    this.goAway();
  }

  goAway(): void {
    this.leave();
    this.response.end();
    setTimeout(() => this.response.destroy(), CLOSE_WITHIN_MS).unref();
  }

  private fail(error: unknown): void {
    if (this.ended) return;
    const [{ message, extensions } = { message: '', extensions: {} }] = this.live.errorsOf(error, this.reader);
    this.response.write(`event: error\ndata: ${JSON.stringify({ message, ...extensions })}\n\n`);
  }

  /** Resolves once the network has taken it, or the stream has ended. */
  private write(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.ended) return resolve();
      this.response.write(text, () => resolve());
    });
  }

  private leave(): void {
    this.ended = true;
    this.connections.delete(this);
    void this.events.return?.();
  }
}
