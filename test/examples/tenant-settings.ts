/** Named settings shared by specs and golden files. */
import type { TenantSettingsEvent } from '../../src/tenants/tenant-settings.events.js';

export const authorsApprove: TenantSettingsEvent = {
  type: 'TenantSettingsChanged',
  data: { changes: { authorMayApprove: true } },
};
export const searchesGerman: TenantSettingsEvent = { type: 'SearchLanguageChosen', data: { language: 'german' } };
export const london: TenantSettingsEvent = {
  type: 'TenantSettingsChanged',
  data: {
    changes: { zone: 'Europe/London', minimumActiveSources: 3, tlpSecrecy: { GREEN: 'RESTRICTED', 'AMBER+STRICT': 'SECRET' } },
  },
};
