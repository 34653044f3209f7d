/** What opens a share: the secret of its link, and a password. Neither is kept, only what they are recognised by. */
import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordHash } from './share-link.measure.js';

const SECRET_BYTES = 32;
const TOKEN = /^([a-z]+)_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;
const HASH_BYTES = 32;
const derive = promisify<string, Buffer, number, Buffer>(scrypt);

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

/** The tokens of links of one sort, told apart by how they begin. */
export interface LinkTokens {
  readonly write: (shareId: string, secret: Buffer) => string;
  /** @returns undefined for text that is no such token. */
  readonly read: (token: string) => { readonly shareId: string; readonly secret: Buffer } | undefined;
}

const tokensOf = (sort: string): LinkTokens => ({
  write: (shareId, secret) => `${sort}_${shareId}.${secret.toString('base64url')}`,
  read: (token) => {
    const [, given, shareId, secret] = TOKEN.exec(token) ?? [];
    return given === sort ? { shareId, secret: Buffer.from(secret, 'base64url') } : undefined;
  },
});
export const reportTokens = tokensOf('shr');
export const dashboardTokens = tokensOf('dsh');

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
