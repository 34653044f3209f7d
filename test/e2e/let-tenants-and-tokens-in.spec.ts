/** Who is let in: tenants and organisations that superusers registered, or that were used, and tokens that nobody revoked. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { claimsAt, IdentityProvider } from '../integration/auth/identity-provider.js';
import { type GraphqlAnswer, startTestApplication, type TestApplication } from '../spec/application.js';
import { LiveClient } from '../spec/live-client.js';
import { freshStores, type FreshStores } from '../spec/stores.js';
import { create } from './requests.js';

const ME = '{ me { tenantId } }';
const TENANTS = `query ($atLeast: Position) { tenants(atLeast: $atLeast) { nodes { tenant name onFirstUse organisations { id name retiredAt } } } }`;

describe('tenants that have to be registered', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let sue: string;
  before(async () => {
    app = await startTestApplication({ env: { TENANTS: 'registered' } });
    sue = await app.token({ tenant: 'centre', sub: 'sue', roles: ['superuser'] });
  });
  after(() => app?.stop());

  const member = (org: string) => app.token({ tenant: 'acme', org, sub: 'al', roles: ['analyst'] });
  const reasonFor = async (token: string): Promise<string> => {
    const response = await fetch(`${app.url}/api/v1/stream/dashboard`, { headers: { authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    return response.status === 401
      ? (/error_description="([^"]*)"/.exec(response.headers.get('www-authenticate')!)?.[1] ?? '')
      : '';
  };
  const run = (token: string, mutation: string, input: object, tenant?: string): Promise<GraphqlAnswer> => {
    const type = `${mutation.includes('Organisation') ? (mutation.startsWith('add') ? 'OrganisationInput' : 'RetireTenantOrganisationInput') : 'CreateTenantInput'}!`;
    return app.ask(
      token,
      `mutation ($input: ${type}${tenant ? ', $tenant: String!' : ''}) { ${mutation}(input: $input${tenant ? ', tenant: $tenant' : ''}) {
        record { tenant name organisations { id name retiredAt } } receipt { position } } }`,
      { input, tenant },
    );
  };

  it('let nobody in before a superuser registered them, but the superuser', async () => {
    const al = await member('cti');
    assert.equal((await app.ask(al, ME)).status, 401);
    assert.match(await reasonFor(al), /not registered here. Ask a superuser/);
    assert.equal((await app.data(sue, ME)).me.tenantId, 'centre');
    const { data } = await run(sue, 'createTenant', {
      tenant: 'acme',
      name: 'Acme',
      organisations: [{ id: 'cti', name: 'CTI' }],
    });
    assert.deepEqual(data.createTenant.record.organisations, [{ id: 'cti', name: 'CTI', retiredAt: null }]);
    await create(app, al, { title: 'Let in' });
    const { tenants } = await app.data(sue, TENANTS, { atLeast: data.createTenant.receipt.position });
    assert.deepEqual(
      tenants.nodes.map(({ tenant, onFirstUse }: { tenant: string; onFirstUse: boolean }) => [tenant, onFirstUse]),
      [['acme', false]],
    );
  });

  it('let in the organisations that they have, while they have them', async () => {
    const soc = await member('soc');
    assert.match(await reasonFor(soc), /organisation of the access token/);
    await run(sue, 'addTenantOrganisation', { id: 'soc', name: 'SOC' }, 'acme');
    assert.equal((await app.data(soc, ME)).me.tenantId, 'acme');
    const { data } = await run(sue, 'retireTenantOrganisation', { organisationId: 'soc' }, 'acme');
    assert.ok(data.retireTenantOrganisation.record.organisations[1].retiredAt);
    assert.equal((await app.ask(soc, ME)).status, 401);
  });

  it('are the business of superusers alone', async () => {
    const admin = await app.token({ tenant: 'acme', org: 'cti', sub: 'adam', roles: ['tenant_admin', 'supervisor'] });
    assert.equal((await run(admin, 'createTenant', { tenant: 'x', name: 'X' })).errors[0]?.extensions.code, 'FORBIDDEN');
    assert.equal((await app.ask(admin, TENANTS)).errors[0]?.extensions.code, 'FORBIDDEN');
    const code = async (input: object) => (await run(sue, 'createTenant', input)).errors[0]?.extensions.code;
    assert.equal(await code({ tenant: 'acme', name: 'Again' }), 'TENANT_EXISTS');
    assert.equal(await code({ tenant: 'ledger-system', name: 'Mine' }), 'INVALID_INPUT');
    assert.equal(await code({ tenant: 'Not An Id', name: 'Mine' }), 'INVALID_INPUT');
    await assert.rejects(async () => app.token({ tenant: 'ledger-system' }), /reserved/);
  });
});

describe('tenants that come to be on their first use', function () {
  this.timeout(60_000);

  it('are known, with their organisations, once something of theirs is recorded, and not for looking in', async () => {
    const app = await startTestApplication();
    try {
      const sue = await app.token({ tenant: 'centre', sub: 'sue', roles: ['superuser'] });
      await app.data(await app.token({ tenant: 'looker', sub: 'lo' }), ME);
      for (const org of ['cti', 'soc', 'cti'])
        await create(app, await app.token({ tenant: 'acme', org, sub: org }), { title: `From ${org}` });
      const { tenants } = await app.data(sue, TENANTS, { atLeast: `${await app.application.kernel.log.head()}` });
      assert.deepEqual(tenants.nodes, [
        {
          tenant: 'acme',
          name: 'acme',
          onFirstUse: true,
          organisations: ['cti', 'soc'].map((id) => ({ id, name: id, retiredAt: null })),
        },
      ]);
    } finally {
      await app.stop();
    }
  });
});

describe('a token that was revoked', function () {
  this.timeout(90_000);
  let provider: IdentityProvider;
  let stores: FreshStores;
  let env: Record<string, string>;
  let here: TestApplication;
  let there: TestApplication;
  before(async () => {
    provider = await IdentityProvider.start();
    const { issuer, audience } = provider.rules;
    env = { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URI: provider.jwksUri, DEMO: '0' };
    stores = await freshStores();
    here = await startTestApplication({ stores, env });
    there = await startTestApplication({ stores, env: { ...env, PROJECTIONS: 'external' } });
  });
  after(async () => {
    await there?.stop();
    await here?.stop();
    await stores?.stop();
    await provider?.stop();
  });

  const token = (claims: Record<string, unknown> = {}) => {
    const jti = randomUUID();
    return { jti, text: provider.token(claimsAt(Date.now(), { jti, ...claims })) };
  };
  const revoke = (app: TestApplication, by: string, input: object) =>
    app.ask(
      by,
      'mutation ($input: RevokeTokenInput!) { revokeToken(input: $input, reason: "Lost laptop") { record { jti tenant until } receipt { id position } } }',
      { input },
    );
  const admin = (tenant = 'acme') => token({ sub: 'adam', tenant, roles: ['tenant_admin'] }).text;
  const refused = async (app: TestApplication, text: string): Promise<boolean> => (await app.ask(text, ME)).status === 401;
  const becomesRefused = async (app: TestApplication, text: string): Promise<void> => {
    while (!(await refused(app, text))) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('is refused in every process, also in one that starts later, and what was opened with it ends', async () => {
    const { jti, text } = token();
    assert.equal(await refused(there, text), false);
    const client = await LiveClient.connect(there.url, text);
    const { data, errors } = await revoke(here, admin(), { jti });
    assert.deepEqual(errors, []);
    assert.deepEqual([data.revokeToken.record.jti, data.revokeToken.record.tenant], [jti, 'acme']);
    assert.ok(await refused(here, text));
    await becomesRefused(there, text);
    assert.equal((await client.closed).code, 4401);
    await there.stop();
    there = await startTestApplication({ stores, env: { ...env, PROJECTIONS: 'external' } });
    assert.ok(await refused(there, text));
    assert.equal(await refused(there, token().text), false);
  });

  it('is revoked by an administrator of its own tenant, or by a superuser', async () => {
    const { jti, text } = token();
    const analyst = token({ roles: ['supervisor'] }).text;
    assert.equal((await revoke(here, analyst, { jti })).errors[0]?.extensions.code, 'FORBIDDEN');
    assert.deepEqual((await revoke(here, admin('elsewhere'), { jti })).errors, []);
    assert.equal(await refused(here, text), false);
    const sue = token({ sub: 'sue', tenant: 'centre', roles: ['superuser'] }).text;
    assert.equal(
      (await revoke(here, sue, { jti, until: '2026-01-01T00:00:00Z' })).errors[0]?.extensions.code,
      'UNTIL_OUT_OF_RANGE',
    );
    assert.deepEqual((await revoke(here, sue, { jti })).data.revokeToken.record.tenant, null);
    assert.ok(await refused(here, text));
  });
});
