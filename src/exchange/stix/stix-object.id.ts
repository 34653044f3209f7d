/** Under which record a STIX object is kept: objects of different types may share a UUID, so the whole STIX id is the key. */
import { recordIdFrom } from '../../ledger/identity.js';
import type { InstanceKey } from '../../ledger/record-id.js';
import { uuidOf } from './stix-types.js';

const beside = (instance: number): readonly string[] => (instance === 0 ? [] : [`${instance}`]);

/** @param instance see `Instances`. */
export const stixObjectId = (key: InstanceKey, tenantId: string, stixId: string, instance: number): string =>
  recordIdFrom(key.bytes, 'stixObject', tenantId, stixId, ...beside(instance));

/** Under which record it is kept that objects name an identity as their creator. */
export const stixCreatorId = (key: InstanceKey, tenantId: string, stixId: string): string =>
  recordIdFrom(key.bytes, 'stixCreator', tenantId, stixId);

/** Under which record it is kept that relationships wait for an object. */
export const stixAwaitedId = (key: InstanceKey, tenantId: string, stixId: string): string =>
  recordIdFrom(key.bytes, 'stixAwaited', tenantId, stixId);

/** Under which source or report an object is worked with: its own UUID, as long as no record has that which the importer may not see. */
export const mappedRecordId = (
  key: InstanceKey,
  category: string,
  tenantId: string,
  stixId: string,
  instance: number,
): string => {
  const uuid = uuidOf(stixId);
  return instance === 0 ? uuid : recordIdFrom(key.bytes, category, tenantId, uuid, ...beside(instance));
};
