/** Signs receipts for this instance. */
import { sign } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../../json/canonical-json.js';
import type { JsonObject } from '../../json/json-value.js';
import { InstanceKey } from '../../ledger/record-id.js';
import { type ReceiptJwk, type ReceiptKey, receiptKeyOf } from './receipt-key.js';
import type { SignedReceipt } from './signed-receipt.js';

@Injectable()
export class Receipts {
  private readonly key: ReceiptKey;

  constructor(instanceKey: InstanceKey) {
    this.key = receiptKeyOf(instanceKey.bytes);
  }

  /** @throws NotCanonicalError for what has no canonical form. */
  sign(receipt: JsonObject): SignedReceipt {
    const signature = sign(null, Buffer.from(canonicalJson(receipt)), this.key.privateKey).toString('base64url');
    return { receipt, signature, keyId: this.key.jwk.kid };
  }

  /** The public keys, as a JWK set (RFC 7517 §5). */
  jwks(): { readonly keys: readonly ReceiptJwk[] } {
    return { keys: [this.key.jwk] };
  }
}
