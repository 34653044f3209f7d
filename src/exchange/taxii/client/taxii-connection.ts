/** Requests to one TAXII server: to its own origin and to allowed addresses alone, bounded in time and size. */
import http from 'node:http';
import https from 'node:https';
import { guardedLookup, NotReachable, type Resolve } from '../../../outbound/guarded-lookup.js';
import { refusedUrl } from '../../../outbound/networks.js';
import { TAXII_MEDIA_TYPE } from '../taxii-resources.js';
import { retryAfterMs } from './retry-after.js';
import { failureOfStatus, TaxiiFailure } from './taxii-failure.js';

/** The setting that names the networks, for messages. */
export const NETWORKS_SETTING = 'EXCHANGE_NETWORKS';

/** PEM each where it is of a certificate. */
export type TaxiiCredentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };

export interface TaxiiLimits {
  /** Of the body of an answer. */
  readonly bodyBytes: number;
  /** Between two pieces of an answer. */
  readonly idleMs: number;
  /** For a request and its whole answer. */
  readonly requestMs: number;
}
export const TAXII_LIMITS: TaxiiLimits = { bodyBytes: 64 * 1024 ** 2, idleMs: 30_000, requestMs: 180_000 };

/** What every connection of this process is made with. */
export interface TaxiiNetwork {
  /** That may be reached although they are not public. */
  readonly networks: readonly string[];
  readonly limits: TaxiiLimits;
  readonly now: () => Date;
  /** How names are looked up; by the system when left out. */
  readonly resolve?: Resolve;
}

export interface TaxiiAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TaxiiServer {
  /** Only to URLs of its origin. */
  readonly url: string;
  readonly credentials?: TaxiiCredentials | undefined;
  /** Certificates in PEM that are trusted instead of those of the system. */
  readonly authority?: string | undefined;
}

const authorizationOf = (credentials: TaxiiCredentials | undefined): Readonly<Record<string, string>> => {
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

class Stalled extends Error {}
class TooMuch extends Error {}

export class TaxiiConnection {
  readonly origin: string;
  private readonly agent: http.Agent;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    { url, credentials, authority }: TaxiiServer,
    private readonly network: TaxiiNetwork,
    private readonly signal?: AbortSignal,
  ) {
    const { origin, protocol } = new URL(url);
    this.origin = origin;
    this.headers = {
      accept: TAXII_MEDIA_TYPE,
      'user-agent': 'intelligence-ledger',
      ...authorizationOf(credentials),
    };
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

  /** @throws TaxiiFailure unless the server answers with a TAXII resource. */
  get(url: string): Promise<TaxiiAnswer> {
    return this.ask('GET', url, undefined);
  }

  /** @throws TaxiiFailure unless the server answers with a TAXII resource. */
  post(url: string, body: Buffer): Promise<TaxiiAnswer> {
    return this.ask('POST', url, body);
  }

  close(): void {
    this.agent.destroy();
  }

  private async ask(method: 'GET' | 'POST', text: string, body: Buffer | undefined): Promise<TaxiiAnswer> {
    const { networks, now } = this.network;
    const refusal = refusedUrl(text, networks, NETWORKS_SETTING);
    if (refusal !== undefined) throw new TaxiiFailure('address_not_allowed', `The address of the server ${refusal}.`);
    const url = new URL(text);
    if (url.origin !== this.origin)
      throw new TaxiiFailure('address_not_allowed', `${url.origin} is another server; credentials go to ${this.origin} alone.`);
    const answer = await this.send(method, url, body).catch((error: unknown) => {
      throw this.failureOf(error);
    });
    const { status, headers } = answer;
    if (status < 200 || status >= 300)
      throw failureOfStatus(status, shownLocation(headers.location, url), retryAfterMs(headers['retry-after'], now()));
    if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity')
      throw new TaxiiFailure('not_taxii', 'The server compresses its answer although it was not asked to. Ask its operator.');
    if (!isTaxii(headers['content-type']))
      throw new TaxiiFailure(
        'not_taxii',
        'What answers there is no TAXII 2.1 server: its answer has another media type. Check the address.',
      );
    return answer;
  }

  private send(method: string, url: URL, body: Buffer | undefined): Promise<TaxiiAnswer> {
    const { limits } = this.network;
    const { request } = url.protocol === 'https:' ? https : http;
    const deadline = AbortSignal.timeout(limits.requestMs);
    const signal = this.signal ? AbortSignal.any([deadline, this.signal]) : deadline;
    const headers = {
      ...this.headers,
      ...(body === undefined ? {} : { 'content-type': TAXII_MEDIA_TYPE, 'content-length': String(body.byteLength) }),
    };
    return new Promise((done, refuse) => {
      // Destroyed with an error, a connection that the agent has taken back would throw it at nobody.
      const giveUp = (error: Error): void => {
        refuse(error);
        sending.destroy();
      };
      const sending = request(url, { method, headers, agent: this.agent, signal }, (response) => {
        const pieces: Buffer[] = [];
        let bytes = 0;
        response.on('data', (piece: Buffer) => {
          bytes += piece.byteLength;
          if (bytes > limits.bodyBytes) giveUp(new TooMuch());
          else pieces.push(piece);
        });
        response.on('error', refuse);
        response.once('end', () =>
          done({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(pieces, bytes) }),
        );
      });
      sending.setTimeout(limits.idleMs, () => giveUp(new Stalled()));
      sending.on('error', refuse);
      sending.end(body);
    });
  }

  private failureOf(error: unknown): Error {
    const { code, name } = error as { code?: unknown; name?: string };
    const { limits } = this.network;
    if (this.signal?.aborted) return this.signal.reason as Error;
    if (error instanceof NotReachable)
      return new TaxiiFailure(
        'address_not_allowed',
        `The name of the server leads to an address that is not public. Allow it with ${NETWORKS_SETTING} if it is meant.`,
      );
    if (error instanceof TooMuch)
      return new TaxiiFailure('too_much', `The server's answer is larger than ${limits.bodyBytes} bytes. Ask for smaller pages.`);
    if (error instanceof Stalled || name === 'TimeoutError' || name === 'AbortError')
      return new TaxiiFailure('stalled', 'The server began and did not finish its answer in time. It is asked again later.');
    if (code === 'ECONNRESET' || String(code).startsWith('HPE_'))
      return new TaxiiFailure('broken_answer', "The server's answer broke off. It is asked again later.");
    return new TaxiiFailure('unreachable', `The server is not reached (${String(code ?? 'failed')}). Check its address.`);
  }
}

/** TAXII 2.1 §1.6.8: without a version it is the newest. */
const isTaxii = (contentType: string | undefined): boolean => {
  const [type, ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const version = parameters
    .find((parameter) => parameter.startsWith('version='))
    ?.slice('version='.length)
    .replaceAll('"', '');
  return type === 'application/taxii+json' && (version === undefined || version === '2.1');
};

/** The JSON of an answer. @throws TaxiiFailure when it is none: it may have broken off. */
export const jsonOf = ({ body }: TaxiiAnswer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new TaxiiFailure('broken_answer', "The server's answer is no JSON. It is asked again later.");
  }
};
