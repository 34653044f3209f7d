/** Whoever asks for what changed, page by page, is given everything that they may have, once for each change. */
import assert from 'node:assert/strict';
import type { Subject } from '../../src/access/actor.js';
import { audienceOf } from '../../src/exchange/stix/export/audience.js';
import type { ExportPage } from '../../src/exchange/stix/export/export-page.js';
import { ExportQueries } from '../../src/exchange/stix/export/export.queries.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { field } from './profiles.js';
import { bundleOf, importText, stix } from './shared-stix.js';

const OPEN = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };

describe('paging through exports', function () {
  this.timeout(60_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  it('gives objects in the order of the log, relationships with the later of their ends, and nothing twice', async () => {
    const tell = field(() => app);
    const sue = await app.token({ tenant: 'paged', org: 'cti', sub: 'sue', roles: ['supervisor'], clearance: 'TOP_SECRET' });
    const make = async (mutation: string, input: object) =>
      (await tell(sue, mutation, { input: { ...input, ...OPEN } })).receipt.id;
    const campaign = await make('createCampaign', { name: 'Night Tide' });
    const actor = await make('createThreatActor', { name: 'Low Water' });
    const malware = ['1', '2', '3', '4'].map((digit) => stix('malware', digit, { name: digit, is_family: false }));
    await importText(app, sue, bundleOf(...malware), '?unmarkedTlp=CLEAR');
    await importText(app, sue, bundleOf(stix('tool', '5', { name: 'Kept' })), '?unmarkedTlp=AMBER%2BSTRICT');
    const linked = await tell(sue, 'linkCampaignToThreatActor', { id: campaign, input: { to: actor } });
    // A page goes as far as all read models have come.
    await app.data(
      sue,
      `query($p: Position) { campaigns(atLeast: $p) { totalCount } stixObjects(atLeast: $p) { totalCount } incidents(atLeast: $p) { totalCount }
        intelligenceDashboard(atLeast: $p) { reportCount } }`,
      { p: linked.receipt.position },
    );

    const queries = app.application.nest.get(ExportQueries, { strict: false });
    const { me } = await app.data(sue, '{ me { actorId } }');
    const subject: Subject = {
      actorId: me.actorId,
      actorKind: 'human',
      sub: 'sue',
      tenantId: 'paged',
      orgId: 'cti',
      roles: ['supervisor'],
      clearance: 'TOP_SECRET',
      countries: [],
      expiresAt: 4_000_000_000,
    };
    const audience = audienceOf(subject, { organisation: 'northern-cert', country: 'NO' }, 2, {
      roles: {},
      organisations: new Map(),
    });
    const walk = async (limit: number, addedAfter?: string) => {
      const pages: ExportPage[] = [];
      for (let next: string | undefined; ;) {
        const page = await queries.page(audience, {}, { limit, next, addedAfter });
        pages.push(page);
        if (!page.more) return pages;
        assert.equal(page.objects.length, limit);
        next = page.next!;
      }
    };
    const whole = (await walk(100)).flatMap(({ objects }) => objects);
    const ids = whole.map(({ id }) => id);
    const records = (all: readonly string[]) => all.filter((id) => !/^(?:identity|extension-definition)--/.test(id));
    assert.deepEqual(records(ids).slice(0, 5).toSorted(), [...malware.map(({ id }) => id), `threat-actor--${actor}`]);
    assert.ok(ids.indexOf(`campaign--${campaign}`) > ids.indexOf(malware[3].id), 'the campaign changed last');
    assert.equal(ids.filter((id) => id.startsWith('relationship--')).length, 1);
    assert.ok(!ids.includes(stix('tool', '5').id));
    assert.equal(
      (await walk(100)).reduce((sum, { withheld }) => sum + withheld, 0),
      1,
    );
    for (const limit of [1, 2, 3])
      assert.deepEqual(records((await walk(limit)).flatMap(({ objects }) => objects.map(({ id }) => id))), records(ids));
    const { addedAt } = whole.at(-1)!;
    assert.deepEqual(
      (await walk(10, addedAt)).flatMap(({ objects }) => objects),
      [],
    );
    await assert.rejects(queries.page(audience, {}, { limit: 1, next: 'nonsense' }), { code: 'INVALID_INPUT' });
  });
});
