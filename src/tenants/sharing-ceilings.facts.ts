/** What a tenant says of how far its roles may share, as a fact for the policy. */
import type { SharingCeilings } from '../access/sharing.js';
import type { Ledger } from '../ledger/ledger.js';
import { tenantSettingsOf } from './tenant-settings.facts.js';

export const sharingCeilingsOf = async (ledger: Ledger, tenantId: string): Promise<SharingCeilings> => ({
  roles: (await tenantSettingsOf(ledger, tenantId)).sharingCeilings,
  organisations: new Map(),
});
