/** The record type of registered tenants. */
import { naturalId } from '../ledger/identity.js';
import type { RecordType } from '../ledger/ledger.js';
import { tenantRegistration, type TenantRegistrationCommand } from './tenant-registration.decider.js';
import { tenantRegistrationEvents } from './tenant-registration.events.js';
import { markingOf, type TenantRegistration } from './tenant-registration.record.js';

export const tenantRegistrationType: RecordType<typeof tenantRegistrationEvents, TenantRegistrationCommand, TenantRegistration> =
  {
    name: 'tenant',
    contracts: tenantRegistrationEvents,
    decider: tenantRegistration,
    markingOf,
  };

export const tenantRegistrationId = (tenantId: string): string => naturalId('tenant registration', tenantId);
