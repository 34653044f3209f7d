/** The development issuer serves this machine only, mints what the verifier accepts, and cannot exist in production. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import assert from 'node:assert/strict';
import { AuthModule } from '../../../src/auth/auth.module.js';
import { DevelopmentIssuer } from '../../../src/auth/development-issuer/development-issuer.js';
import { TokenVerifier } from '../../../src/auth/token-verifier.js';
import { loadConfig } from '../../../src/config/config.js';
import { AUDIENCE, INSTANCE_KEY, ISSUER } from './identity-provider.js';
import { issuerOf, startGuarded } from './guarded-application.js';

describe('the development issuer', () => {
  let app: NestFastifyApplication;

  before(async () => {
    app = await startGuarded();
  });
  after(() => app.close());

  const LOCAL = { host: '127.0.0.1:3000' };
  const order = (payload: object | undefined, headers: Record<string, string> = LOCAL, remoteAddress = '127.0.0.1') =>
    app.inject({ method: 'POST', url: '/dev/token', headers, remoteAddress, ...(payload && { payload }) });

  it('gives a token with every field as asked', async () => {
    const asked = {
      tenant: 'acme',
      org: 'acme-cti',
      roles: ['senior_analyst', 'auditor'],
      clearance: 'SECRET',
      countries: ['GB', 'US'],
      sub: 'amina',
      ttl: '5m',
      name: 'Amina K.',
      email: 'amina@acme.example',
    };
    const response = await order(asked);
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['cache-control'], 'no-store');
    const { access_token: token, ...rest } = response.json<{ access_token: string }>();
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 300 });
    const { actorId: _pseudonym, expiresAt: _end, ...subject } = await app.get(TokenVerifier).verify(token);
    const { tenant, org, ttl: _ttl, ...same } = asked;
    assert.deepEqual(subject, { ...same, tenantId: tenant, orgId: org, actorKind: 'human' });
  });

  it('gives an analyst of the demo tenant when nothing is asked', async () => {
    for (const payload of [undefined, {}]) {
      const { access_token: token } = (await order(payload)).json<{ access_token: string }>();
      const { tenantId, roles, clearance } = await app.get(TokenVerifier).verify(token);
      assert.deepEqual([tenantId, roles, clearance], ['demo', ['analyst'], 'UNCLASSIFIED']);
    }
  });

  it('publishes its public key, and nothing else of it', async () => {
    const { keys } = (await app.inject({ url: '/dev/jwks.json', headers: LOCAL })).json<{ keys: Record<string, string>[] }>();
    assert.equal(keys.length, 1);
    assert.deepEqual(Object.keys(keys[0]).toSorted(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('names every wrong field', async () => {
    const wrong = {
      tenant: 'Acme Corp',
      roles: ['analyst', 'root'],
      clearance: 'COSMIC',
      countries: ['gb'],
      sub: '',
      ttl: '2d',
      admin: true,
    };
    const response = await order(wrong);
    assert.equal(response.statusCode, 400);
    assert.match(String(response.headers['content-type']), /^application\/problem\+json/);
    const { code, errors } = response.json<{ code: string; errors: { field: string; message: string }[] }>();
    assert.equal(code, 'INVALID_INPUT');
    assert.deepEqual(
      errors.map(({ field }) => field),
      ['tenant', 'roles.1', 'clearance', 'countries.0', 'sub', 'ttl', ''],
    );
    assert.match(errors.at(-1)!.message, /admin/);
  });

  it('refuses a body that is no object, and a token that would live too long', async () => {
    assert.equal((await order([])).statusCode, 400);
    for (const ttl of [901, '16m', 0, -1, 1.5, '1e2', null])
      assert.equal((await order({ ttl })).json<{ errors: { field: string }[] }>().errors[0]?.field, 'ttl');
  });

  describe('answers only this machine', () => {
    const strangers: [string, Record<string, string>, string?][] = [
      ['a peer on another machine', LOCAL, '10.0.0.7'],
      ['a peer on another machine, in IPv6', LOCAL, '2001:db8::1'],
      ['a Host that was rebound', { host: 'evil.example:3000' }],
      ['a Host that begins like this machine', { host: '127.0.0.1.evil.example' }],
      ['a page of another site', { ...LOCAL, origin: 'https://evil.example' }],
      ['a page without an origin', { ...LOCAL, origin: 'null' }],
      ['a caller behind a proxy', { ...LOCAL, 'x-forwarded-for': '127.0.0.1' }],
    ];
    for (const [name, headers, remoteAddress] of strangers)
      it(`not ${name}`, async () => {
        for (const response of [
          await order({}, headers, remoteAddress),
          await app.inject({ url: '/dev/jwks.json', headers, ...(remoteAddress && { remoteAddress }) }),
        ]) {
          assert.equal(response.statusCode, 403);
          assert.equal(response.json<{ code: string }>().code, 'FORBIDDEN');
        }
      });

    it('by any of its names', async () => {
      for (const [host, peer] of [
        ['localhost:3000', '127.0.0.1'],
        ['[::1]:3000', '::1'],
        ['127.0.0.1', '::ffff:127.0.0.1'],
        ['127.8.9.10', '127.8.9.10'],
      ] as const)
        assert.equal((await order({}, { host }, peer)).statusCode, 200, host);
    });
  });

  it('signs nothing that outlives the maximum', async () => {
    const issuer = issuerOf(app);
    const subject = {
      tenant: 'demo',
      org: 'demo-org',
      roles: ['analyst'],
      clearance: 'SECRET',
      countries: [],
      sub: 'a',
    } as const;
    await assert.rejects(issuer.mint({ ...subject, actorKind: 'human', ttlSeconds: 901 }), RangeError);
  });

  it('puts claims where the configuration looks for them', async () => {
    const config = loadConfig({ AUTH_CLAIM_ROLES: 'realm_access.roles', AUTH_CLAIM_TENANT: 'https://acme.example/tenant' });
    const issuer = new DevelopmentIssuer(config);
    const token = await issuer.mint({
      tenant: 'acme',
      org: 'acme-cti',
      roles: ['supervisor'],
      clearance: 'SECRET',
      countries: [],
      sub: 'importer',
      actorKind: 'service',
      ttlSeconds: 60,
    });
    const { tenantId, roles, actorKind } = await new TokenVerifier(config.auth, INSTANCE_KEY, issuer).verify(token);
    assert.deepEqual([tenantId, roles, actorKind], ['acme', ['supervisor'], 'service']);
  });

  it('cannot exist in production, nor beside a configured issuer', () => {
    const development = loadConfig({});
    const configured = loadConfig({ AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE, AUTH_JWKS_URI: `${ISSUER}/keys` });
    assert.throws(() => new DevelopmentIssuer({ ...development, environment: 'production' }), /only outside production/);
    assert.throws(() => new DevelopmentIssuer(configured), /without a configured issuer/);
    assert.throws(() => AuthModule.register(configured, INSTANCE_KEY, issuerOf(app)), /without a configured issuer/);
    assert.throws(() => AuthModule.register(development, INSTANCE_KEY), /without a configured issuer/);
  });
});
