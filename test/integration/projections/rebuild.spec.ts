/** A read model can be thrown away and built again to the same rows, while readers and writers go on. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { models } from '../../../projections/registry.js';
import { BoardModel } from '../../../projections/runtime/board-model.js';
import { dropOld, outdated, ParityMismatch, rollBack } from '../../../projections/runtime/generation.js';
import { intelligence } from '../../../projections/intelligence/intelligence.projection.js';
import { BODY_MEDIA_TYPE } from '../../../src/intel-reports/intel-report.events.js';
import { naturalId } from '../../../src/ledger/identity.js';
import { ana } from '../../examples/actors.js';
import * as collections from '../../examples/collections.js';
import { yearbook } from '../../examples/intel-report.js';
import { amber } from '../../examples/marking.js';
import * as sharing from '../../examples/sharing.js';
import * as superuser from '../../examples/superuser.js';
import { randomHistory } from './random-history.js';
import { type Entry, ReadSide } from './read-side.js';
import { reader } from './subjects.js';

/** What superusers and administrators leave behind, and those who share. */
const oversight: readonly Entry[] = [
  ['superuserSession', superuser.openedForAcme],
  ['tenantRegistration', superuser.acmeRegistered],
  ['share', sharing.shared, sharing.viewed, sharing.revoked],
  ['dashboardShare', sharing.dashboardShared, sharing.dashboardViewed, sharing.dashboardRevoked],
  ['distributionList', sharing.listed, sharing.relisted],
  ['collection', collections.opened, collections.narrowed],
  [
    'reportAccess',
    {
      type: 'ReportAccessed',
      data: {
        reportId: '5d0092c5-5f74-4287-9642-33f4c354e56d',
        action: 'view',
        format: 'html',
        at: '2026-04-02T08:15:00.000Z',
      },
    },
  ],
  ['delivery', sharing.planned, sharing.attempted(1, '2026-04-02T08:00:01.000Z'), sharing.delivered],
  ['delivery', sharing.feedAlertPlanned],
].map(([category, ...events], i) => ({
  category: category as string,
  tenantId: 'acme',
  recordId: `00000000-0000-4000-8000-00000000000${i}`,
  expected: undefined,
  events: events as Entry['events'],
  meta: { recordedAt: '2025-12-31T12:00:00.000Z', orgId: 'cti', actorId: 'actor-sue' },
}));

const BODY = `${'Nothing was seen. '.repeat(2_000)}Then a puffin came.`;
/** The body of a report that lies in a blob, and the report. */
const withLongBody = (tenantId: string): readonly Entry[] => {
  const content = Buffer.from(BODY);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const ref = { sha256, length: content.length, mediaType: BODY_MEDIA_TYPE };
  const chunk = { index: 0, of: 1, ...ref, base64: content.toString('base64') };
  const entry = (category: string, recordId: string, type: string, data: unknown): Entry => ({
    category,
    tenantId,
    recordId,
    expected: undefined,
    events: [{ type, data }],
  });
  return [
    entry('blob', naturalId('blob', tenantId, sha256), 'BlobChunkStored', chunk),
    entry('intelReport', '00000000-0000-4000-8000-0000000000b1', 'IntelReportDrafted', {
      content: { ...yearbook, body: ref },
      marking: amber,
      author: ana,
    }),
  ];
};

const board = models.find(({ name }) => name === 'intelligence')!;

