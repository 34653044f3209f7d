/** What opens a share: the secret of its link, and a password. Neither is kept, only what they are recognised by. */
import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordHash } from './report-share.events.js';

const SECRET_BYTES = 32;
const TOKEN = /^shr_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;
const HASH_BYTES = 32;
const derive = promisify<string, Buffer, number, Buffer>(scrypt);

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

export const tokenOf = (shareId: string, secret: Buffer): string => `shr_${shareId}.${secret.toString('base64url')}`;

/** @returns undefined for text that is no token. */
export const readToken = (token: string): { readonly shareId: string; readonly secret: Buffer } | undefined => {
  const [, shareId, secret] = TOKEN.exec(token) ?? [];
  return shareId === undefined || secret === undefined ? undefined : { shareId, secret: Buffer.from(secret, 'base64url') };
};

const digest = (secret: Buffer): Buffer => createHash('sha256').update(secret).digest();
export const secretHashOf = (secret: Buffer): string => digest(secret).toString('hex');

const NO_HASH = '0'.repeat(64);
/** Takes as long for a wrong secret as for the right one. */
export const isSecret = (secret: Buffer, secretHash: string | null | undefined): boolean =>
  timingSafeEqual(digest(secret), Buffer.from(secretHash ?? NO_HASH, 'hex'));

export const passwordHashOf = async (password: string): Promise<PasswordHash> => {
  const salt = randomBytes(16);
  const hash = await derive(password.normalize('NFKC'), salt, HASH_BYTES);
  return { salt: salt.toString('base64url'), hash: hash.toString('base64url') };
};

const NO_PASSWORD: PasswordHash = { salt: '', hash: Buffer.alloc(HASH_BYTES).toString('base64url') };
/** Takes as long where there is no password to be asked for. */
export const isPassword = async (given: string, expected: PasswordHash | null | undefined): Promise<boolean> => {
  const { salt, hash } = expected ?? NO_PASSWORD;
  const derived = await derive(given.normalize('NFKC'), Buffer.from(salt, 'base64url'), HASH_BYTES);
  const same = timingSafeEqual(derived, Buffer.from(hash, 'base64url'));
  return expected ? same : true;
};

/** Tells the viewers of one share apart, and those of two shares not at all: HMAC-SHA-256, its first 132 bits. */
export const viewerOf = (instanceKey: Buffer, shareId: string, address: string, agent: string): string =>
  createHmac('sha256', instanceKey)
    .update(JSON.stringify(['share viewer', shareId, address, agent]))
    .digest('base64url')
    .slice(0, 22);
