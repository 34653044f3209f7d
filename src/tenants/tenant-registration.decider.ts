/** The rules of registering tenants and their organisations. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import type { Organisation, TenantRegistrationEvent } from './tenant-registration.events.js';
import { absent, evolve, organisationOf, type RegisteredTenant, type TenantRegistration } from './tenant-registration.record.js';

/** `now` is the time of the command. */
export type TenantRegistrationCommand =
  | {
      readonly type: 'Register';
      readonly tenant: string;
      readonly name: string;
      readonly organisations: readonly Organisation[];
    }
  | { readonly type: 'AddOrganisation'; readonly organisation: Organisation }
  | { readonly type: 'RetireOrganisation'; readonly id: string; readonly now: string }
  /** Something is about to be recorded for a tenant and organisation that may be new. */
  | { readonly type: 'Introduce'; readonly tenant: string; readonly organisationId: string };

const MAX_ORGANISATIONS = 200;

const refuseTwice = (organisations: readonly Organisation[]): void => {
  const index = organisations.findIndex(({ id }, at) => organisations.findIndex((other) => other.id === id) !== at);
  if (index >= 0)
    throw new RuleViolation(
      'ORGANISATION_NAMED_TWICE',
      'This organisation is named twice. Name it once.',
      `input.organisations.${index}.id`,
    );
};

const refuseFull = ({ organisations }: RegisteredTenant): void => {
  if (organisations.length >= MAX_ORGANISATIONS)
    throw new RuleViolation('TOO_MANY_ORGANISATIONS', `A tenant has at most ${MAX_ORGANISATIONS} organisations.`);
};

const add = (record: RegisteredTenant, organisation: Organisation): readonly TenantRegistrationEvent[] => {
  const known = organisationOf(record, organisation.id);
  if (!known) refuseFull(record);
  if (known?.retiredAt === null && known.name === organisation.name) return [];
  return [{ type: 'OrganisationAdded', data: { organisation, onFirstUse: false } }];
};

const retire = (record: RegisteredTenant, id: string, retiredAt: string): readonly TenantRegistrationEvent[] => {
  const known = organisationOf(record, id);
  if (!known)
    throw new RuleViolation('NOT_FOUND', 'The tenant has no such organisation. See the query tenants.', 'input.organisationId');
  return known.retiredAt === null ? [{ type: 'OrganisationRetired', data: { id, retiredAt } }] : [];
};

/** A retired organisation stays retired, however it is used. */
const introduce = (record: TenantRegistration, tenant: string, id: string): readonly TenantRegistrationEvent[] => {
  const organisation = { id, name: id.slice(0, 200) };
  if (record.status === 'absent')
    return [{ type: 'TenantRegistered', data: { tenant, name: tenant, organisations: [organisation], onFirstUse: true } }];
  return organisationOf(record, id) || record.organisations.length >= MAX_ORGANISATIONS
    ? []
    : [{ type: 'OrganisationAdded', data: { organisation, onFirstUse: true } }];
};

const registered = (record: TenantRegistration): RegisteredTenant => {
  if (record.status === 'absent') throw new RuleViolation('NOT_FOUND', 'There is no such tenant. Create it first.');
  return record;
};

export const tenantRegistration: Decider<TenantRegistrationCommand, TenantRegistrationEvent, TenantRegistration> = {
  initial: absent,
  evolve,

  decide(command, record) {
    switch (command.type) {
      case 'Register': {
        const { tenant, name, organisations } = command;
        if (record.status !== 'absent')
          throw new RuleViolation(
            'TENANT_EXISTS',
            'This tenant is registered already. Add organisations to it, or choose another id.',
            'input.tenant',
          );
        refuseTwice(organisations);
        return [{ type: 'TenantRegistered', data: { tenant, name, organisations: [...organisations], onFirstUse: false } }];
      }
      case 'AddOrganisation':
        return add(registered(record), command.organisation);
      case 'RetireOrganisation':
        return retire(registered(record), command.id, command.now);
      case 'Introduce':
        return introduce(record, command.tenant, command.organisationId);
      default:
        return assertNever(command);
    }
  },
};
