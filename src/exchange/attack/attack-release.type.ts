/** The record type of a tenant's releases of ATT&CK; everybody in the tenant may read them. */
import { naturalId } from '../../ledger/identity.js';
import type { RecordType } from '../../ledger/ledger.js';
import { tenantWide } from '../../tenants/tenant-settings.record.js';
import { type AttackReleaseCommand, attackLibrary } from './attack-release.decider.js';
import { attackReleaseEvents } from './attack-release.events.js';
import type { AttackLibrary } from './attack-release.record.js';

export const attackReleaseType: RecordType<typeof attackReleaseEvents, AttackReleaseCommand, AttackLibrary> = {
  name: 'release of ATT&CK',
  contracts: attackReleaseEvents,
  decider: attackLibrary,
  markingOf: () => tenantWide,
};

/** All releases of a tenant lie on one stream. */
export const attackLibraryId = (tenantId: string): string => naturalId('attack releases', tenantId);
