/** Requests to one server: to its own origin and to allowed addresses alone, bounded in time and size. */
import http from 'node:http';
import https from 'node:https';
import { guardedLookup, NotReachable, type Resolve } from '../../outbound/guarded-lookup.js';
import { refusedUrl } from '../../outbound/networks.js';
import { failureOfStatus, RemoteFailure, type StatusWords } from './remote-failure.js';
import { retryAfterMs } from './retry-after.js';

/** The setting that names the networks, for messages. */
export const NETWORKS_SETTING = 'EXCHANGE_NETWORKS';

/** PEM each where it is of a certificate. */
export type RemoteCredentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };

export interface RemoteLimits {
  /** Of the body of an answer. */
  readonly bodyBytes: number;
  /** Between two pieces of an answer. */
  readonly idleMs: number;
  /** For a request and its whole answer. */
  readonly requestMs: number;
}
export const REMOTE_LIMITS: RemoteLimits = { bodyBytes: 64 * 1024 ** 2, idleMs: 30_000, requestMs: 180_000 };

/** What every connection of this process is made with. */
export interface RemoteNetwork {
  /** That may be reached although they are not public. */
  readonly networks: readonly string[];
  readonly limits: RemoteLimits;
  readonly now: () => Date;
  /** How names are looked up; by the system when left out. */
  readonly resolve?: Resolve;
}

export interface RemoteServer {
  /** Only to URLs of its origin. */
  readonly url: string;
  readonly credentials?: RemoteCredentials | undefined;
  /** Certificates in PEM that are trusted instead of those of the system. */
  readonly authority?: string | undefined;
}

export interface RemoteRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: Buffer | undefined;
  /** Besides those of success (2xx), statuses that are no failure. */
  readonly accepts?: readonly number[];
  readonly words: StatusWords;
  /** What to do about an answer that is too large. */
  readonly tooMuch: string;
}
export interface RemoteHead {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
}
/** The body of an answer as it comes. */
export interface RemoteBody {
  readonly pieces: AsyncIterable<Buffer>;
  /** Lets through what is within the limit of a body. @throws RemoteFailure too_much */
  readonly bounded: (pieces: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
}

const authorizationOf = (credentials: RemoteCredentials | undefined): Readonly<Record<string, string>> => {
  switch (credentials?.kind) {
    case 'basic': {
      const { username, password } = credentials;
      return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    }
    case 'bearer':
      return { authorization: `Bearer ${credentials.token}` };
    default:
      return {};
  }
};

/** Without a query: it may hold what is secret. */
const shownLocation = (location: string | undefined, base: URL): string | undefined => {
  if (location === undefined || !URL.canParse(location, base.href)) return undefined;
  const { origin, pathname } = new URL(location, base);
  return `${origin}${pathname}`.slice(0, 500);
};

const stalled = (): RemoteFailure =>
  new RemoteFailure('stalled', 'The server began and did not finish its answer in time. It is asked again later.');

/** The whole of a body, in memory. */
export const wholeBody = async (pieces: AsyncIterable<Buffer>): Promise<Buffer> => {
  const whole: Buffer[] = [];
  for await (const piece of pieces) whole.push(piece);
  return Buffer.concat(whole);
};

const passedOver = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
  for await (const piece of pieces) void piece;
};

