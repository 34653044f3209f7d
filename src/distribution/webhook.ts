/** Sends webhooks, to public addresses only unless the settings say otherwise. */
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { guardedLookup, NotReachable } from '../outbound/guarded-lookup.js';
import { refusedUrl } from '../outbound/networks.js';
import { failed, type Outcome } from './outcome.js';
import { signed } from './webhook-secret.js';

const TIMEOUT_MS = 15_000;
const GONE = 410;

const SETTING = 'WEBHOOK_NETWORKS';

/** @returns why a webhook cannot go there; undefined when it can. */
export const refusedWebhook = (url: string, networks: readonly string[]): string | undefined =>
  refusedUrl(url, networks, SETTING);

export interface Webhook {
  readonly url: string;
  readonly secret: Buffer;
  /** The same for every attempt. */
  readonly id: string;
  readonly body: string;
}

export class WebhookSender {
  private readonly lookup: LookupFunction;

  constructor(
    private readonly networks: readonly string[],
    private readonly now: () => Date,
  ) {
    this.lookup = guardedLookup(networks);
  }

  /** Follows no redirection: it could lead where the address itself may not. */
  async send({ url, secret, id, body }: Webhook): Promise<Outcome> {
    if (refusedWebhook(url, this.networks) !== undefined) return failed('the address is not public');
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
      if (error instanceof NotReachable) return failed('the address is not public');
      return failed(`not reached (${String((error as { code?: unknown }).code ?? 'failed')})`);
    }
  }

  private post(target: URL, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const { request } = target.protocol === 'https:' ? https : http;
    return new Promise((done, refuse) => {
      const options = {
        method: 'POST',
        headers,
        lookup: this.lookup,
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
}
