/** A watch officer reads the dashboard and opens the records behind each figure; each reader gets their own. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, change, create, dashboard, publish, reports, sources } from './requests.js';

describe('opening the records behind a figure', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  let ben: string;
  let readers: Record<string, string>;
  let position: string;
  before(async () => {
    app = await startTestApplication();
    const top = { clearance: 'TOP_SECRET', org: 'alpha' };
    ann = await app.token({ ...top, sub: 'ann', name: 'Ann', roles: ['analyst', 'source_manager'], countries: ['GB'] });
    ben = await app.token({ ...top, sub: 'ben', name: 'Ben', roles: ['senior_analyst', 'tenant_admin'], countries: ['GB'] });
    const red = await app.token({ ...top, sub: 'rita' });
    readers = {
      'the author': ann,
      'an unvetted reader': await app.token({ org: 'alpha', sub: 'una', clearance: 'UNCLASSIFIED' }),
      'a reader of another organisation': await app.token({ org: 'beta', sub: 'bo', clearance: 'SECRET' }),
      'a foreign reader': await app.token({ ...top, sub: 'fay', countries: ['US'] }),
      'a named recipient': red,
      'another tenant': await app.token({ tenant: 'elsewhere', sub: 'eve', clearance: 'TOP_SECRET' }),
    };
    const markings = [
      { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' },
      { tlp: 'WHITE', secrecyLevel: 'UNCLASSIFIED' },
      {},
      { secrecyLevel: 'TOP_SECRET' },
      { tlp: 'AMBER_STRICT' },
      { tlp: 'RED', recipients: [await actorOf(app, red), await actorOf(app, ben)] },
      { releasableTo: ['GB'] },
      { notReleasableTo: ['US'], organisations: ['alpha'] },
    ];
    for (const [index, marking] of markings.entries()) {
      const sourceMarking = index % 2 === 0 ? marking : {};
      const source = await change(app, ann, 'registerIntelligenceSource', {
        input: { name: `Source ${index}`, ...sourceMarking },
      });
      if (index === 1) await change(app, ann, 'pauseIntelligenceSource', { id: source.receipt.id });
      if (index === 2) await change(app, ann, 'retireIntelligenceSource', { id: source.receipt.id });
      await create(app, ann, { title: `Draft ${index}`, ...marking });
      const submitted = await create(app, ann, { title: `Submitted ${index}`, ...marking });
      await change(app, ann, 'submitIntelligenceReport', { id: submitted.receipt.id });
      const approved = await create(app, ann, { title: `Approved ${index}`, ...marking });
      await change(app, ann, 'submitIntelligenceReport', { id: approved.receipt.id });
      await change(app, ben, 'approveIntelligenceReport', { id: approved.receipt.id });
      const { record } = await publish(app, ann, ben, {
        title: `Published ${index}`,
        sourceIds: [source.receipt.id],
        ...marking,
      });
      const reason = 'for the story';
      if (index % 2 === 0)
        await change(app, ann, 'reviseIntelligenceReport', { id: record.id, input: { title: `Redrafted ${index}` } });
      const retracted = await publish(app, ann, ben, { title: `Retracted ${index}`, ...marking });
      await change(app, ben, 'retractIntelligenceReport', { id: retracted.receipt.id, reason });
      if (index === 3)
        await change(app, ann, 'reviseIntelligenceReport', {
          id: retracted.receipt.id,
          input: { summary: 'A draft after retraction' },
        });
      const archived = await publish(app, ann, ben, { title: `Archived ${index}`, ...marking });
      ({
        receipt: { position },
      } = await change(app, ben, 'archiveIntelligenceReport', { id: archived.receipt.id, reason }));
    }
  });
  after(() => app?.stop());

  it('opens exactly the records of every figure, for every reader', async () => {
    const counts: Record<string, number> = {};
    for (const [reader, token] of Object.entries(readers)) {
      const board = await dashboard(app, token, { atLeast: position });
      const opens = async (figure: string, count: number, filter: unknown, list: typeof reports) => {
        const { totalCount, nodes } = await list(app, token, { filter, first: 200, atLeast: position });
        assert.deepEqual([totalCount, nodes.length], [count, count], `${figure} of ${reader}`);
      };
      for (const name of ['reportsByStatus', 'reportsBySecrecy', 'reportsByTlp'])
        for (const { key, count, filter } of board[name]) await opens(`${name} ${key}`, count, filter, reports);
      for (const [figure, filter] of Object.entries(board.workspace.reports)) await opens(figure, board[figure], filter, reports);
      for (const [figure, filter] of Object.entries(board.workspace.sources)) await opens(figure, board[figure], filter, sources);
      for (const name of ['reportsBySecrecy', 'reportsByTlp'])
        assert.equal(
          board[name].reduce((sum: number, { count }: { count: number }) => sum + count, 0),
          board.reportCount,
          `${name} of ${reader}`,
        );
      assert.equal(board.backlog.inReview, board.inReviewCount);
      counts[reader] = board.reportCount;
    }
    assert.deepEqual(counts, {
      'the author': 32,
      'an unvetted reader': 8,
      'a reader of another organisation': 12,
      'a foreign reader': 20,
      'a named recipient': 28,
      'another tenant': 0,
    });
  });

  it('keeps the workspace filters for every figure', async () => {
    const { workspace } = await dashboard(app, ann);
    assert.deepEqual(Object.keys(workspace.reports).toSorted(), ['draftCount', 'inReviewCount', 'publishedCount', 'reportCount']);
    assert.deepEqual(Object.keys(workspace.sources).toSorted(), ['activeSourceCount', 'sourceCount']);
  });

  it('counts a new report with the next question, and says how old the answer is', async () => {
    const before = await dashboard(app, ann, { atLeast: position });
    const { receipt } = await create(app, ann, { title: 'New' });
    const board = await dashboard(app, ann, { atLeast: receipt.position });
    assert.equal(board.draftCount, before.draftCount + 1);
    assert.ok(BigInt(board.asOf.position) >= BigInt(receipt.position));
    assert.deepEqual([board.asOf.fresh, typeof board.asOf.lagMs, typeof board.asOf.recordedAt], [true, 'number', 'string']);
    const far = await dashboard(app, ann, { atLeast: '9000000000000000000' });
    assert.equal(far.asOf.fresh, false);
    ({ position } = receipt);
  });

  it('measures sources and recency by the tenant’s settings', async () => {
    const admin = await app.token({ tenant: 'measured', sub: 'adam', roles: ['tenant_admin', 'analyst'] });
    const editor = await app.token({ tenant: 'measured', sub: 'ed', roles: ['senior_analyst'] });
    const empty = await dashboard(app, admin);
    assert.deepEqual(
      [empty.sourceThreshold, empty.recency.state, empty.lastPublishedAt, empty.secondsSinceLastPublication],
      [{ minimum: 1, state: 'below' }, 'none', null, null],
    );
    const { receipt } = await change(app, admin, 'registerIntelligenceSource', { input: { name: 'Only one' } });
    assert.deepEqual((await dashboard(app, admin, { atLeast: receipt.position })).sourceThreshold, { minimum: 1, state: 'ok' });
    const changed = await change(app, admin, 'changeTenantSettings', {
      input: { minimumActiveSources: 2, expectedPublicationSeconds: 3_600 },
    });
    assert.deepEqual((await dashboard(app, admin, { atLeast: changed.receipt.position })).sourceThreshold, {
      minimum: 2,
      state: 'below',
    });
    for (const [hours, state] of [
      [3, 'stale'],
      [1.5, 'due'],
      [0.5, 'fresh'],
    ] as const) {
      const publishedAt = new Date(Date.now() - hours * 3_600_000).toISOString();
      const published = await publish(app, admin, editor, { title: `${hours} hours old` }, { publishedAt });
      const board = await dashboard(app, admin, { atLeast: published.receipt.position });
      assert.deepEqual([board.recency, board.lastPublishedAt], [{ state, expectedWithinSeconds: 3_600 }, publishedAt]);
      assert.ok(Math.abs(board.secondsSinceLastPublication - hours * 3_600) < 60);
    }
  });
});