export class RemoteConnection {
  readonly origin: string;
  private readonly agent: http.Agent;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    { url, credentials, authority }: RemoteServer,
    private readonly network: RemoteNetwork,
    private readonly signal?: AbortSignal,
  ) {
    const { origin, protocol } = new URL(url);
    this.origin = origin;
    this.headers = { 'user-agent': 'intelligence-ledger', ...authorizationOf(credentials) };
    const options = { keepAlive: true, maxSockets: 4, lookup: guardedLookup(network.networks, network.resolve) };
    this.agent =
      protocol === 'https:'
        ? new https.Agent({
            ...options,
            rejectUnauthorized: true,
            minVersion: 'TLSv1.2',
            ...(authority === undefined ? {} : { ca: authority }),
            ...(credentials?.kind === 'certificate' ? { cert: credentials.certificate, key: credentials.privateKey } : {}),
          })
        : new http.Agent(options);
  }

  /**
   * @param take reads the body of an answer that is no failure, to its end.
   * @throws RemoteFailure, the reason of the signal, or what `take` throws.
   */
  async ask<Answer>(asked: RemoteRequest, take: (head: RemoteHead, body: RemoteBody) => Promise<Answer>): Promise<Answer> {
    const refusal = refusedUrl(asked.url, this.network.networks, NETWORKS_SETTING);
    if (refusal !== undefined) throw new RemoteFailure('address_not_allowed', `The address of the server ${refusal}.`);
    const url = new URL(asked.url);
    if (url.origin !== this.origin)
      throw new RemoteFailure('address_not_allowed', `${url.origin} is another server; credentials go to ${this.origin} alone.`);
    return this.send(url, asked, (response) => this.received(url, asked, response, take));
  }

  close(): void {
    this.agent.destroy();
  }

  private send<Answer>(
    url: URL,
    { method, headers, body }: RemoteRequest,
    answered: (response: http.IncomingMessage) => Promise<Answer>,
  ): Promise<Answer> {
    const { limits } = this.network;
    const { request } = url.protocol === 'https:' ? https : http;
    const deadline = AbortSignal.timeout(limits.requestMs);
    const signal = this.signal ? AbortSignal.any([deadline, this.signal]) : deadline;
    return new Promise((done, refuse) => {
      // Destroyed with an error, a connection that the agent has taken back would throw it at nobody.
      const giveUp = (error: Error): void => {
        refuse(error);
        sending.destroy();
      };
      const options = { method, headers: { ...this.headers, ...headers }, agent: this.agent, signal };
      const sending = request(url, options, (response) => void answered(response).then(done, giveUp));
      sending.setTimeout(limits.idleMs, () => giveUp(stalled()));
      sending.on('error', (error) => refuse(this.failureOf(error)));
      sending.end(body);
    });
  }

  private async received<Answer>(
    url: URL,
    { accepts = [], words, tooMuch }: RemoteRequest,
    response: http.IncomingMessage,
    take: (head: RemoteHead, body: RemoteBody) => Promise<Answer>,
  ): Promise<Answer> {
    const { headers, statusCode } = response;
    const status = statusCode!;
    const bounded = (pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> => this.bounded(pieces, tooMuch);
    const pieces = bounded(this.piecesOf(response));
    if ((status >= 200 && status < 300) || accepts.includes(status)) return take({ status, headers }, { pieces, bounded });
    await passedOver(pieces);
    throw failureOfStatus(status, words, {
      location: shownLocation(headers.location, url),
      retryAfterMs: retryAfterMs(headers['retry-after'], this.network.now()),
    });
  }

  private async *piecesOf(response: http.IncomingMessage): AsyncGenerator<Buffer> {
    try {
      for await (const piece of response) yield piece as Buffer;
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  private async *bounded(pieces: AsyncIterable<Buffer>, tooMuch: string): AsyncGenerator<Buffer> {
    const { bodyBytes } = this.network.limits;
    let bytes = 0;
    for await (const piece of pieces) {
      bytes += piece.byteLength;
      if (bytes > bodyBytes)
        throw new RemoteFailure('too_much', `The server's answer is larger than ${bodyBytes} bytes. ${tooMuch}`);
      yield piece;
    }
  }

  private failureOf(error: unknown): Error {
    const { code, name } = error as { code?: unknown; name?: string };
    if (this.signal?.aborted) return this.signal.reason as Error;
    if (error instanceof NotReachable)
      return new RemoteFailure(
        'address_not_allowed',
        `The name of the server leads to an address that is not public. Allow it with ${NETWORKS_SETTING} if it is meant.`,
      );
    if (name === 'TimeoutError' || name === 'AbortError') return stalled();
    if (code === 'ECONNRESET' || String(code).startsWith('HPE_'))
      return new RemoteFailure('broken_answer', "The server's answer broke off. It is asked again later.");
    return new RemoteFailure('unreachable', `The server is not reached (${String(code ?? 'failed')}). Check its address.`);
  }
}
