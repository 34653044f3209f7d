/** An administrator or auditor learns which rule lets whom see a record, now and on a past day. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, change, create } from './requests.js';

const EXPLAIN = `query ($id: UUID!, $actor: AccessActorInput) { explainAccess(type: "intelReport", id: $id, actor: $actor) {
  visible secrecyLevel tlp organisationId recipients { actorId name } rules { rule needs passes } decisions { action allowed rule } } }`;
const REPLAY = `query ($id: UUID!, $position: Position, $actor: AccessActorInput) {
  whoCouldSee(type: "intelReport", id: $id, position: $position, actor: $actor) { couldSee revision secrecyLevel rules { rule needs passes } } }`;

describe('explaining access', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let author: string;
  let auditor: string;
  before(async () => {
    app = await startTestApplication();
    author = await app.token({ org: 'alpha', sub: 'ann', name: 'Ann', roles: ['supervisor'], countries: ['GB'] });
    auditor = await app.token({ org: 'alpha', sub: 'audrey', roles: ['auditor'], countries: ['GB'] });
  });
  after(() => app?.stop());

  const explain = async (id: string, actor?: object) => (await app.data(auditor, EXPLAIN, { id, actor })).explainAccess;
  const failing = ({ rules }: { rules: readonly { rule: string; passes: boolean }[] }) =>
    rules.filter(({ passes }) => !passes).map(({ rule }) => rule);
  const reader = { organisationId: 'alpha', clearance: 'SECRET', countries: ['GB'], roles: ['senior_analyst'] };

  it('names each rule, what it asks for and who fails it', async () => {
    const marking = {
      secrecyLevel: 'CONFIDENTIAL',
      organisations: ['beta'],
      releasableTo: ['GB', 'US'],
      notReleasableTo: ['FR'],
    };
    const { record } = await create(app, author, { title: 'Harbour', ...marking });
    const allowed = await explain(record.id, reader);
    assert.deepEqual([allowed.visible, failing(allowed)], [true, []]);
    const decision = (action: string) => allowed.decisions.find((one: { action: string }) => one.action === action);
    assert.deepEqual(decision('read'), { action: 'read', allowed: true, rule: null });
    assert.deepEqual(decision('report.publish'), { action: 'report.publish', allowed: true, rule: null });
    assert.deepEqual(decision('source.retire'), { action: 'source.retire', allowed: false, rule: 'role' });
    const denied = await explain(record.id, { ...reader, organisationId: 'gamma', clearance: 'RESTRICTED', countries: ['FR'] });
    assert.equal(denied.visible, false);
    assert.deepEqual(failing(denied), ['clearance', 'organisation', 'not-releasable', 'releasable-to']);
    const needs = Object.fromEntries(denied.rules.map(({ rule, needs: text }: { rule: string; needs: string }) => [rule, text]));
    assert.equal(needs['clearance'], 'clearance CONFIDENTIAL or higher');
    assert.equal(needs['organisation'], 'one of the organisations alpha, beta');
    assert.equal(needs['tlp-recipients'], null);
    assert.deepEqual(failing(await explain(record.id, { ...reader, tenantId: 'elsewhere' })), ['tenant']);
    assert.equal((await explain(record.id)).visible, true);
  });

  it('names the people that a record is for', async () => {
    const recipients = [await actorOf(app, auditor)];
    const { record } = await create(app, author, { title: 'For two', tlp: 'RED', secrecyLevel: 'RESTRICTED', recipients });
    const { recipients: named, rules } = await explain(record.id, reader);
    assert.deepEqual(
      named.map(({ name }: { name: string }) => name),
      [recipients[0], 'Ann'],
    );
    assert.deepEqual(failing({ rules }), ['tlp-recipients']);
    assert.equal((await explain(record.id, { ...reader, actorId: await actorOf(app, author) })).visible, true);
  });

  it('tells who could see a record on a past day, by its marking then', async () => {
    const { record, receipt } = await create(app, author, { title: 'Raised', secrecyLevel: 'RESTRICTED' });
    await change(app, author, 'reviseIntelligenceReport', {
      id: record.id,
      input: { secrecyLevel: 'SECRET' },
      reason: 'Source at risk',
    });
    const low = { ...reader, clearance: 'RESTRICTED' };
    const replay = async (variables: object) => (await app.data(auditor, REPLAY, { id: record.id, ...variables })).whoCouldSee;
    const then = await replay({ position: receipt.position, actor: low });
    assert.deepEqual([then.couldSee, then.secrecyLevel], [true, 'RESTRICTED']);
    const now = await replay({ actor: low });
    assert.deepEqual([now.couldSee, now.secrecyLevel, failing(now)], [false, 'SECRET', ['clearance']]);
    const anybody = await replay({ position: receipt.position });
    assert.equal(anybody.couldSee, null);
    assert.ok(anybody.rules.every(({ passes }: { passes: boolean | null }) => passes === null));
  });

  it('is for administrators and auditors, of what they may see themselves', async () => {
    const { record } = await create(app, author, { title: 'Kept close', secrecyLevel: 'SECRET' });
    const code = async (token: string, query: string) =>
      (await app.ask(token, query, { id: record.id })).errors[0]?.extensions.code;
    const admin = await app.token({ sub: 'adam', roles: ['tenant_admin'], clearance: 'SECRET' });
    const low = await app.token({ sub: 'lo', roles: ['tenant_admin', 'auditor'], clearance: 'RESTRICTED' });
    const stranger = await app.token({ tenant: 'elsewhere', roles: ['auditor'] });
    for (const query of [EXPLAIN, REPLAY]) {
      assert.equal(await code(author, query), 'FORBIDDEN');
      assert.equal(await code(admin, query), undefined);
      assert.equal(await code(low, query), 'NOT_FOUND');
      assert.equal(await code(stranger, query), 'NOT_FOUND');
    }
  });
});
