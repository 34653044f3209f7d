/** Which tenants and organisations there are, on the system log. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { Instant, line } from '../ledger/text.js';

export const TenantId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,62}$/,
    'must be 1 to 63 characters of a-z, 0-9, _ and -, beginning with a letter or digit, such as acme',
  );
/** As the tokens of its members name it. */
export const OrganisationId = line(255);

export const Organisation = z.strictObject({ id: OrganisationId, name: line(200) });
export type Organisation = z.infer<typeof Organisation>;

export const tenantRegistrationEvents = defineEvents('tenantRegistration', {
  TenantRegistered: {
    version: 1,
    label: 'Tenant registered',
    schema: z.strictObject({
      tenant: TenantId,
      name: line(200),
      organisations: z.array(Organisation).max(200),
      /** On first use, where the settings allow that, instead of by a superuser. */
      onFirstUse: z.boolean(),
    }),
  },
  OrganisationAdded: {
    version: 1,
    label: 'Organisation added',
    schema: z.strictObject({ organisation: Organisation, onFirstUse: z.boolean() }),
  },
  OrganisationRetired: {
    version: 1,
    label: 'Organisation retired',
    schema: z.strictObject({ id: OrganisationId, retiredAt: Instant }),
    happenedAt: 'retiredAt',
  },
});
export type TenantRegistrationEvent = EventOf<typeof tenantRegistrationEvents>;
