/** Under which record a STIX object is kept: objects of different types may share a UUID, so the whole STIX id is the key. */
import { recordIdFrom } from '../../ledger/identity.js';
import type { InstanceKey } from '../../ledger/record-id.js';

export const stixObjectId = (key: InstanceKey, tenantId: string, stixId: string): string =>
  recordIdFrom(key.bytes, 'stixObject', tenantId, stixId);

/** Under which record it is kept that objects name an identity as their creator. */
export const stixCreatorId = (key: InstanceKey, tenantId: string, stixId: string): string =>
  recordIdFrom(key.bytes, 'stixCreator', tenantId, stixId);
