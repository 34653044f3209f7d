/** A tenant's settings as facts for other records' commands, read from their stream. */
import { naturalId } from '../ledger/identity.js';
import type { Ledger } from '../ledger/ledger.js';
import { defaultSettings, type TenantSettingsRecord } from './tenant-settings.record.js';
import { tenantSettingsType } from './tenant-settings.type.js';

/** The one settings record of a tenant. */
export const tenantSettingsId = (tenantId: string): string => naturalId('tenant settings', tenantId);

export const tenantSettingsOf = async (ledger: Ledger, tenantId: string): Promise<TenantSettingsRecord> =>
  (await ledger.load(tenantSettingsType, tenantId, tenantSettingsId(tenantId)))?.record ?? defaultSettings;
