/** The record type of a tenant's settings. */
import type { RecordType } from '../ledger/ledger.js';
import { type TenantSettingsCommand, tenantSettings } from './tenant-settings.decider.js';
import { tenantSettingsEvents } from './tenant-settings.events.js';
import { type TenantSettingsRecord, tenantWide } from './tenant-settings.record.js';

export const tenantSettingsType: RecordType<typeof tenantSettingsEvents, TenantSettingsCommand, TenantSettingsRecord> = {
  name: 'tenant settings',
  contracts: tenantSettingsEvents,
  decider: tenantSettings,
  markingOf: () => tenantWide,
};
