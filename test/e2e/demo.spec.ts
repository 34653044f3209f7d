/** The demo tenant: what a new user sees first. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { DEMO_PARTNER } from '../../scripts/demo/load-collection.js';
import { loadDemo } from '../../scripts/demo/load-demo.js';
import { DEVELOPMENT_ISSUER } from '../../src/config/config.js';
import { TAXII_MEDIA_TYPE, taxiiEnvelope } from '../../src/exchange/taxii/taxii-resources.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { type FreshStores, freshStores } from '../spec/stores.js';

const INSTANCE_KEY = Buffer.from('the demo spec keeps one key over two instances').toString('base64');
const ROBIN = {
  tenant: 'demo',
  org: 'fusion-centre',
  roles: ['watch_officer'],
  clearance: 'SECRET',
  countries: ['GB'],
  sub: 'demo-watch-officer',
};
const silent = (): void => undefined;

/** What the product records meanwhile: reports on schedule, and their files. */
const BY_ITSELF = new Set(['socReport', 'blob']);
const eventsIn = async ({ application }: TestApplication): Promise<{ count: number; ids: Set<string> }> => {
  const ids: string[] = [];
  for await (const item of application.kernel.log.read(undefined))
    if (item.kind === 'event' && !BY_ITSELF.has(item.recorded.at.category)) ids.push(item.recorded.at.eventId);
  return { count: ids.length, ids: new Set(ids) };
};

