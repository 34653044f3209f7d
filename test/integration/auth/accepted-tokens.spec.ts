/** A good token becomes a subject; it is remembered for a while, can be revoked, and survives a rotation of keys. */
import assert from 'node:assert/strict';
import { RemoteSigningKeys } from '../../../src/auth/signing-keys.js';
import { TokenVerifier } from '../../../src/auth/token-verifier.js';
import { type Claims, claimsAt, IdentityProvider, INSTANCE_KEY, rsaKey, signed } from './identity-provider.js';

const START = Date.parse('2026-03-01T12:00:00Z');
const COOLDOWN = 10_000;

describe('an accepted access token', () => {
  let provider: IdentityProvider;
  let verifier: TokenVerifier;
  let now: number;

  beforeEach(async () => {
    now = START;
    provider = await IdentityProvider.start();
    const clock = () => now;
    const keys = new RemoteSigningKeys(provider.jwksUri, { now: clock, cooldownMs: COOLDOWN });
    verifier = new TokenVerifier(provider.rules, INSTANCE_KEY, keys, clock);
  });
  afterEach(() => provider.stop());

  const token = (changes: Claims = {}) => provider.token(claimsAt(now, changes));
  const signedBy = (kid: string, sub: string, key = provider.key(kid)) =>
    signed({ alg: 'RS256', kid }, claimsAt(now, { sub }), key);

  describe('names a subject', () => {
    it('with tenant, organisation, roles, clearance, countries and a pseudonym', async () => {
      const subject = await verifier.verify(
        token({
          clearance: 'SECRET',
          countries: ['GB', 'US', 'GB'],
          roles: ['auditor', 'root', 'analyst', 'analyst'],
          name: 'Amina K.',
        }),
      );
      assert.match(subject.actorId, /^[\w-]{32}$/);
      const { actorId: _pseudonym, ...rest } = subject;
      assert.deepEqual(rest, {
        actorKind: 'human',
        sub: 'amina',
        tenantId: 'acme',
        orgId: 'acme-cti',
        roles: ['auditor', 'analyst'],
        clearance: 'SECRET',
        countries: ['GB', 'US'],
        expiresAt: START / 1000 + 600,
        name: 'Amina K.',
      });
    });

    it('UNCLASSIFIED when it names no clearance', async () => {
      assert.equal((await verifier.verify(token())).clearance, 'UNCLASSIFIED');
    });

    it('whose pseudonym is the same for every token of a person, and another for another person', async () => {
      const first = await verifier.verify(token());
      const again = await verifier.verify(token({ exp: START / 1000 + 300 }));
      const other = await verifier.verify(token({ sub: 'bela' }));
      assert.equal(again.actorId, first.actorId);
      assert.notEqual(other.actorId, first.actorId);
    });

    it('that is a service when the token was issued to a program', async () => {
      assert.equal((await verifier.verify(token({ actor_kind: 'service' }))).actorKind, 'service');
      assert.equal((await verifier.verify(token({ gty: 'client-credentials' }))).actorKind, 'service');
    });

    it('from claims under other names, nested or with dots in them', async () => {
      const claims = { ...provider.rules.claims, roles: 'realm_access.roles', tenant: 'https://acme.example/tenant' };
      const keys = new RemoteSigningKeys(provider.jwksUri);
      const renamed = new TokenVerifier({ ...provider.rules, claims }, INSTANCE_KEY, keys, () => now);
      const subject = await renamed.verify(
        token({
          roles: undefined,
          tenant: undefined,
          realm_access: { roles: ['supervisor'] },
          'https://acme.example/tenant': 'acme',
        }),
      );
      assert.deepEqual([subject.tenantId, subject.roles], ['acme', ['supervisor']]);
    });

    it('within 5 seconds of difference between the clocks', async () => {
      await verifier.verify(token({ iat: now / 1000 + 4 }));
      await verifier.verify(token({ sub: 'b', iat: now / 1000 - 100, exp: now / 1000 - 4 }));
      await verifier.verify(token({ sub: 'c', nbf: now / 1000 + 4 }));
    });

    it('with any accepted type, or none', async () => {
      for (const typ of ['JWT', 'jwt', 'at+jwt', 'application/at+jwt', undefined])
        await verifier.verify(provider.token(claimsAt(now, { sub: `typ ${typ}` }), { typ }));
    });
  });

  describe('is remembered', () => {
    it('so that a second look gives the same subject without a key', async () => {
      const text = token();
      const first = await verifier.verify(text);
      await provider.stop();
      assert.equal(await verifier.verify(text), first);
      provider = await IdentityProvider.start();
    });

    it('but not beyond its expiry', async () => {
      const text = token({ exp: START / 1000 + 20 });
      await verifier.verify(text);
      now += 26_000;
      await assert.rejects(verifier.verify(text), { reason: 'exp' });
    });

    it('but not when it has been revoked by its id', async () => {
      const text = token({ jti: 'token-1' });
      await verifier.verify(text);
      verifier.revoke('token-1');
      await assert.rejects(verifier.verify(text), { reason: 'revoked' });
      await assert.rejects(verifier.verify(token({ jti: 'token-1', sub: 'bela' })), { reason: 'revoked' });
      await verifier.verify(token({ jti: 'token-2' }));
    });
  });

  describe('when the issuer rotates its keys', () => {
    const rotate = () => {
      const former = provider.key('first');
      provider.keys.clear();
      provider.keys.set('second', rsaKey());
      return former;
    };

    it('the new key is accepted after the cooldown, and the removed one refused', async () => {
      const remembered = token({ sub: 'amina' });
      await verifier.verify(remembered);
      const former = rotate();
      await assert.rejects(verifier.verify(signedBy('second', 'bela')), { reason: 'kid' });
      now += COOLDOWN;
      assert.equal((await verifier.verify(signedBy('second', 'bela'))).sub, 'bela');
      await assert.rejects(verifier.verify(signedBy('first', 'carla', former)), { reason: 'kid' });
      await assert.rejects(verifier.verify(remembered), { reason: 'kid' });
      assert.equal(provider.requests.length, 2);
    });

    it('a removed key is refused even if nobody uses the new one', async () => {
      await verifier.verify(token());
      const former = rotate();
      now += 6 * 60_000;
      await verifier.verify(signedBy('first', 'bela', former));
      await assert.rejects(verifier.verify(signedBy('unknown', 'bela', former)), { reason: 'kid' });
      await assert.rejects(verifier.verify(signedBy('first', 'bela', former)), { reason: 'kid' });
    });

    it('a flood of unknown key ids costs one request per cooldown and does not stop the rotation', async () => {
      await verifier.verify(token());
      const attacker = rsaKey();
      const flood = (wave: number) =>
        Promise.all(
          Array.from({ length: 300 }, (_, n) =>
            assert.rejects(verifier.verify(signedBy(`flood-${wave}-${n}`, 'mallory', attacker)), { reason: 'kid' }),
          ),
        );
      await flood(1);
      assert.equal(provider.requests.length, 1);
      rotate();
      now += COOLDOWN;
      await flood(2);
      assert.equal(provider.requests.length, 2);
      assert.equal((await verifier.verify(signedBy('second', 'bela'))).sub, 'bela');
      await flood(3);
      assert.equal(provider.requests.length, 2);
    });
  });

  describe('while the key set cannot be had', () => {
    it('is neither accepted nor called wrong, and the address is not hammered', async () => {
      provider.status = 500;
      for (let n = 0; n < 20; n++) await assert.rejects(verifier.verify(token({ sub: `n${n}` })), { code: 'UNAVAILABLE' });
      assert.equal(provider.requests.length, 1);
      provider.status = 200;
      now += COOLDOWN;
      await verifier.verify(token());
    });

    it('is still accepted with the last set for an hour, not longer', async () => {
      await verifier.verify(token());
      provider.status = 503;
      now += 30 * 60_000;
      await verifier.verify(token());
      now += 31 * 60_000;
      await assert.rejects(verifier.verify(token()), { code: 'UNAVAILABLE' });
    });
  });
});
