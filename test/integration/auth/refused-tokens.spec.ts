/** Every forged, stale or foreign token is refused, for its own reason, without any request but the one for the key set. */
import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { RemoteSigningKeys } from '../../../src/auth/signing-keys.js';
import { TokenVerifier } from '../../../src/auth/token-verifier.js';
import { Unauthenticated, type UnauthenticatedReason } from '../../../src/auth/unauthenticated.js';
import {
  type Claims,
  claimsAt,
  hmacSigned,
  IdentityProvider,
  INSTANCE_KEY,
  rsaKey,
  segment,
  signed,
} from './identity-provider.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const seconds = NOW / 1000;

describe('a refused access token', () => {
  let provider: IdentityProvider;
  let verifier: TokenVerifier;

  before(async () => {
    provider = await IdentityProvider.start();
    const now = () => NOW;
    verifier = new TokenVerifier(provider.rules, INSTANCE_KEY, new RemoteSigningKeys(provider.jwksUri, { now }), now);
    await verifier.verify(provider.token(claimsAt(NOW)));
  });
  after(() => provider.stop());

  const refused = async (token: string, reason: UnauthenticatedReason) => {
    const before = provider.requests.length;
    await assert.rejects(verifier.verify(token), (error) => {
      assert.ok(error instanceof Unauthenticated, String(error));
      assert.equal(error.reason, reason);
      return true;
    });
    assert.equal(provider.requests.length, before, 'refusing a token caused a request');
  };
  const good = (changes: Claims = {}) => claimsAt(NOW, changes);

  describe('by its algorithm', () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      it(`alg ${alg}, unsigned`, () => refused(`${segment({ alg, kid: 'first' })}.${segment(good())}.`, 'alg'));
      it(`alg ${alg}, with a signature`, () => refused(signed({ alg, kid: 'first' }, good(), provider.key()), 'alg'));
    }
    it('no alg at all', () => refused(signed({ kid: 'first' }, good(), provider.key()), 'alg'));
    it('an alg that is not text', () => refused(signed({ alg: ['RS256'], kid: 'first' }, good(), provider.key()), 'alg'));
    for (const form of ['pem', 'der'] as const)
      it(`HS256 signed with the public key as ${form.toUpperCase()}`, () =>
        refused(hmacSigned({ alg: 'HS256', kid: 'first' }, good(), provider.publicKey(form)), 'alg'));
    it('HS256 signed with the public key under the name RS256', () =>
      refused(hmacSigned({ alg: 'RS256', kid: 'first' }, good(), provider.publicKey('pem')), 'signature'));
    for (const alg of ['RS384', 'PS256']) it(alg, () => refused(provider.token(good(), { alg }), 'alg'));
    it('ES256', () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return refused(signed({ alg: 'ES256', kid: 'first' }, good(), privateKey), 'alg');
    });
  });

  describe('by a key it brings along', () => {
    const own = rsaKey();
    const jwk = createPublicKey(own).export({ format: 'jwk' });
    it('jwk', () => refused(signed({ alg: 'RS256', kid: 'first', jwk }, good(), own), 'embedded-key'));
    it('jwk without a kid', () => refused(signed({ alg: 'RS256', jwk }, good(), own), 'embedded-key'));
    for (const name of ['jku', 'x5u'])
      it(name, () =>
        refused(signed({ alg: 'RS256', kid: 'first', [name]: `${provider.origin}/attacker.json` }, good(), own), 'embedded-key'),
      );
    it('x5c', () => refused(signed({ alg: 'RS256', kid: 'first', x5c: ['MIIB'] }, good(), own), 'embedded-key'));
    it('none of them is ever fetched', () => assert.deepEqual(provider.requests, ['/jwks.json']));
  });

  describe('by its key id', () => {
    const bad: [string, unknown][] = [
      ['a path', '../../../../dev/null'],
      ['an absolute path with a parent', '/etc/../etc/passwd'],
      ['SQL', "first' OR '1'='1"],
      ['a NUL', 'first\0'],
      ['none', undefined],
      ['an empty one', ''],
      ['a very long one', 'k'.repeat(4_000)],
      ['an array', ['first']],
      ['an object', { toString: 'first' }],
      ['a number', 1],
      ['__proto__', '__proto__'],
      ['constructor', 'constructor'],
      ['one that is not in the key set', 'second'],
    ];
    for (const [name, kid] of bad) it(name, () => refused(provider.token(good(), { kid }), 'kid'));
  });

  describe('by its header', () => {
    it('an unknown critical header', () => refused(provider.token(good(), { crit: ['exp'], exp: 1 }), 'crit'));
    it('an empty list of critical headers', () => refused(provider.token(good(), { crit: [] }), 'crit'));
    it('an unencoded payload', () => refused(provider.token(good(), { crit: ['b64'], b64: false }), 'crit'));
    it('an unencoded payload that is not called critical', () => refused(provider.token(good(), { b64: false }), 'crit'));
    for (const typ of ['logout+jwt', 'id+jwt', 'dpop+jwt', 7])
      it(`type ${typ}`, () => refused(provider.token(good(), { typ }), 'typ'));
    it('a token inside a token', () => refused(provider.token(good(), { cty: 'JWT' }), 'typ'));
  });

  describe('by its signature', () => {
    it('made with another key', () => refused(signed({ alg: 'RS256', kid: 'first' }, good(), rsaKey()), 'signature'));
    it('changed claims', () => {
      const [head, , signature] = provider.token(good()).split('.');
      return refused(`${head}.${segment(good({ tenant: 'rival' }))}.${signature}`, 'signature');
    });
    it('cut off', () => refused(provider.token(good()).slice(0, -2), 'signature'));
  });

  describe('by its claims', () => {
    const wrong: [string, Claims, UnauthenticatedReason][] = [
      ['wrong iss', { iss: 'https://sign-in.example.org' }, 'iss'],
      ['missing iss', { iss: undefined }, 'iss'],
      ['iss in a list', { iss: ['https://sign-in.example.org/realm'] }, 'iss'],
      ['wrong aud', { aud: 'another-service' }, 'aud'],
      ['aud in a list without ours', { aud: ['a', 'b'] }, 'aud'],
      ['missing aud', { aud: undefined }, 'aud'],
      ['missing exp', { exp: undefined }, 'exp'],
      ['exp as text', { exp: '9999999999' }, 'exp'],
      ['expired', { iat: seconds - 600, exp: seconds - 6 }, 'exp'],
      ['missing iat', { iat: undefined }, 'iat'],
      ['iat as text', { iat: 'now' }, 'iat'],
      ['issued in the future', { iat: seconds + 6 }, 'iat'],
      ['older than the maximum age', { iat: seconds - 906, exp: seconds + 60 }, 'iat'],
      ['a lifetime over the maximum', { exp: seconds + 901 }, 'lifetime'],
      ['no end in sight', { exp: 1e300 }, 'lifetime'],
      ['not valid yet', { nbf: seconds + 6 }, 'nbf'],
      ['nbf as text', { nbf: 'tomorrow' }, 'nbf'],
      ['missing sub', { sub: undefined }, 'sub'],
      ['empty sub', { sub: ' ' }, 'sub'],
      ['sub with a NUL', { sub: 'amina\0' }, 'sub'],
      ['sub that is not text', { sub: 7 }, 'sub'],
      ['missing tenant', { tenant: undefined }, 'tenant'],
      ['wrong tenant', { tenant: 'Acme.Corp' }, 'tenant'],
      ['several tenants', { tenant: ['acme', 'rival'] }, 'tenant'],
      ['missing org', { org: undefined }, 'org'],
      ['wrong org', { org: { name: 'acme' } }, 'org'],
      ['missing roles', { roles: undefined }, 'roles'],
      ['no roles', { roles: [] }, 'roles'],
      ['only unknown roles', { roles: ['root', '__proto__', 7] }, 'roles'],
      ['roles as text', { roles: 'analyst' }, 'roles'],
      ['unknown clearance', { clearance: 'COSMIC' }, 'clearance'],
      ['countries that are none', { countries: ['GB', 'Narnia'] }, 'countries'],
      ['an unknown kind of actor', { actor_kind: 'rule' }, 'actor-kind'],
      ['a token id that is not text', { jti: {} }, 'jti'],
      ['an ID token with a nonce', { nonce: 'n-0S6_WzA2Mj' }, 'id-token'],
      ['an ID token with at_hash', { at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }, 'id-token'],
      ['an ID token that says so', { token_use: 'id' }, 'id-token'],
      ['a refresh token', { typ: 'Refresh' }, 'id-token'],
    ];
    for (const [name, changes, reason] of wrong) it(name, () => refused(provider.token(good(changes)), reason));
  });

  describe('by its size and shape', () => {
    it('over 8 KB', () => refused(provider.token(good({ padding: 'x'.repeat(8_192) })), 'size'));
    it('10 MB', () => refused('e'.repeat(10 * 1024 ** 2), 'size'));
    it('nothing but dots', () => refused('.'.repeat(8_000), 'malformed'));
    it('one segment twice', () => {
      const [head, body, signature] = provider.token(good()).split('.');
      return refused(`${head}.${body}.${body}.${signature}`, 'malformed');
    });
    it('a fourth segment', () => refused(`${provider.token(good())}.e30`, 'malformed'));
    it('an encrypted token of five segments', () => refused('e30.e30.e30.e30.e30', 'malformed'));
    it('two segments', () => refused(provider.token(good()).split('.').slice(0, 2).join('.'), 'malformed'));
    it('a header that is not JSON', () => refused(`${segment('{"alg":"RS256"')}.e30.AA`, 'malformed'));
    it('a header that is a list', () => refused(`${segment(['RS256'])}.e30.AA`, 'malformed'));
    it('a header that is null', () => refused(`${segment('null')}.e30.AA`, 'malformed'));
    it('a header in broken UTF-8', () => refused(`${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.e30.AA`, 'malformed'));
    it('padding', () => refused(`${provider.token(good())}==`, 'malformed'));
    it('a blank inside', () => refused(provider.token(good()).replace('.', '. '), 'malformed'));
    it('a second spelling of the same signature bytes', () => {
      const token = provider.token(good());
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const respelt = token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1)!) + 1];
      return refused(respelt, 'malformed');
    });
    for (const payload of ['[]', 'null', '"text"', '{"sub":', ''])
      it(`a payload of ${payload || 'nothing'}`, () =>
        refused(signed({ alg: 'RS256', kid: 'first' }, payload, provider.key()), 'malformed'));
  });

  it('a refusal shows neither the token nor the words of a library', async () => {
    const token = provider.token(good({ exp: seconds - 60 }));
    const error = await verifier.verify(token).then(
      () => assert.fail('accepted'),
      (reason: Unauthenticated) => reason,
    );
    assert.deepEqual(error.getResponse(), {
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'The access token has expired, or names no time of expiry. Get a new token.',
      code: 'UNAUTHENTICATED',
      reason: 'exp',
    });
  });
});

describe('a signing key that is too short', () => {
  it('1024 bits, though the issuer itself publishes it', async () => {
    const provider = await IdentityProvider.start();
    try {
      provider.keys.set('short', rsaKey(1024));
      const verifier = new TokenVerifier(provider.rules, INSTANCE_KEY, new RemoteSigningKeys(provider.jwksUri), () => NOW);
      const token = signed({ alg: 'RS256', kid: 'short' }, claimsAt(NOW), provider.key('short'));
      await assert.rejects(verifier.verify(token), { name: 'Unauthenticated', reason: 'key' });
    } finally {
      await provider.stop();
    }
  });
});
