/** What those who look after tenants are shown of sessions and tenants. */
import assert from 'node:assert/strict';
import { oversight } from '../../../projections/oversight/oversight.projection.js';
import { evolve, absent } from '../../../src/superuser/superuser-session.record.js';
import {
  acmeRegistered,
  closed,
  opened,
  openedForAcme,
  opening,
  scoped,
  socAdded,
  socRetired,
} from '../../examples/superuser.js';
import { projectionSpec } from '../../spec/projection-spec.js';

const given = projectionSpec(oversight);

describe('the oversight read model', () => {
  it('shows a session as it stands', () => {
    const events = [openedForAcme, scoped('acme', 'search'), closed];
    given(...events).then({
      superuser_session_state: [{ openedAt: opening.openedAt, record: events.reduce(evolve, absent) }],
    });
  });

  it('keeps a session on the system log from everybody but its superuser', () => {
    const system = given(opened).row<{ aclId: string }>('superuser_session_state')!;
    const tenants = given(openedForAcme).row<{ aclId: string }>('superuser_session_state')!;
    assert.notEqual(system.aclId, tenants.aclId);
  });

  it('shows a tenant with its organisations', () =>
    given(acmeRegistered, socAdded, socRetired).then({
      tenant_state: [
        {
          tenant: 'acme',
          record: {
            status: 'registered',
            tenant: 'acme',
            name: 'Acme',
            onFirstUse: false,
            organisations: [
              { id: 'cti', name: 'Threat intelligence', retiredAt: null },
              { ...socAdded.data.organisation, retiredAt: socRetired.data.retiredAt },
            ],
          },
        },
      ],
    }));
});
