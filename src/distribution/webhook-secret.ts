/** Secrets of webhooks: sealed in the log, opened to sign what is sent. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Sealed } from './distribution-list.events.js';

const PREFIX = 'whsec_';
const [LEAST_BYTES, MOST_BYTES] = [24, 64];

/** Standard Webhooks 1.0: `whsec_` and 24 to 64 bytes in base64. @returns undefined for anything else. */
export const readWebhookSecret = (text: string): Buffer | undefined => {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const secret = Buffer.from(text.slice(PREFIX.length), 'base64');
  return secret.length >= LEAST_BYTES && secret.length <= MOST_BYTES ? secret : undefined;
};

const keyOf = (instanceKey: Buffer): Buffer => Buffer.from(hkdfSync('sha256', instanceKey, '', 'webhook secrets', 32));

/** @param receiverId that it belongs to; it opens for no other. */
export const seal = (instanceKey: Buffer, receiverId: string, secret: Buffer): Sealed => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(instanceKey), nonce).setAAD(Buffer.from(receiverId));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return { nonce: nonce.toString('base64'), sealed: sealed.toString('base64'), tag: cipher.getAuthTag().toString('base64') };
};

/** @throws Error when it was sealed with another instance key, or for another receiver. */
export const unseal = (instanceKey: Buffer, receiverId: string, { nonce, sealed, tag }: Sealed): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(instanceKey), Buffer.from(nonce, 'base64'))
    .setAAD(Buffer.from(receiverId))
    .setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
};

/** The headers of Standard Webhooks 1.0. @param seconds since the epoch. */
export const signed = (secret: Buffer, id: string, seconds: number, body: string): Readonly<Record<string, string>> => ({
  'webhook-id': id,
  'webhook-timestamp': String(seconds),
  'webhook-signature': `v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')}`,
});
