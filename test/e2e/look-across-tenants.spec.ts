/** A superuser looks into other tenants: under a session that both logs tell of, reading only, and seen by each tenant's auditor. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { Clock } from '../../src/ledger/clock.js';
import { SYSTEM_TENANT } from '../../src/ledger/stream-name.js';
import { tenantCopyId } from '../../src/superuser/superuser-session.type.js';
import { type GraphqlAnswer, startTestApplication, type TestApplication } from '../spec/application.js';
import { LiveClient } from '../spec/live-client.js';
import { actorOf, change, create } from './requests.js';

class SetClock extends Clock {
  ahead = 0;
  now(): Date {
    return new Date(Date.now() + this.ahead);
  }
}
const HOUR = 3_600_000;
const OPEN = `mutation ($input: OpenSuperuserSessionInput!, $key: String) { openSuperuserSession(input: $input, idempotencyKey: $key) {
  record { id tenants reason superuser homeTenant running scopes { query } } receipt { id position } } }`;
const SESSIONS = `query ($atLeast: Position) { superuserSessions(atLeast: $atLeast) { nodes {
  id recordId superuser superuserId homeTenant tenants reason from until running scopes { tenant query } } } }`;
const TITLES = '{ intelligenceReports(first: 200) { totalCount nodes { title } } }';

describe('looking across tenants', function () {
  this.timeout(90_000);
  const clock = new SetClock();
  let app: TestApplication;
  let sue: string;
  let auditor: string;
  let sueId: string;
  let shown: string;
  let hidden: string;
  let visible: string;
  before(async () => {
    app = await startTestApplication({ clock });
    sue = await app.token({
      tenant: 'centre',
      org: 'north',
      sub: 'sue',
      name: 'Sue',
      roles: ['superuser'],
      clearance: 'CONFIDENTIAL',
    });
    auditor = await app.token({ tenant: 'borealis', sub: 'audrey', roles: ['auditor'] });
    sueId = await actorOf(app, sue);
    const author = await app.token({ tenant: 'borealis', org: 'north', sub: 'bo', roles: ['supervisor'], countries: ['GB'] });
    const write = (input: object) => create(app, author, input as never);
    await write({ title: 'Harbour' });
    await write({ title: 'Above her clearance', secrecyLevel: 'SECRET' });
    await write({ title: 'For the owners', tlp: 'AMBER_STRICT', secrecyLevel: 'RESTRICTED' });
    await write({ title: 'For two organisations', organisations: ['south'], secrecyLevel: 'RESTRICTED' });
    hidden = (await write({ title: 'For named people', tlp: 'RED', secrecyLevel: 'RESTRICTED' })).receipt.id;
    await write({ title: 'Not for everybody abroad', releasableTo: ['GB'], secrecyLevel: 'RESTRICTED' });
    const red = await write({ title: 'For her', tlp: 'RED', secrecyLevel: 'RESTRICTED', recipients: [sueId] });
    shown = red.receipt.position;
    visible = red.receipt.id;
    await create(app, await app.token({ tenant: 'acme', sub: 'al', roles: ['analyst'] }), { title: 'Cargo' });
  });
  after(() => app?.stop());
  afterEach(() => (clock.ahead = 0));

  const ask = async (token: string, query: string, headers: Record<string, string>, variables = {}): Promise<GraphqlAnswer> => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data: GraphqlAnswer['data']; errors?: GraphqlAnswer['errors'] };
    return { status: response.status, data: body.data, errors: body.errors ?? [] };
  };
  const expiresAt = new Date(Date.now() + 4 * HOUR).toISOString();
  const open = async (tenants: readonly string[], more: object = {}) => {
    const input = { tenants, reason: 'Shared infrastructure', expiresAt };
    const { openSuperuserSession } = await app.data(sue, OPEN, { input, ...more });
    return openSuperuserSession;
  };
  const under = (session: string, tenant?: string) => ({
    'x-superuser-session': session,
    ...(tenant ? { 'x-superuser-tenant': tenant } : {}),
  });
  const titles = async (session: string, tenant?: string): Promise<readonly string[]> => {
    const { data, errors } = await ask(sue, TITLES.replace('first', `atLeast: "${shown}", first`), under(session, tenant));
    assert.deepEqual(errors, []);
    return data.intelligenceReports.nodes.map(({ title }: { title: string }) => title).toSorted();
  };
  const seenBy = async (token: string) => {
    const atLeast = `${await app.application.kernel.log.head()}`;
    return (await app.data(token, SESSIONS, { atLeast })).superuserSessions.nodes;
  };
  const refusal = async (token: string, headers: Record<string, string>, query = TITLES): Promise<string> => {
    const { data, errors } = await ask(token, query, headers);
    assert.equal(data ?? null, null);
    return errors[0].extensions.code;
  };

  it('reads the tenant that it names, behind every wall but that of the tenant', async () => {
    assert.deepEqual((await ask(sue, TITLES, {})).data.intelligenceReports.nodes, []);
    const { record } = await open(['borealis', 'acme']);
    assert.deepEqual(await titles(record.id), ['For her', 'Harbour']);
    assert.deepEqual(await titles(record.id, 'acme'), ['Cargo']);
    const { data } = await ask(
      sue,
      '{ me { tenantId organisationId roles } intelligenceDashboard { reportCount } }',
      under(record.id),
    );
    assert.deepEqual(data.me, { tenantId: 'borealis', organisationId: '', roles: ['superuser'] });
    assert.equal(data.intelligenceDashboard.reportCount, 2);
    for (const field of [
      'intelligenceReport(id: $id)',
      'recordHistory(type: "intelReport", id: $id)',
      'recordAsOf(type: "intelReport", id: $id)',
    ])
      for (const [id, code] of [
        [hidden, 'NOT_FOUND'],
        [visible, undefined],
      ] as const) {
        const { errors } = await ask(sue, `query ($id: UUID!) { ${field} { id } }`, under(record.id), { id });
        assert.equal(errors[0]?.extensions.code, code, field);
      }
  });

  it('is on both logs, where each tenant finds what concerns it and nothing of the others', async () => {
    const { record, receipt } = await open(['borealis', 'acme'], { key: 'both' });
    assert.deepEqual((await open(['borealis', 'acme'], { key: 'both' })).receipt, receipt);
    await titles(record.id);
    await titles(record.id);
    await ask(
      sue,
      '{ a: search(text: "x") { totalCount } b: search(text: "y") { totalCount } me { actorId } }',
      under(record.id),
    );
    const found = (await seenBy(auditor)).find(({ id }: { id: string }) => id === record.id);
    assert.deepEqual(
      [found.superuser, found.superuserId, found.homeTenant, found.tenants, found.reason, found.running],
      ['Sue', sueId, 'centre', ['borealis'], 'Shared infrastructure', true],
    );
    assert.deepEqual(found.scopes.map(({ query }: { query: string }) => query).toSorted(), [
      'intelligenceReports',
      'me',
      'search',
    ]);
    const admin = await app.token({ tenant: 'acme', sub: 'adam', roles: ['tenant_admin'] });
    const theirs = (await seenBy(admin)).find(({ id }: { id: string }) => id === record.id);
    assert.deepEqual([theirs.tenants, theirs.scopes], [['acme'], []]);

    const history = 'query ($id: UUID!) { recordHistory(type: "superuserSession", id: $id) { frames { label reason actorId } } }';
    const { recordHistory } = await app.data(auditor, history, { id: found.recordId });
    assert.equal(recordHistory.frames[0].label, 'Superuser session opened');
    assert.equal(recordHistory.frames.length, 4);
    const analyst = await app.token({ tenant: 'borealis', sub: 'bo', roles: ['analyst'] });
    assert.equal((await app.ask(analyst, history, { id: found.recordId })).errors[0]?.extensions.code, 'NOT_FOUND');
    assert.equal((await app.ask(analyst, SESSIONS)).errors[0]?.extensions.code, 'FORBIDDEN');

    const own = await app.data(
      sue,
      `{ mySuperuserSessions(atLeast: "${await app.application.kernel.log.head()}") { nodes { id tenants scopes { tenant } } } }`,
    );
    const mine = own.mySuperuserSessions.nodes.find(({ id }: { id: string }) => id === record.id);
    assert.deepEqual([mine.tenants, mine.scopes.length], [['borealis', 'acme'], 3]);
  });

  it('changes nothing and follows nothing', async () => {
    const { record } = await open(['borealis']);
    const head = await app.application.kernel.log.head();
    for (const mutation of [
      'mutation { createIntelligenceReport(input: { title: "Mine" }) { record { id } } }',
      `mutation { closeSuperuserSession(id: "${record.id}") { record { id } } }`,
      'mutation { createTenant(input: { tenant: "x", name: "X" }) { record { tenant } } }',
    ])
      assert.equal(await refusal(sue, under(record.id), mutation), 'FORBIDDEN');
    const headers = { authorization: `Bearer ${sue}`, ...under(record.id) };
    const stream = await fetch(`${app.url}/api/v1/stream/dashboard`, { headers });
    assert.equal(stream.status, 403);
    const bundle = { method: 'POST', headers: { ...headers, 'content-type': 'application/stix+json' }, body: '{}' };
    assert.equal((await fetch(`${app.url}/api/v1/stix/import`, bundle)).status, 403);
    await assert.rejects(LiveClient.open(app.url, { headers }));
    assert.equal(await app.application.kernel.log.head(), head);
  });

  it('is for its own superuser, for the tenants that it names, until it ends', async () => {
    const { record } = await open(['borealis']);
    const head = await app.application.kernel.log.head();
    const other = await app.token({ tenant: 'centre', org: 'north', sub: 'sam', roles: ['superuser'] });
    const analyst = await app.token({ tenant: 'centre', org: 'north', sub: 'sue', roles: ['analyst', 'tenant_admin'] });
    assert.equal(await refusal(other, under(record.id)), 'FORBIDDEN');
    assert.equal(await refusal(analyst, under(record.id)), 'FORBIDDEN');
    assert.equal(await refusal(sue, under(randomUUID())), 'FORBIDDEN');
    assert.equal(await refusal(sue, under(record.id, 'acme')), 'FORBIDDEN');
    assert.equal(await refusal(sue, under('nonsense')), 'INVALID_INPUT');
    assert.equal(await refusal(sue, { 'x-superuser-tenant': 'borealis' }), 'INVALID_INPUT');
    clock.ahead = 5 * HOUR;
    assert.equal(await refusal(sue, under(record.id)), 'FORBIDDEN');
    clock.ahead = 0;
    assert.equal(await app.application.kernel.log.head(), head);
    const closing = `mutation { closeSuperuserSession(id: "${record.id}") { record { running until } } }`;
    assert.equal((await app.ask(other, closing)).errors[0]?.extensions.code, 'NOT_FOUND');
    assert.equal((await app.data(sue, closing)).closeSuperuserSession.record.running, false);
    assert.equal(await refusal(sue, under(record.id)), 'FORBIDDEN');
    const found = (await seenBy(auditor)).find(({ id }: { id: string }) => id === record.id);
    assert.equal(found.running, false);
  });

  it('is opened by superusers alone, with a reason, for tenants that there are, and for at most 8 hours', async () => {
    const input = { tenants: ['borealis'], reason: 'Why', expiresAt: new Date(Date.now() + HOUR).toISOString() };
    const code = async (token: string, changes: object) =>
      (await app.ask(token, OPEN, { input: { ...input, ...changes } })).errors[0]?.extensions.code;
    assert.equal(await code(auditor, {}), 'FORBIDDEN');
    assert.equal(await code(await app.token({ roles: ['tenant_admin', 'supervisor'] }), {}), 'FORBIDDEN');
    assert.equal(await code(sue, { reason: ' ' }), 'INVALID_INPUT');
    assert.equal(await code(sue, { tenants: [] }), 'INVALID_INPUT');
    assert.equal(await code(sue, { tenants: ['never-heard-of'] }), 'INVALID_INPUT');
    assert.equal(await code(sue, { tenants: [SYSTEM_TENANT] }), 'INVALID_INPUT');
    assert.equal(await code(sue, { expiresAt: new Date(Date.now() + 9 * HOUR).toISOString() }), 'EXPIRY_OUT_OF_RANGE');
  });

  it('completes what an interruption left out of a tenant log before it reads there', async () => {
    const { record } = await open(['acme', 'borealis']);
    const client = EventStoreDBClient.connectionString(app.stores.eventStoreUrl);
    await client.deleteStream(`superuserSession-acme.${tenantCopyId('acme', record.id)}`);
    await client.dispose();
    assert.deepEqual(await titles(record.id), ['Cargo']);
    const admin = await app.token({ tenant: 'acme', sub: 'adam', roles: ['tenant_admin'] });
    const found = (await seenBy(admin)).find(({ id }: { id: string }) => id === record.id);
    assert.deepEqual(found.scopes, [{ tenant: 'acme', query: 'intelligenceReports' }]);
  });

  it('shows nothing that could not be written down first', async () => {
    const { record } = await open(['borealis']);
    const client = EventStoreDBClient.connectionString(app.stores.eventStoreUrl);
    // A copy that cannot be read cannot be written to either.
    await client.appendToStream(`superuserSession-borealis.${tenantCopyId('borealis', record.id)}`, [
      jsonEvent({ type: 'SuperuserSessionScoped', data: {}, metadata: {} }),
    ]);
    await client.dispose();
    assert.equal(await refusal(sue, under(record.id)), 'INTERNAL');
  });

  it('answers nothing while the logs cannot be reached', async () => {
    const lone = await startTestApplication();
    try {
      const author = await lone.token({ tenant: 'acme', roles: ['analyst'] });
      await change(lone, author, 'createIntelligenceReport', { input: { title: 'Cargo' } });
      const superuser = await lone.token({ tenant: 'centre', sub: 'sue', roles: ['superuser'] });
      const input = { tenants: ['acme'], reason: 'Why', expiresAt: new Date(Date.now() + HOUR).toISOString() };
      const { openSuperuserSession } = await lone.data(superuser, OPEN, { input });
      await lone.stores.stop();
      const response = await fetch(`${lone.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${superuser}`,
          ...under(openSuperuserSession.record.id),
        },
        body: JSON.stringify({ query: '{ me { tenantId } }' }),
      });
      const body = await response.text();
      assert.equal(response.status, 503, body);
      assert.match(body, /UNAVAILABLE/);
      assert.doesNotMatch(body, /acme/);
    } finally {
      await lone.stop().catch(() => undefined);
    }
  });
});
