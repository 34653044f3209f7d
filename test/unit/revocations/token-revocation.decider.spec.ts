/** What is recorded when a token is revoked. */
import { tokenRevocation } from '../../../src/revocations/token-revocation.decider.js';
import { revoked } from '../../examples/superuser.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(tokenRevocation);
const revoke = {
  type: 'Revoke',
  revocation: revoked.data,
  now: '2026-03-01T12:00:00.000Z',
  latest: '2026-03-01T12:15:00.000Z',
} as const;

describe('a revoked token', () => {
  it('is revoked until it has expired', () => {
    given().when(revoke).then(revoked);
    for (const until of ['2026-03-01T12:00:00.000Z', '2026-03-01T12:15:00.001Z'])
      given()
        .when({ ...revoke, revocation: { ...revoked.data, until } })
        .thenRejects('UNTIL_OUT_OF_RANGE', 'input.until');
  });

  it('is revoked once, unless for longer or for other tenants', () => {
    const earlier = { ...revoked.data, until: '2026-03-01T12:10:00.000Z' };
    given(revoked).when(revoke).thenNothing();
    given(revoked)
      .when({ ...revoke, revocation: earlier })
      .thenNothing();
    given({ type: 'TokenRevoked', data: earlier }).when(revoke).then(revoked);
    given(revoked)
      .when({ ...revoke, revocation: { ...revoked.data, tenant: null } })
      .then({ type: 'TokenRevoked', data: { ...revoked.data, tenant: null } });
  });
});
