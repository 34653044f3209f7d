/** After the shift somebody asks: what did the watch officer see at 06:00? */
import assert from 'node:assert/strict';
import { Clock } from '../../src/ledger/clock.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, create, dashboard, publish, refused, reports, sources } from './requests.js';

class WallClock extends Clock {
  private at = '2026-03-01T00:00:00.000Z';
  now(): Date {
    return new Date(this.at);
  }
  strike(time: string): void {
    this.at = `2026-03-01T${time}:00.000Z`;
  }
}

describe('seeing what the watch officer saw', function () {
  this.timeout(60_000);
  const clock = new WallClock();
  let app: TestApplication;
  let officer: string;
  let low: string;
  const seen: { time: string; board: Record<string, unknown>; titles: string[]; alive: unknown[]; position: string }[] = [];

  const look = async (when: object, token = officer) => {
    const { asOf, ...board } = await dashboard(app, token, when);
    const list = await reports(
      app,
      token,
      { ...when, first: 200, orderBy: { field: 'title', direction: 'asc' } },
      'title status sources { name lastReportAt }',
    );
    const { nodes } = await sources(app, token, when, 'name status lastReportAt');
    return { asOf, board, titles: list.nodes, alive: nodes };
  };

  before(async () => {
    app = await startTestApplication({ clock });
    const ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['analyst', 'source_manager'] });
    const ben = await app.token({ sub: 'ben', name: 'Ben', roles: ['senior_analyst', 'tenant_admin'] });
    officer = await app.token({ sub: 'oli', roles: ['watch_officer'] });
    low = await app.token({ sub: 'lou', roles: ['watch_officer'], clearance: 'RESTRICTED' });
    let id = '';
    let source = '';
    const hours: readonly [string, () => Promise<{ receipt: { position: string } }>][] = [
      ['01:00', async () => change(app, ann, 'registerIntelligenceSource', { input: { name: 'Harbour watch' } })],
      ['02:00', async () => create(app, ann, { title: 'A draft' })],
      [
        '03:00',
        async () => {
          source = (await sources(app, ann)).nodes[0].id;
          const published = await publish(app, ann, ben, { title: 'Night ships', sourceIds: [source] });
          ({ id } = published.receipt);
          return published;
        },
      ],
      ['04:00', async () => change(app, ann, 'registerIntelligenceSource', { input: { name: 'Airfield' } })],
      ['05:00', async () => change(app, ann, 'reviseIntelligenceReport', { id, input: { title: 'Night ships, counted' } })],
      [
        '06:00',
        async () =>
          change(app, ben, 'changeTenantSettings', { input: { minimumActiveSources: 3, expectedPublicationSeconds: 3_600 } }),
      ],
      ['07:00', async () => change(app, ann, 'pauseIntelligenceSource', { id: source })],
      ['08:00', async () => change(app, ben, 'retractIntelligenceReport', { id, reason: 'Counted twice' })],
    ];
    for (const [time, act] of hours) {
      clock.strike(time);
      const { receipt } = await act();
      const { asOf: _, ...view } = await look({ atLeast: receipt.position });
      seen.push({ time, position: receipt.position, ...view });
    }
  });
  after(() => app?.stop());

  it('shows every hour as it was, at its instant and at its position', async () => {
    clock.strike('12:00');
    for (const { time, position, ...then } of seen) {
      const instant = `2026-03-01T${time}:00.000Z`;
      const { asOf, ...at } = await look({ at: instant });
      assert.deepEqual(at, then, `at ${time}`);
      assert.deepEqual([asOf.recordedAt, asOf.fresh, asOf.reducedToTodaysAccess], [instant, true, false]);
      const { asOf: after, ...byPosition } = await look({ position });
      assert.deepEqual(byPosition, then, `after ${time}`);
      assert.equal(after.position, position);
    }
  });

  it('measures ages from the chosen instant', async () => {
    clock.strike('12:00');
    const at = await dashboard(app, officer, { at: '2026-03-01T06:30:00.000Z' });
    assert.deepEqual(
      [at.secondsSinceLastPublication, at.recency.state, at.sourceThreshold],
      [3.5 * 3_600, 'stale', { minimum: 3, state: 'below' }],
    );
    const before = await dashboard(app, officer, { at: '2026-03-01T00:30:00.000Z' });
    assert.deepEqual([before.reportCount, before.sourceCount, before.recency.state], [0, 0, 'none']);
  });

  it('opens the records behind a past figure', async () => {
    for (const { time, board } of seen as unknown as { time: string; board: Awaited<ReturnType<typeof dashboard>> }[])
      for (const { key, count, filter } of board.reportsByStatus) {
        const { totalCount } = await reports(app, officer, { filter, at: `2026-03-01T${time}:00.000Z` });
        assert.equal(totalCount, count, `${key} at ${time}`);
      }
  });

  it('refuses an instant to come, and two moments at once', async () => {
    clock.strike('12:00');
    for (const args of ['at: "2026-03-01T12:00:01Z"', 'at: "2026-03-01T05:00:00Z", position: "1"', 'at: "yesterday"']) {
      const { errors } = await app.ask(officer, `{ intelligenceDashboard(${args}) { reportCount } }`);
      assert.equal(errors[0]?.extensions.code, 'INVALID_INPUT', args);
    }
  });

  it('shows the past only as far as its reader may see it today, and says so', async () => {
    clock.strike('13:00');
    const ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['analyst', 'source_manager'] });
    const [{ id }] = (await reports(app, ann, { filter: { status: ['retracted'] } })).nodes;
    const six = '2026-03-01T06:00:00.000Z';
    const before = await look({ at: six }, low);
    assert.deepEqual([before.board.publishedCount, before.titles.length], [1, 2]);
    await refused(app, ann, 'REASON_REQUIRED', 'reviseIntelligenceReport', { id, input: { secrecyLevel: 'SECRET' } });
    const { receipt } = await change(app, ann, 'reviseIntelligenceReport', {
      id,
      input: { secrecyLevel: 'SECRET' },
      reason: 'Names a person',
    });
    const { asOf, board, titles, alive } = await look({ at: six, atLeast: receipt.position }, low);
    assert.deepEqual(
      [board.publishedCount, board.draftCount, board.lastPublishedAt, asOf.reducedToTodaysAccess],
      [0, 1, null, true],
    );
    assert.deepEqual(titles, [{ title: 'A draft', status: 'draft', sources: [] }]);
    assert.deepEqual(
      alive.map(({ lastReportAt }: { lastReportAt: string | null }) => lastReportAt),
      [null, null],
    );
    const cleared = await look({ at: six, atLeast: receipt.position });
    assert.equal(cleared.asOf.reducedToTodaysAccess, false);
    assert.deepEqual(cleared.board, seen[5].board);
  });
});
