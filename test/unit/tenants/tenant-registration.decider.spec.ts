/** How tenants and their organisations come to be known, and organisations leave. */
import { tenantRegistration } from '../../../src/tenants/tenant-registration.decider.js';
import { acmeRegistered, socAdded, socRetired } from '../../examples/superuser.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(tenantRegistration);
const soc = { id: 'soc', name: 'Operations' };
const now = '2026-03-01T12:00:00.000Z';

describe('a registered tenant', () => {
  const register = {
    type: 'Register',
    tenant: 'acme',
    name: 'Acme',
    organisations: [{ id: 'cti', name: 'Threat intelligence' }],
  } as const;

  it('is registered once, with each of its organisations once', () => {
    given().when(register).then(acmeRegistered);
    given(acmeRegistered).when(register).thenRejects('TENANT_EXISTS', 'input.tenant');
    given()
      .when({ ...register, organisations: [soc, { ...soc, name: 'Again' }] })
      .thenRejects('ORGANISATION_NAMED_TWICE', 'input.organisations.1.id');
  });

  it('gets organisations, renames them, retires them and takes them back', () => {
    const add = { type: 'AddOrganisation', organisation: soc } as const;
    given(acmeRegistered).when(add).then(socAdded);
    given(acmeRegistered, socAdded).when(add).thenNothing();
    given(acmeRegistered, socAdded)
      .when({ ...add, organisation: { ...soc, name: 'Night operations' } })
      .then({ type: 'OrganisationAdded', data: { organisation: { ...soc, name: 'Night operations' }, onFirstUse: false } });
    given(acmeRegistered, socAdded).when({ type: 'RetireOrganisation', id: 'soc', now }).then(socRetired);
    given(acmeRegistered, socAdded, socRetired).when({ type: 'RetireOrganisation', id: 'soc', now }).thenNothing();
    given(acmeRegistered, socAdded, socRetired).when(add).then(socAdded);
    given(acmeRegistered).when({ type: 'RetireOrganisation', id: 'soc', now }).thenRejects('NOT_FOUND', 'input.organisationId');
  });

  it('comes to be on its first use, and its organisations on theirs, but a retired one stays retired', () => {
    const introduce = (organisationId: string) => ({ type: 'Introduce', tenant: 'acme', organisationId }) as const;
    given()
      .when(introduce('cti'))
      .then({
        type: 'TenantRegistered',
        data: { tenant: 'acme', name: 'acme', organisations: [{ id: 'cti', name: 'cti' }], onFirstUse: true },
      });
    given(acmeRegistered).when(introduce('cti')).thenNothing();
    given(acmeRegistered)
      .when(introduce('soc'))
      .then({ type: 'OrganisationAdded', data: { organisation: { id: 'soc', name: 'soc' }, onFirstUse: true } });
    given(acmeRegistered, socAdded, socRetired).when(introduce('soc')).thenNothing();
  });
});
