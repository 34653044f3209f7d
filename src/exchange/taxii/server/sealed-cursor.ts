/** `next` of pages: opaque, so that no position of the log is told, and good for the same question alone. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { invalidInput } from '../../../graphql/arguments.js';

const [NONCE, TAG] = [12, 16];

const keyOf = (instanceKey: Buffer): Buffer => Buffer.from(hkdfSync('sha256', instanceKey, '', 'taxii cursors', 32));

/** AES-256-GCM. @param question what was asked, and by whom. */
export const sealCursor = (instanceKey: Buffer, question: string, cursor: string): string => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyOf(instanceKey), nonce).setAAD(Buffer.from(question));
  const sealed = Buffer.concat([cipher.update(cursor, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
};

/** @throws LedgerError INVALID_INPUT for what no page of this question gave. */
export const openCursor = (instanceKey: Buffer, question: string, next: string): string => {
  try {
    const bytes = Buffer.from(next, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', keyOf(instanceKey), bytes.subarray(0, NONCE))
      .setAAD(Buffer.from(question))
      .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
  } catch {
    throw invalidInput([
      { path: 'next', message: 'is not one that a page with these filters gave; ask without it to begin again' },
    ]);
  }
};
