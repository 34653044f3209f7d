/** Analysts name techniques of ATT&CK: against the releases that their administrator loaded, each use with the release of its time. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { NavigatorLayer } from '../../src/exchange/attack/navigator-layer.measure.js';
import {
  attackBundle,
  COPYRIGHT,
  type PlannedRelease,
  type PlannedTactic,
  type PlannedTechnique,
  TECHNIQUES,
} from '../examples/attack.js';
import { type Claims, startTestApplication, type TestApplication } from '../spec/application.js';
import { field } from './profiles.js';
import { bundleOf, importText, stix } from './shared-stix.js';

const INDEX = path.resolve(process.env.LEDGER_SHARED ?? '../shared', 'data/attack/attack-techniques.json');
const USE = 'techniques { id name tactics domain release status successor note }';
const V18: PlannedRelease = { domain: 'enterprise', version: '18.1', techniques: TECHNIQUES };
const RENAMED: readonly PlannedTechnique[] = TECHNIQUES.map((one) =>
  one.id === 'T1566' ? { ...one, name: 'Phishing, renamed' } : one,
);
const RULE = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };

describe('naming techniques of ATT&CK', function () {
  this.timeout(180_000);
  let app: TestApplication;
  const run = field(() => app);
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const someone = (tenant: string, roles: readonly string[], claims: Claims = {}) =>
    app.token({ tenant, org: 'soc', sub: roles.join(), roles, clearance: 'SECRET', ...claims });
  const load = async (token: string, body: string, query = '') => {
    const response = await fetch(`${app.url}/api/v1/attack/releases${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/stix+json' },
      body,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const layerOf = async (token: string, query: string): Promise<NavigatorLayer> => {
    const response = await fetch(`${app.url}/api/v1/attack/navigator?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(response.status, 200);
    return (await response.json()) as NavigatorLayer;
  };
  const scoresOf = ({ techniques }: NavigatorLayer) =>
    Object.fromEntries(techniques.map(({ techniqueID, score, comment }) => [techniqueID, [score, comment]]));
  const head = () => app.application.kernel.log.head();
  const draft = (token: string, techniqueIds: readonly string[], more: object = {}) =>
    run(token, 'createIntelligenceReport', { input: { title: 'Lures', techniqueIds, ...more } }, `id ${USE}`);

  it('without a release says that only the syntax was checked; with one refuses what it does not know', async () => {
    const admin = await someone('first', ['tenant_admin']);
    const analyst = await someone('first', ['senior_analyst']);
    const unchecked = (await draft(analyst, ['T1999'])).record;
    assert.deepEqual(unchecked.techniques, [
      {
        id: 'T1999',
        name: null,
        tactics: [],
        domain: null,
        release: null,
        status: 'unchecked',
        successor: null,
        note: 'was checked by its syntax only: no release of ATT&CK Enterprise or Mobile is chosen',
      },
    ]);
    const refusedLoad = await load(analyst, attackBundle(V18));
    assert.equal(refusedLoad.status, 403);
    const broken = await load(admin, '{"objects": [', '?name=attack.json');
    assert.equal(broken.status, 400);
    assert.match(String(broken.body['detail']), /attack\.json: it is not valid JSON, line 1/);

    const { status, body } = await load(admin, attackBundle(V18), '?name=attack.json');
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body['outcome'], body['chosen'], body['notice']], ['loaded', true, [COPYRIGHT]]);
    const before = await head();
    assert.equal((await load(admin, attackBundle(V18))).body['outcome'], 'unchanged');
    assert.equal(await head(), before);
    const other = await load(admin, attackBundle({ ...V18, techniques: RENAMED }));
    assert.deepEqual([other.status, other.body['code']], [422, 'RELEASE_DIFFERS']);

    const { record } = await draft(analyst, ['T1566', 'T1192', 'T1051']);
    assert.deepEqual(
      record.techniques.map((use: Record<string, unknown>) => [use['name'], use['release'], use['status'], use['successor']]),
      [
        ['Phishing', '18.1', 'current', null],
        ['Spearphishing Link', '18.1', 'revoked', 'T1566.002'],
        ['Shared Webroot', '18.1', 'deprecated', null],
      ],
    );
    const refusals = [
      ['createIntelligenceReport', { input: { title: 'Lures', techniqueIds: ['T1566', 'T1999'] } }, 'input.techniqueIds.1'],
      ['openIncident', { input: { title: 'Lures', severity: 'low', techniqueIds: ['T1999'] } }, 'input.techniqueIds.0'],
      ['createAttackPattern', { input: { name: 'Lures', attackId: 'T1999' } }, 'input.attackId'],
    ] as const;
    for (const [mutation, args, at] of refusals) {
      const { message, extensions } = await run.refused(analyst, mutation, args);
      assert.equal(extensions.code, 'INVALID_INPUT');
      assert.match(message, new RegExp(`${at} T1999 is not a technique of ATT&CK Enterprise 18.1`));
    }
    const rule = await run.refused(admin, 'createDetectionRule', { input: { name: 'Lures', techniqueIds: ['T1999'] } });
    assert.match(rule.message, /T1999/);

    const keeps = { id: unchecked.id, input: { title: 'More lures', techniqueIds: ['T1999', 'T1003'] } };
    await run(analyst, 'reviseIntelligenceReport', keeps);
    const adds = { id: unchecked.id, input: { techniqueIds: ['T1999', 'T1998'] } };
    assert.match((await run.refused(analyst, 'reviseIntelligenceReport', adds)).message, /input\.techniqueIds\.1 T1998/);
  });

  it('keeps releases side by side, and shows each use by the release of its time', async () => {
    const admin = await someone('second', ['tenant_admin']);
    const analyst = await someone('second', ['senior_analyst']);
    await load(admin, attackBundle(V18));
    const { record: early } = await draft(analyst, ['T1566']);
    const pattern = await run(analyst, 'createAttackPattern', { input: { name: 'Lures', attackId: 'T1566' } });
    const next = await load(admin, attackBundle({ ...V18, version: '19.0', techniques: RENAMED }));
    assert.deepEqual([next.body['outcome'], next.body['chosen']], ['loaded', false]);
    const input = { domain: 'enterprise', version: '19.0' };
    const { errors } = await app.ask(
      analyst,
      'mutation { chooseAttackRelease(input: { domain: enterprise, version: "19.0" }) { receipt { id } } }',
    );
    assert.equal(errors[0].extensions.code, 'FORBIDDEN');
    await run(admin, 'chooseAttackRelease', { input }, 'version chosen');
    const { record: late } = await draft(analyst, ['T1566']);
    const named = async (id: string, args = '') => {
      const { intelligenceReport } = await app.data(
        analyst,
        `query ($id: UUID!) { intelligenceReport(id: $id) { techniques${args} { name release } } }`,
        { id },
      );
      return intelligenceReport.techniques[0];
    };
    assert.deepEqual(await named(early.id), { name: 'Phishing', release: '18.1' });
    assert.deepEqual(await named(early.id, '(now: true)'), { name: 'Phishing, renamed', release: '19.0' });
    assert.deepEqual(await named(late.id), { name: 'Phishing, renamed', release: '19.0' });
    const shown = await app.data(
      analyst,
      `query ($id: UUID!) {
        attackPattern(id: $id) { technique { name release status } }
        intelligenceReports(filter: { techniqueIds: ["T1566"] }, atLeast: "${await head()}") { nodes { techniques { release } } }
        attackReleases { domain version chosen techniqueCount subtechniqueCount revokedCount deprecatedCount spec }
        attackTechnique(id: "T1192", domain: enterprise, version: "18.1") { name status successor notice }
        attackTechniques(tactic: "initial-access", text: "spear") { id subtechniqueOf version } }`,
      { id: pattern.receipt.id },
    );
    assert.deepEqual(shown.attackPattern.technique, { name: 'Phishing', release: '18.1', status: 'current' });
    assert.deepEqual(
      shown.intelligenceReports.nodes.map(
        ({ techniques: [{ release }] }: never[] & { techniques: [{ release: string }] }) => release,
      ),
      ['19.0', '18.1'],
    );
    const counts = { techniqueCount: 2, subtechniqueCount: 1, revokedCount: 2, deprecatedCount: 1, spec: '3.3.0' };
    assert.deepEqual(shown.attackReleases, [
      { domain: 'enterprise', version: '18.1', chosen: false, ...counts },
      { domain: 'enterprise', version: '19.0', chosen: true, ...counts },
    ]);
    assert.deepEqual(shown.attackTechnique, {
      name: 'Spearphishing Link',
      status: 'revoked',
      successor: 'T1566.002',
      notice: [COPYRIGHT],
    });
    assert.deepEqual(shown.attackTechniques, [{ id: 'T1566.002', subtechniqueOf: 'T1566', version: '19.0' }]);

    await run(admin, 'retireAttackRelease', { input }, 'retired chosen');
    assert.deepEqual(await named(late.id), { name: 'Phishing, renamed', release: '19.0' });
    assert.deepEqual(await named(late.id, '(now: true)'), { name: null, release: null });
    const none = await app.ask(analyst, '{ attackTechnique(id: "T1566") { name } }');
    assert.equal(none.errors[0].extensions.code, 'NOT_FOUND');
    const others = await app.data(await someone('elsewhere', ['analyst']), '{ attackReleases(withRetired: true) { version } }');
    assert.deepEqual(others.attackReleases, []);
  });

  it('keeps what imports name, with a warning', async () => {
    const admin = await someone('third', ['tenant_admin']);
    await load(admin, attackBundle(V18));
    const pattern = stix('attack-pattern', '3', {
      name: 'Lures',
      external_references: [
        { source_name: 'mitre-attack', external_id: 'T1999' },
        { source_name: 'mitre-attack', external_id: 'T1192' },
      ],
    });
    const report = stix('report', '4', { name: 'Lures', published: '2026-01-02T08:00:00Z', object_refs: [pattern.id] });
    const { objects } = await importText(app, admin, bundleOf(pattern, report));
    const { outcome, reasons, record } = objects.find(({ stixType }) => stixType === 'report')!;
    assert.equal(outcome, 'created');
    assert.match(
      reasons.join('\n'),
      /T1999 is not a technique of ATT&CK Enterprise 18\.1\nT1192 is revoked in .*; use T1566\.002/,
    );
    const { intelligenceReport } = await app.data(admin, `{ intelligenceReport(id: "${record!.id}") { ${USE} } }`);
    assert.deepEqual(
      intelligenceReport.techniques.map(({ status }: { status: string }) => status),
      ['unknown', 'revoked'],
    );
    const row = 'INC1,New,0,01-03-2026 08:00,T1999';
    const mapping = {
      system: 'Desk',
      dates: { format: 'dd-MM-yyyy HH:mm', zone: 'UTC' },
      columns: { id: 'id', state: 'state', openedAt: 'opened', updatedAt: 'opened', techniques: 'techniques' },
      states: { New: 'new' },
    };
    const sent = await fetch(`${app.url}/api/v1/incidents/import?mapping=${encodeURIComponent(JSON.stringify(mapping))}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'text/csv' },
      body: `id,state,n,opened,techniques\n${row}`,
    });
    const receipt = (await sent.json()) as { incidents: object; warnings: readonly { line: number; reason: string }[] };
    assert.deepEqual(receipt.incidents, { opened: 1, updated: 0, unchanged: 0 }, JSON.stringify(receipt));
    assert.deepEqual(
      receipt.warnings.map(({ line, reason }) => [line, reason]),
      [[2, 'T1999 is not a technique of ATT&CK Enterprise 18.1']],
    );
  });

  it('draws layers for the Navigator of what the reader may see, hidden records never counted', async () => {
    const admin = await someone('fourth', ['tenant_admin']);
    const analyst = await someone('fourth', ['supervisor'], { clearance: 'TOP_SECRET' });
    const outsider = await someone('fourth', ['report_consumer'], { sub: 'olga', clearance: 'UNCLASSIFIED' });
    await draft(analyst, ['T1192', 'T1566.002', 'T1003'], RULE);
    await draft(analyst, ['T1566.002', 'T1999'], RULE);
    await draft(analyst, ['T1566', 'T1566.002'], { tlp: 'AMBER', secrecyLevel: 'SECRET' });
    await run(analyst, 'createDetectionRule', { input: { name: 'Off', techniqueIds: ['T1566'], ...RULE } });
    const rule = await run(analyst, 'createDetectionRule', { input: { name: 'On', techniqueIds: ['T1003', 'T1566'], ...RULE } });
    await run(analyst, 'enableDetectionRule', { id: rule.record.id });
    await run(analyst, 'recordDetectionRuleTest', { id: rule.record.id, input: { result: 'passed' } });
    const secret = await run(analyst, 'createDetectionRule', {
      input: { name: 'Secret', techniqueIds: ['T1051'], tlp: 'AMBER', secrecyLevel: 'SECRET' },
    });
    await run(analyst, 'enableDetectionRule', { id: secret.record.id });
    await app.data(
      admin,
      'mutation { declareDetectionScope(input: { version: "1", techniqueIds: ["T1003", "T1192"] }) { receipt { position } } }',
    );
    const pattern = await run(analyst, 'createAttackPattern', { input: { name: 'Lures', attackId: 'T1566', ...RULE } });
    for (const marking of [RULE, RULE, { tlp: 'AMBER', secrecyLevel: 'SECRET' }]) {
      const campaign = await run(analyst, 'createCampaign', { input: { name: 'Lures', ...marking } });
      const to = pattern.record.id;
      await run(analyst, 'linkCampaignToAttackPattern', { id: campaign.record.id, input: { to } });
    }
    const layer = async (token: string, of: string) => layerOf(token, `of=${of}&atLeast=${await head()}`);

    const bare = await layer(outsider, 'reports');
    assert.deepEqual(scoresOf(bare), {
      T1003: [1, '1 report'],
      T1192: [1, '1 report'],
      'T1566.002': [2, '2 reports'],
      T1999: [1, '1 report'],
    });
    assert.match(bare.description, /No release of ATT&CK is chosen/);
    await load(admin, attackBundle(V18));
    const reports = await layer(outsider, 'reports');
    assert.deepEqual(scoresOf(reports), {
      T1003: [1, '1 report'],
      'T1566.002': [2, '2 reports; also named by the revoked T1192'],
    });
    assert.deepEqual(
      [reports.domain, reports.versions, reports.gradient.maxValue],
      ['enterprise-attack', { attack: '18', navigator: '5.0.0', layer: '4.5' }, 2],
    );
    assert.ok(reports.metadata.some(({ value }) => value === COPYRIGHT));
    assert.deepEqual(scoresOf(await layer(analyst, 'reports'))['T1566.002'], [3, '3 reports; also named by the revoked T1192']);
    assert.deepEqual(scoresOf(await layer(outsider, 'campaigns')), { T1566: [2, '2 campaigns'] });
    assert.deepEqual(scoresOf(await layer(analyst, 'campaigns')), { T1566: [3, '3 campaigns'] });
    assert.deepEqual(scoresOf(await layer(outsider, 'coverage')), {
      T1003: [1, '1 enabled rule, 1 whose last test passed'],
      T1566: [1, '1 enabled rule, 1 whose last test passed'],
      'T1566.002': [0, '0 enabled rules'],
    });
    assert.equal(scoresOf(await layer(analyst, 'coverage'))['T1051'][0], 1);
    const wrong = await fetch(`${app.url}/api/v1/attack/navigator?of=nothing`, {
      headers: { authorization: `Bearer ${analyst}` },
    });
    assert.equal(wrong.status, 400);
    assert.deepEqual((await layerOf(analyst, 'of=reports&domain=ics')).techniques, []);
  });

  it('takes the releases of all three domains as MITRE numbers them', async function () {
    if (!existsSync(INDEX)) this.skip(); // needs the shared data
    const admin = await someone('fifth', ['tenant_admin']);
    const { _meta, techniques, tactics } = JSON.parse(readFileSync(INDEX, 'utf8')) as {
      _meta: {
        attackVersion: string;
        notice: string;
        counts: Record<string, { active: number; revoked: number; deprecated: number; sub: number }>;
      };
      techniques: readonly (PlannedTechnique & { domain: PlannedRelease['domain'] })[];
      tactics: readonly (PlannedTactic & { domain: string })[];
    };
    const query = `{ attackReleases { domain version techniqueCount subtechniqueCount revokedCount deprecatedCount tacticCount } }`;
    for (const domain of ['enterprise', 'ics', 'mobile'] as const) {
      const planned = {
        domain,
        version: _meta.attackVersion,
        techniques: techniques.filter((one) => one.domain === domain),
        tactics: tactics.filter((one) => one.domain === domain),
        notice: _meta.notice,
      };
      const { status, body } = await load(admin, attackBundle(planned));
      assert.equal(status, 200, JSON.stringify(body));
      const { attackReleases } = await app.data(admin, query);
      const { active, revoked, deprecated, sub } = _meta.counts[domain];
      const counted = attackReleases.find((one: { domain: string }) => one.domain === domain);
      assert.deepEqual(
        [
          counted.techniqueCount + counted.subtechniqueCount,
          counted.subtechniqueCount,
          counted.revokedCount,
          counted.deprecatedCount,
        ],
        [active, domain === 'ics' ? 0 : sub > active ? active : counted.subtechniqueCount, revoked, deprecated],
      );
      assert.equal(counted.tacticCount, planned.tactics.length);
    }
    const ids = techniques.map(({ id }) => id);
    const supervisor = await someone('fifth', ['supervisor']);
    const { record } = await draft(supervisor, ids.slice(0, 900));
    const second = await draft(supervisor, ids.slice(900));
    const uses = [...record.techniques, ...second.record.techniques] as readonly {
      id: string;
      name: string;
      status: string;
      successor: string | null;
    }[];
    const byId = new Map(techniques.map((one) => [one.id, one]));
    for (const { id, name, status, successor } of uses) {
      const { name: expected, revoked, revokedBy, deprecated } = byId.get(id)!;
      assert.deepEqual([name, status], [expected, revoked ? 'revoked' : deprecated ? 'deprecated' : 'current'], id);
      if (revoked && revokedBy) assert.ok(successor !== null && !byId.get(successor)!.revoked, `${id} → ${successor}`);
    }
    assert.equal(uses.length, ids.length);
  });
});
