/** Sends webhooks, to public addresses only unless the settings say otherwise. */
import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { failed, type Outcome } from './outcome.js';
import { signed } from './webhook-secret.js';

const TIMEOUT_MS = 15_000;
const GONE = 410;

class NotPublic extends Error {}

const isWithin = (address: ipaddr.IPv4 | ipaddr.IPv6, network: string): boolean => {
  const [range, bits] = ipaddr.isValidCIDR(network)
    ? ipaddr.parseCIDR(network)
    : ([ipaddr.parse(network), ipaddr.parse(network).kind() === 'ipv4' ? 32 : 128] as const);
  return address.kind() === range.kind() && address.match(range, bits);
};

/** @param networks that are allowed although they are not public. */
export const mayBeReached = (address: string, networks: readonly string[]): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' || networks.some((network) => isWithin(parsed, network));
};

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** @returns why a webhook cannot go there; undefined when it can. Names are looked up when something is sent. */
export const refusedUrl = (text: string, networks: readonly string[]): string | undefined => {
  if (!URL.canParse(text)) return 'must be an https:// URL';
  const url = new URL(text);
  if (url.username || url.password || url.hash) return 'must be a URL without user name, password or fragment';
  const host = hostOf(url);
  const allowed = isIP(host) !== 0 && networks.some((network) => ipaddr.isValid(host) && isWithin(ipaddr.process(host), network));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowed)) return 'must be an https:// URL';
  if (isIP(host) !== 0 && !mayBeReached(host, networks)) return 'must be a public address, or one that WEBHOOK_NETWORKS allows';
  return undefined;
};

export interface Webhook {
  readonly url: string;
  readonly secret: Buffer;
  /** The same for every attempt. */
  readonly id: string;
  readonly body: string;
}

export class WebhookSender {
  constructor(
    private readonly networks: readonly string[],
    private readonly now: () => Date,
  ) {}

  /** Follows no redirection: it could lead where the address itself may not. */
  async send({ url, secret, id, body }: Webhook): Promise<Outcome> {
    if (refusedUrl(url, this.networks) !== undefined) return failed('the address is not public');
    const target = new URL(url);
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...signed(secret, id, Math.floor(this.now().getTime() / 1000), body),
    };
    try {
      const status = await this.post(target, headers, body);
      if (status >= 200 && status < 300) return { sent: true, response: `HTTP ${status}` };
      return failed(`HTTP ${status}`, status === GONE);
    } catch (error) {
      if (error instanceof NotPublic) return failed('the address is not public');
      return failed(`not reached (${String((error as { code?: unknown }).code ?? 'failed')})`);
    }
  }

  private post(target: URL, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const { request } = target.protocol === 'https:' ? https : http;
    return new Promise((done, refuse) => {
      const options = {
        method: 'POST',
        headers,
        lookup: this.publicLookup,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        agent: false,
      };
      const sending = request(target, options, (response) => {
        response.resume();
        done(response.statusCode!);
      });
      sending.once('error', refuse);
      sending.end(body);
    });
  }

  /** The address that is looked at is the one that is connected to. */
  private readonly publicLookup: LookupFunction = (host, options, answer) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return answer(error, '', 0);
      if (addresses.length === 0 || !addresses.every(({ address }) => mayBeReached(address, this.networks)))
        return answer(new NotPublic(), '', 0);
      return options.all ? answer(null, addresses) : answer(null, addresses[0].address, addresses[0].family);
    });
  };
}
