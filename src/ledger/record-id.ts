/** Ids of new records. */
import { randomUUID } from 'node:crypto';
import { recordIdFrom } from './identity.js';
import type { CommandContext } from './ledger.js';

/** The secret that pseudonyms and natural-key ids are made with. */
export class InstanceKey {
  constructor(readonly bytes: Buffer) {}
}

/**
 * A random id, or, when the caller gave an idempotency key, the one that key always gives.
 * `fresh`: the id cannot have a stream yet.
 */
export const newRecordId = (
  key: InstanceKey,
  category: string,
  { idempotencyKey, subject }: CommandContext,
): { readonly id: string; readonly fresh: boolean } =>
  idempotencyKey === undefined
    ? { id: randomUUID(), fresh: true }
    : { id: recordIdFrom(key.bytes, category, subject.tenantId, subject.actorId, idempotencyKey), fresh: false };
