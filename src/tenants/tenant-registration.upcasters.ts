/** Upcasters of registrations of tenants, one per published version that a newer one replaced. */
import type { Upcaster } from '../ledger/upcast.js';

export const tenantRegistrationUpcasters: readonly Upcaster[] = [];
