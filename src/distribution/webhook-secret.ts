/** Secrets of webhooks: sealed in the log, opened to sign what is sent. */
import { createHmac } from 'node:crypto';
import { Sealing } from '../secrets/sealing.js';
import type { Sealed } from './distribution-list.events.js';

const PREFIX = 'whsec_';
const [LEAST_BYTES, MOST_BYTES] = [24, 64];

/** Standard Webhooks 1.0: `whsec_` and 24 to 64 bytes in base64. @returns undefined for anything else. */
export const readWebhookSecret = (text: string): Buffer | undefined => {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const secret = Buffer.from(text.slice(PREFIX.length), 'base64');
  return secret.length >= LEAST_BYTES && secret.length <= MOST_BYTES ? secret : undefined;
};

const sealingWith = (instanceKey: Buffer): Sealing => new Sealing(instanceKey, 'webhook secrets');

/** @param receiverId that it belongs to; it opens for no other. */
export const seal = (instanceKey: Buffer, receiverId: string, secret: Buffer): Sealed =>
  sealingWith(instanceKey).seal(receiverId, secret);

/** @throws Error when it was sealed with another instance key, or for another receiver. */
export const unseal = (instanceKey: Buffer, receiverId: string, sealed: Sealed): Buffer =>
  sealingWith(instanceKey).unseal(receiverId, sealed);

/** The headers of Standard Webhooks 1.0. @param seconds since the epoch. */
export const signed = (secret: Buffer, id: string, seconds: number, body: string): Readonly<Record<string, string>> => ({
  'webhook-id': id,
  'webhook-timestamp': String(seconds),
  'webhook-signature': `v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')}`,
});
