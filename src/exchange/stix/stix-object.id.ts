/** Under which record a STIX object is kept: objects of different types may share a UUID, so the whole STIX id is the key. */
import { recordIdFrom } from '../../ledger/identity.js';
import type { InstanceKey } from '../../ledger/record-id.js';

export const stixObjectId = (key: InstanceKey, tenantId: string, stixId: string): string => recordIdFrom(key.bytes, 'stixObject', tenantId, stixId);