describe('rebuilding read models', function () {
  this.timeout(60_000);
  let side: ReadSide;
  beforeEach(async () => {
    side = await ReadSide.open();
  });
  afterEach(() => side?.close());

  for (const seed of [11, 12, 13])
    it(`gives what live projection gave, over every table (history ${seed})`, async () => {
      const history = randomHistory(seed, 320);
      await side.appendAll(oversight);
      await side.appendAll(history.slice(0, 60));
      await side.project();
      await side.appendAll(withLongBody('acme'));
      const last = await side.appendAll(history.slice(60));
      await side.reached(last);
      const live = await side.sums(last);
      assert.ok(
        Object.values(live).every((sum) => !sum.startsWith('0 rows')),
        JSON.stringify(live),
      );
      await side.build();
      assert.deepEqual(await side.sums(last), live);
      assert.deepEqual(await side.sums(last, '_old'), live);
    });

  it('reports a live row that is not what the log made, and touches nothing', async () => {
    const last = await side.appendAll(randomHistory(14, 120));
    const projector = await side.project();
    await side.reached(last);
    await side.end(projector);
    await side.pool.query(
      `update rm_intelligence.report_state set title = 'forged' where id = (select id from rm_intelligence.report_state limit 1)`,
    );
    const forged = await side.sums(last);
    await assert.rejects(side.build([board]), (error) => {
      assert.ok(error instanceof ParityMismatch, String(error));
      assert.deepEqual(Object.keys(error.tables), ['report_state']);
      assert.match(error.message, /intelligence differs .* report_state: live .* rm_intelligence_next is kept/);
      return true;
    });
    assert.deepEqual(await side.sums(last), forged);
    const { rows } = await side.pool.query(`select count(*) as n from rm_intelligence_next.report_state where title = 'forged'`);
    assert.equal(rows[0].n, 0n);
  });

  it('finds a body that lies in a blob, of a tenant whose log holds the blob, and of no other', async () => {
    const texts = models.filter(({ name }) => name === 'search');
    const [blob, report] = withLongBody('acme');
    const [, bereft] = withLongBody('globex');
    const projector = await side.project(texts);
    await side.reached(await side.appendAll([blob]), texts);
    const last = await side.appendAll([report, bereft]);
    await side.reached(last, texts);
    await side.end(projector);
    const stored = async (): Promise<readonly unknown[]> =>
      (await side.pool.query(`select tenant_id, body, words @@ 'puffin' as found from rm_search.report_text order by tenant_id`))
        .rows;
    const expected = [
      { tenant_id: 'acme', body: BODY, found: true },
      { tenant_id: 'globex', body: '', found: false },
    ];
    assert.deepEqual(await stored(), expected);
    await side.build(texts);
    assert.deepEqual(await stored(), expected);
    const { rows } = await side.reader.read(
      { tenantId: 'acme', aclIds: [] },
      { label: 'spec', text: 'select * from rm_search.body_text', values: [] },
    );
    assert.deepEqual(rows, [], 'no reader sees a body beside its report');
  });

  it('compares texts, of which only the present is kept, at one position: also when the live ones lag behind', async () => {
    const texts = models.filter(({ name }) => name === 'search');
    const history = randomHistory(19, 160);
    const projector = await side.project();
    await side.reached(await side.appendAll(history.slice(0, 80)));
    await side.end(projector);
    const last = await side.appendAll(history.slice(80));
    await side.build(texts);
    const rebuilt = await side.sums(last, '', texts);
    assert.deepEqual(await side.sums(last, '_old', texts), rebuilt);
    await side.pool.query(
      `update rm_search.report_text set title = 'forged' where id = (select id from rm_search.report_text limit 1)`,
    );
    await assert.rejects(side.build(texts), (error) => {
      assert.ok(error instanceof ParityMismatch, String(error));
      assert.deepEqual(Object.keys(error.tables), ['report_text']);
      return true;
    });
  });

  it('compares tables whatever came after the position they are compared at', async () => {
    const history = randomHistory(15, 120);
    const middle = await side.appendAll(history.slice(0, 70));
    await side.build();
    const temporal = models.filter(({ currentOnly }) => !currentOnly);
    const before = await side.sums(middle, '', temporal);
    await side.follow();
    await side.reached(await side.appendAll(history.slice(70)));
    assert.deepEqual(await side.sums(middle, '', temporal), before);
  });

  it('swaps under live writes: no reader sees half a model, no event is lost, the projector goes on', async () => {
    const history = randomHistory(16, 700);
    const projector = await side.project();
    await side.reached(await side.appendAll(history.slice(0, 300)));
    const subject = reader('acme');
    const atFirst = (await side.reports.count(subject, {}, {})) + (await side.dashboard.intelligence(subject, {})).sourceCount;
    const until = new AbortController();
    let looks = 0;
    const reading = (async () => {
      while (!until.signal.aborted) {
        const [list, figures] = await Promise.all([
          side.reports.list(subject, {}, undefined, { first: 200 }, {}),
          side.dashboard.intelligence(subject, {}),
        ]);
        const shown = figures.reportsByStatus.reduce((sum, { count }) => sum + count, 0);
        assert.ok(list.edges.length > 0 && shown > 0 && figures.sourceCount > 0, `${list.edges.length} listed, ${shown} counted`);
        looks += 1;
      }
    })();
    const writing = side.appendAll(history.slice(300));
    for (let round = 0; round < 3; round += 1) await side.build();
    const last = await writing;
    await side.reached(last);
    until.abort();
    await reading;
    assert.ok(looks > 3 && atFirst > 0);
    assert.deepEqual(
      projector.health().map(({ stopped }) => stopped),
      models.map(() => null),
    );
    const live = await side.sums(last);
    await side.end(projector);
    await side.build();
    assert.deepEqual(await side.sums(last), live);
  });

  it('goes back to the model before the swap, and drops it when told', async () => {
    const history = randomHistory(17, 200);
    const projector = await side.project();
    await side.reached(await side.appendAll(history.slice(0, 100)));
    await side.build([board]);
    const last = await side.appendAll(history.slice(100));
    await side.reached(last);
    const live = await side.sums(last);
    await rollBack(side.pool, board);
    const more = await side.append({
      category: 'tenant',
      tenantId: 'acme',
      recordId: history[0].recordId,
      expected: undefined,
      events: [{ type: 'TenantSettingsChanged', data: { changes: {} } }],
    });
    await side.reached(more);
    assert.deepEqual(await side.sums(last), live);
    await side.end(projector);
    await dropOld(side.pool, board);
    await assert.rejects(rollBack(side.pool, board), /no earlier model to go back to/);
    assert.deepEqual(await side.sums(last), live);
  });

  it('builds a model anew when its definition has another version', async () => {
    const last = await side.appendAll(randomHistory(18, 80));
    await side.build();
    const next = new BoardModel({ ...intelligence, version: intelligence.version + 1 });
    const upgraded = models.map((model) => (model === board ? next : model));
    assert.deepEqual(await outdated(side.pool, models), []);
    assert.deepEqual(await outdated(side.pool, upgraded), [next]);
    await side.pool.query(`update rm_intelligence.report_state set title = 'of the old definition'`);
    await side.build(await outdated(side.pool, upgraded));
    assert.deepEqual(await outdated(side.pool, upgraded), []);
    const { rows } = await side.pool.query(
      `select count(*) as n from rm_intelligence.report_state where title = 'of the old definition'`,
    );
    assert.equal(rows[0].n, 0n);
    await side.follow(upgraded);
    await side.reached(last);
  });
});
