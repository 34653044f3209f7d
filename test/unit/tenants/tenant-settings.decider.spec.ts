/** What a tenant may set, and what it has when it sets nothing. */
import assert from 'node:assert/strict';
import { DEFAULT_TLP_SECRECY } from '../../../src/access/marking.js';
import { type TenantSettingsCommand, tenantSettings } from '../../../src/tenants/tenant-settings.decider.js';
import { authorsApprove, london, searchesGerman } from '../../examples/tenant-settings.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(tenantSettings);
const change = (changes: TenantSettingsCommand['changes']) => ({ type: 'Change', changes }) as const;

describe('the settings of a tenant', () => {
  it('are strict to begin with', () =>
    assert.deepEqual(given().record(), {
      authorMayApprove: false,
      tlpSecrecy: DEFAULT_TLP_SECRECY,
      zone: 'UTC',
      expectedPublicationSeconds: 86_400,
      minimumActiveSources: 1,
      searchLanguage: 'english',
    }));
  it('can let authors approve their own reports', () =>
    given()
      .when(change({ authorMayApprove: true }))
      .then(authorsApprove));
  it('can choose the language that is searched in, with other changes and once', () => {
    given()
      .when(change({ searchLanguage: 'german', authorMayApprove: true }))
      .then(authorsApprove, searchesGerman);
    given(searchesGerman)
      .when(change({ searchLanguage: 'german' }))
      .thenNothing();
  });
  it('record only what is different', () =>
    given(authorsApprove)
      .when(
        change({
          authorMayApprove: true,
          zone: 'Europe/London',
          expectedPublicationSeconds: 86_400,
          minimumActiveSources: 3,
          tlpSecrecy: { GREEN: 'RESTRICTED', 'AMBER+STRICT': 'SECRET', RED: 'SECRET' },
        }),
      )
      .then(london));
  it('record nothing when nothing is different', () =>
    given(london)
      .when(change({ zone: 'Europe/London', tlpSecrecy: { GREEN: 'RESTRICTED' } }))
      .thenNothing());
  it('can raise what a TLP stands for', () => {
    const { tlpSecrecy } = given(london).record();
    assert.deepEqual(tlpSecrecy, { ...DEFAULT_TLP_SECRECY, GREEN: 'RESTRICTED', 'AMBER+STRICT': 'SECRET' });
  });
  it('can bring it back to the default', () =>
    given(london)
      .when(change({ tlpSecrecy: { GREEN: 'UNCLASSIFIED' } }))
      .then({ type: 'TenantSettingsChanged', data: { changes: { tlpSecrecy: { GREEN: 'UNCLASSIFIED' } } } }));
  it('never lower it below the default', () =>
    given(london)
      .when(change({ tlpSecrecy: { RED: 'TOP_SECRET', AMBER: 'UNCLASSIFIED' } }))
      .thenRejects('TLP_SECRECY_TOO_LOW', 'tlpSecrecy.AMBER'));
  it('know the time zones', () =>
    given()
      .when(change({ zone: 'Europe/Atlantis' }))
      .thenRejects('UNKNOWN_ZONE', 'zone'));
});
