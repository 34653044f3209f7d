/** The key that receipts are signed with: Ed25519 (RFC 8032), made of the instance key. */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../json/canonical-json.js';

/** RFC 8037 §2, with the id that RFC 7638 gives it. */
export interface ReceiptJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

export interface ReceiptKey {
  readonly privateKey: KeyObject;
  readonly jwk: ReceiptJwk;
}

const SEED_BYTES = 32;
/** RFC 8410 §7: what stands before the seed in PKCS #8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** RFC 7638: SHA-256 of the required members in canonical form, base64url. */
export const thumbprint = (x: string): string =>
  createHash('sha256')
    .update(canonicalJson({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');

/** The same instance key gives the same signing key; the signing key tells nothing of it (HKDF, RFC 5869). */
export const receiptKeyOf = (instanceKey: Buffer): ReceiptKey => {
  const seed = Buffer.from(hkdfSync('sha256', instanceKey, '', 'exchange receipts', SEED_BYTES));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, jwk: { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprint(x), alg: 'EdDSA', use: 'sig' } };
};
