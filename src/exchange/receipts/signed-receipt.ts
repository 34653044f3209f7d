/** A receipt that whoever has the public key can check, without the instance that made it. */
import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, NotCanonicalError } from '../../json/canonical-json.js';
import type { JsonObject } from '../../json/json-value.js';
import { thumbprint } from './receipt-key.js';

export interface SignedReceipt {
  readonly receipt: JsonObject;
  /** Ed25519 over the canonical JSON (RFC 8785) of `receipt`, base64url. */
  readonly signature: string;
  /** RFC 7638 thumbprint of the key. */
  readonly keyId: string;
}
export const SignedReceiptShape = z.object({
  receipt: z.record(z.string(), z.json()),
  signature: z.string(),
  keyId: z.string(),
});

/** Of a JWK set (RFC 7517), the keys that could have signed a receipt. */
export const ReceiptKeys = z.object({
  keys: z.array(z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string() })),
});
export type ReceiptKeys = z.infer<typeof ReceiptKeys>;

/** @returns why it is not to be relied on; undefined: one of the keys signed exactly this. */
export const verifyReceipt = ({ receipt, signature, keyId }: SignedReceipt, { keys }: ReceiptKeys): string | undefined => {
  const jwk = keys.find(({ x }) => thumbprint(x) === keyId);
  if (!jwk) return `none of the keys given is ${keyId}`;
  try {
    const key = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: 'jwk' });
    const isGenuine = verify(null, Buffer.from(canonicalJson(receipt)), key, Buffer.from(signature, 'base64url'));
    return isGenuine ? undefined : 'the signature is not of this receipt: it was changed, or another key signed it';
  } catch (error) {
    if (error instanceof NotCanonicalError) return `the receipt has no canonical form: ${error.message}`;
    return 'the key is not an Ed25519 public key';
  }
};
