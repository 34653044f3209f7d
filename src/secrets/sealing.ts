/** Keeps secrets under a key of this instance: AES-256-GCM, a key per purpose by HKDF-SHA-256 (NIST SP 800-38D, RFC 5869). */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Base64 each. */
export interface SealedSecret {
  readonly nonce: string;
  readonly sealed: string;
  readonly tag: string;
}

export class Sealing {
  private readonly key: Buffer;

  /** @param purpose keeps what is sealed for one thing from being opened as another. */
  constructor(instanceKey: Buffer, purpose: string) {
    this.key = Buffer.from(hkdfSync('sha256', instanceKey, '', purpose, 32));
  }

  /** @param owner that it belongs to; it opens for no other. */
  seal(owner: string, secret: Buffer): SealedSecret {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return {
      nonce: nonce.toString('base64'),
      sealed: sealed.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
    };
  }

  /** @throws Error when it was sealed with another instance key, for another purpose or for another owner. */
  unseal(owner: string, { nonce, sealed, tag }: SealedSecret): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.key, Buffer.from(nonce, 'base64'), { authTagLength: 16 })
      .setAAD(Buffer.from(owner))
      .setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
  }
}
