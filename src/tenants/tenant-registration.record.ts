/** A tenant as its registration leaves it. The one fold: decider, history, projections and answers all use it. */
import type { Marking } from '../access/marking.js';
import { assertNever } from '../ledger/decider.js';
import type { Organisation, TenantRegistrationEvent } from './tenant-registration.events.js';
import { tenantWide } from './tenant-settings.record.js';

export interface RegisteredOrganisation extends Organisation {
  /** Null: its members are let in. */
  readonly retiredAt: string | null;
}
export interface RegisteredTenant {
  readonly status: 'registered';
  readonly tenant: string;
  readonly name: string;
  readonly organisations: readonly RegisteredOrganisation[];
  readonly onFirstUse: boolean;
}
export type TenantRegistration = { readonly status: 'absent' } | RegisteredTenant;

export const absent: TenantRegistration = { status: 'absent' };

export const organisationOf = ({ organisations }: RegisteredTenant, id: string): RegisteredOrganisation | undefined =>
  organisations.find((organisation) => organisation.id === id);

export const markingOf = ({ status }: TenantRegistration): Marking | undefined => (status === 'absent' ? undefined : tenantWide);

const withOrganisation = (record: RegisteredTenant, organisation: RegisteredOrganisation): RegisteredTenant => ({
  ...record,
  organisations: [...record.organisations.filter(({ id }) => id !== organisation.id), organisation],
});

export const evolve = (record: TenantRegistration, event: TenantRegistrationEvent): TenantRegistration => {
  if (event.type === 'TenantRegistered') {
    const { organisations, ...tenant } = event.data;
    return { status: 'registered', ...tenant, organisations: organisations.map((entry) => ({ ...entry, retiredAt: null })) };
  }
  if (record.status === 'absent') return record;
  switch (event.type) {
    case 'OrganisationAdded':
      return withOrganisation(record, { ...event.data.organisation, retiredAt: null });
    case 'OrganisationRetired': {
      const { id, retiredAt } = event.data;
      return {
        ...record,
        organisations: record.organisations.map((entry) => (entry.id === id ? { ...entry, retiredAt } : entry)),
      };
    }
    default:
      return assertNever(event);
  }
};
