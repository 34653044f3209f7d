/** Clients of the live doors for tests: a WebSocket that speaks graphql-transport-ws, and a reader of server-sent events. */
import { createRequire } from 'node:module';

interface Socket {
  readonly readyState: number;
  send(data: string | Buffer): void;
  close(code?: number): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  on(event: string, listener: (...args: never[]) => void): void;
}
type SocketClass = new (url: string, protocols: string | readonly string[], options?: object) => Socket;

/** As the server's own GraphQL library brings it; Node 20 has no WebSocket of its own. */
const require = createRequire(createRequire(import.meta.url).resolve('mercurius'));
const WebSocket = require('ws') as SocketClass;

export interface Frame {
  readonly type: string;
  readonly id?: string;
  // Each story knows the shape it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly payload?: any;
}
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** Hands out what arrives, in order, to whoever asks. */
class Inbox<T> {
  private readonly arrived: T[] = [];
  private readonly asked: ((item: T) => void)[] = [];

  put(item: T): void {
    const waiting = this.asked.shift();
    if (waiting) waiting(item);
    else this.arrived.push(item);
  }

  take(): Promise<T> {
    const item = this.arrived.shift();
    return item === undefined ? new Promise((resolve) => this.asked.push(resolve)) : Promise.resolve(item);
  }
}

export class LiveClient {
  private readonly inbox = new Inbox<Frame>();
  /** Code and reason of the end of the connection. */
  readonly closed: Promise<Closed>;
  private readonly opened: Promise<void>;

  constructor(
    url: string,
    readonly socket: Socket,
  ) {
    this.socket.on('message', (data: Buffer) => this.inbox.put(JSON.parse(data.toString()) as Frame));
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code: number, reason: Buffer) => resolve({ code, reason: reason.toString() }));
    });
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('open', () => resolve());
      this.socket.on('error', (error: Error) => reject(error));
    });
    this.opened.catch(() => undefined);
  }

  /** Connects without a word; headers are those of the upgrade. */
  static async open(
    url: string,
    { protocol = 'graphql-transport-ws', headers = {} }: { protocol?: string; headers?: Record<string, string> } = {},
  ): Promise<LiveClient> {
    const address = `${url.replace(/^http/, 'ws')}/graphql`;
    const client = new LiveClient(address, new WebSocket(address, protocol, { headers }));
    await client.opened;
    return client;
  }

  /** Connects and says who it speaks for. */
  static async connect(url: string, token: string): Promise<LiveClient> {
    const client = await LiveClient.open(url);
    client.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    const { type } = await client.next();
    if (type !== 'connection_ack') throw new Error(`not acknowledged: ${type}`);
    return client;
  }

  send(message: object | string | Buffer): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** The next message, whichever it is. */
  next(): Promise<Frame> {
    return this.inbox.take();
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

export interface ServerSentEvent {
  readonly event?: string;
  readonly id?: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
}

/** Reads an event stream; comments are passed over. Ends with the stream. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .filter((line) => !line.startsWith(':'))
          .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const),
      );
      text = text.slice(end + 2);
      const data = fields.get('data');
      if (data === undefined) continue;
      const [event, id] = [fields.get('event'), fields.get('id')];
      yield { ...(event === undefined ? {} : { event }), ...(id === undefined ? {} : { id }), data: JSON.parse(data) };
    }
  }
}