describe('the demo tenant', function () {
  this.timeout(60_000);
  let stores: FreshStores;
  let app: TestApplication;
  const start = () => startTestApplication({ stores, env: { INSTANCE_KEY, BUILT_IN_REPORTS: '1' } });
  before(async () => {
    stores = await freshStores();
    app = await start();
  });
  after(async () => {
    await app?.stop();
    await stores?.stop();
  });

  it('is finished by the next start when its load was interrupted, without doubling anything', async () => {
    const interrupted = loadDemo(app.application.kernel, DEVELOPMENT_ISSUER, silent).then(
      () => 'finished',
      () => 'interrupted',
    );
    for (let events = 0; events < 60;) ({ count: events } = await eventsIn(app));
    await app.stop();
    assert.equal(await interrupted, 'interrupted');

    app = await start();
    const before = await eventsIn(app);
    const position = await loadDemo(app.application.kernel, DEVELOPMENT_ISSUER, silent);
    assert.ok(position !== undefined);
    const after = await eventsIn(app);
    assert.ok(after.count > before.count);
    assert.ok([...before.ids].every((id) => after.ids.has(id)));
    const { intelligenceReports } = await app.data(
      await app.token(ROBIN),
      'query ($p: Position) { intelligenceReports(atLeast: $p, filter: { status: [draft, in_review, approved, published, retracted, archived] }, first: 200) { totalCount nodes { title } } }',
      { p: position.toString() },
    );
    const titles = intelligenceReports.nodes.map(({ title }: { title: string }) => title);
    assert.equal(new Set(titles).size, titles.length);
    assert.ok(titles.length > 100);
  });

  it('is not loaded again once it is complete', async () => {
    const before = await eventsIn(app);
    assert.equal(await loadDemo(app.application.kernel, DEVELOPMENT_ISSUER, silent), undefined);
    assert.equal((await eventsIn(app)).count, before.count);
  });

  it('has reports in every state, several versions, and a source that has gone quiet', async () => {
    const robin = await app.token(ROBIN);
    const { intelligenceDashboard: board } = await app.data(
      robin,
      '{ intelligenceDashboard { reportsByStatus { key count } activeSourceCount sourceCount sourceThreshold { state } recency { state } reportsByTlp { key } } }',
    );
    assert.ok(board.reportsByStatus.every(({ count }: { count: number }) => count > 0));
    assert.deepEqual(
      [board.activeSourceCount, board.sourceCount, board.sourceThreshold.state, board.recency.state],
      [12, 14, 'ok', 'fresh'],
    );
    assert.ok(board.reportsByTlp.length >= 4);
    const { intelligenceSources } = await app.data(
      robin,
      '{ intelligenceSources { nodes { name status lastReportAt expectedCadenceSeconds } } }',
    );
    const quiet = intelligenceSources.nodes.filter(
      ({
        status,
        lastReportAt,
        expectedCadenceSeconds,
      }: {
        status: string;
        lastReportAt: string;
        expectedCadenceSeconds: number;
      }) => status === 'active' && Date.now() - Date.parse(lastReportAt) > 10 * expectedCadenceSeconds * 1000,
    );
    assert.deepEqual(
      quiet.map(({ name }: { name: string }) => name),
      ['Criminal forum reading'],
    );
    const { intelligenceDashboard } = await app.data(robin, '{ intelligenceDashboard { silentSources { name } } }');
    assert.deepEqual(intelligenceDashboard.silentSources, [{ name: 'Criminal forum reading' }]);
  });

  it('has three cases that are one campaign: two linked with it, the third suggested by what they share', async () => {
    const { investigations } = await app.data(
      await app.token(ROBIN),
      `{ investigations(first: 5) { nodes { id title campaigns { id name threatLevel actors { name } targets { name } otherInvestigations { title } }
        suggestedCampaigns(first: 3) { campaign { name } shared { type value } } } } }`,
    );
    const [bank, supplier, council] = ['Contractor', 'Night', 'Planning'].map((start) =>
      investigations.nodes.find(({ title }: { title: string }) => title.startsWith(start))!,
    );
    assert.equal(investigations.nodes.length, 3);
    assert.deepEqual([council.suggestedCampaigns, supplier.suggestedCampaigns, bank.campaigns], [[], [], []]);
    assert.deepEqual(bank.suggestedCampaigns, [
      {
        campaign: { name: 'Tin Lantern' },
        shared: [
          { type: 'infrastructure', value: 'domain-name tender-archive.example' },
          { type: 'attackPattern', value: 'T1078.002' },
        ],
      },
    ]);
    const [{ id, ...campaign }] = council.campaigns;
    assert.deepEqual(campaign, {
      name: 'Tin Lantern',
      threatLevel: 'HIGH',
      actors: [{ name: 'Grey Ibis' }],
      targets: [{ name: 'Defence suppliers' }, { name: 'Planning departments of councils' }],
      otherInvestigations: [{ title: supplier.title }],
    });
    const { investigationOverlaps, campaignGraph } = await app.data(
      await app.token(ROBIN),
      `query ($case: UUID!, $campaign: UUID!) {
        investigationOverlaps(id: $case, types: [investigation]) { nodes { label } } campaignGraph(id: $campaign, depth: 2) { nodes { id } edges { from } truncated } }`,
      { case: bank.id, campaign: id },
    );
    const labels: readonly string[] = investigationOverlaps.nodes.map(({ label }: { label: string }) => label);
    assert.deepEqual([labels.length, labels[0].includes(council.title), labels[1].includes(supplier.title)], [2, true, true]);
    assert.deepEqual([campaignGraph.nodes.length, campaignGraph.truncated], [11, false]);
  });

  it('has a year of incidents and more, and reports on them that make themselves', async () => {
    const manager = await app.token({ ...ROBIN, roles: ['soc_manager'], sub: 'demo-soc-manager' });
    const { incidents, detectionRules, controls, recommendations } = await app.data(
      manager,
      '{ incidents(first: 1) { totalCount } detectionRules(first: 1) { totalCount } controls(first: 1) { totalCount } recommendations { id } }',
    );
    assert.ok(incidents.totalCount > 500, `${incidents.totalCount} incidents`);
    assert.deepEqual([detectionRules.totalCount > 25, controls.totalCount > 30, recommendations.length], [true, true, 5]);
    let reports: readonly { reportType: string; status: string; error: string; data: { kpis: { kpis: { n: number }[] }[] } }[];
    do {
      await delay(200);
      ({
        socReports: { nodes: reports },
      } = await app.data(manager, '{ socReports(first: 50) { nodes { reportType status error data } } }'));
    } while (reports.length < 5 || reports.some(({ status }) => status === 'pending' || status === 'generating'));
    assert.deepEqual(reports.map(({ reportType, status }) => `${reportType} ${status}`).toSorted(), [
      'detection_coverage completed',
      'executive_monthly completed',
      'executive_quarterly completed',
      'executive_yearly completed',
      'sla_performance completed',
    ]);
    assert.ok(reports.every(({ data }) => data.kpis[0].kpis.some(({ n }) => n > 20)));
  });

  it('tells of the campaign only what a reader is cleared for', async () => {
    const { investigations } = await app.data(
      await app.token({ ...ROBIN, sub: 'demo-visitor', clearance: 'RESTRICTED' }),
      '{ investigations(first: 5) { totalCount nodes { title campaigns { actors { name } otherInvestigations { title } } } } }',
    );
    assert.equal(investigations.totalCount, 2);
    const campaigns = investigations.nodes.flatMap((node: { campaigns: unknown }) => node.campaigns);
    assert.deepEqual(campaigns, [{ actors: [], otherInvestigations: [] }]);
  });

  it('dates its business in the past and its recording honestly', async () => {
    const began = Date.now() - 60_000;
    for await (const item of app.application.kernel.log.read(undefined)) {
      if (item.kind !== 'event') continue;
      assert.ok(Date.parse(item.recordedAt) >= began);
      const { publishedAt } = item.recorded.event.data as { publishedAt?: string };
      if (publishedAt) assert.ok(publishedAt < item.recordedAt);
    }
  });

  it('opens its campaign to a partner by TAXII, without its actor, which is marked higher', async () => {
    const partner = await app.token({
      tenant: 'demo',
      org: DEMO_PARTNER,
      sub: 'partner',
      roles: ['partner'],
      clearance: 'RESTRICTED',
    });
    const read = async (path: string): Promise<string> => {
      const headers = { authorization: `Bearer ${partner}`, accept: TAXII_MEDIA_TYPE };
      return (await fetch(`${app.url}/taxii2/demo/collections/campaigns/objects/${path}`, { headers })).text();
    };
    const names = taxiiEnvelope.parse(JSON.parse(await read('?match[type]=campaign'))).objects?.map(({ name }) => name);
    assert.deepEqual(names, ['Tin Lantern']);
    assert.ok(!(await read('')).includes('Grey Ibis'));
  });

  it('stays out of a ledger that holds other records', async () => {
    const otherStores = await freshStores();
    const other = await startTestApplication({ stores: otherStores });
    try {
      const token = await other.token({ tenant: 'north', roles: ['analyst'] });
      await other.data(token, 'mutation { createIntelligenceReport(input: { title: "Ours" }) { receipt { id } } }');
      const before = await eventsIn(other);
      assert.equal(await loadDemo(other.application.kernel, DEVELOPMENT_ISSUER, silent), undefined);
      assert.equal((await eventsIn(other)).count, before.count);
    } finally {
      await other.stop();
      await otherStores.stop();
    }
  });
});
