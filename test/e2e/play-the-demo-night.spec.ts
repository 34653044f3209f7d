/** The night of the demo tenant from Monday evening to Tuesday morning, as the officer who comes at six finds it. */
import assert from 'node:assert/strict';
import { loadDemo } from '../../scripts/demo/load-demo.js';
import { DEVELOPMENT_ISSUER } from '../../src/config/config.js';
import { Clock } from '../../src/ledger/clock.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, type Changed, publish, type When } from './requests.js';

class WallClock extends Clock {
  private at = '2026-03-02T19:30:00.000Z';
  now(): Date {
    return new Date(this.at);
  }
  strike(time: string): void {
    this.at = `2026-03-${time}:00.000Z`;
  }
}

const DESK = { tenant: 'demo', org: 'fusion-centre', clearance: 'SECRET', countries: ['GB'] };
const MONDAY_EVENING = 'Criminal forum reading';
const SCREEN = `reportCount publishedCount draftCount inReviewCount lastPublishedAt secondsSinceLastPublication recency { state }
  sourceCount activeSourceCount silentSources { name lastReportAt } sourceThreshold { state } publishedSinceLastHandover lastHandover { id status }
  productionWindows { name expected published state }`;

describe('the night of the demo tenant', function () {
  this.timeout(90_000);
  const clock = new WallClock();
  let app: TestApplication;
  let analyst: string;
  let editor: string;
  let manager: string;
  let night: string;
  let morning: string;
  let position: string;
  let evening: string;
  let atThree: Record<string, unknown>;
  let handover: Changed;

  const act = async (time: string, doing: () => Promise<Changed>): Promise<Changed> => {
    clock.strike(time);
    const changed = await doing();
    ({ position } = changed.receipt);
    return changed;
  };
  const screen = async (token: string, when: When = { atLeast: position }) =>
    (
      await app.data(
        token,
        `query ($at: DateTime, $atLeast: Position) { intelligenceDashboard(at: $at, atLeast: $atLeast) { ${SCREEN} } }`,
        { ...when },
      )
    ).intelligenceDashboard;
  const overnight = (board: { productionWindows: readonly { name: string }[] }) =>
    board.productionWindows.find(({ name }) => name === 'Overnight threat reports');
  const briefOf = async (token: string, id: string) =>
    (
      await app.data(
        token,
        `query ($id: UUID!, $p: Position) { handover(id: $id, atLeast: $p) { status brief { hash verified published { title } sourcesSilent { name }
          productionMissed { name expected published } } } }`,
        { id, p: position },
      )
    ).handover;

  before(async () => {
    app = await startTestApplication({ clock });
    position = String(await loadDemo(app.application.kernel, DEVELOPMENT_ISSUER, () => undefined));
    analyst = await app.token({ ...DESK, sub: 'demo-analyst-1', roles: ['analyst'] });
    editor = await app.token({ ...DESK, sub: 'demo-editor-1', roles: ['senior_analyst'] });
    manager = await app.token({ ...DESK, sub: 'demo-source-manager', roles: ['source_manager', 'supervisor'] });
    night = await app.token({ ...DESK, sub: 'night-officer', name: 'Noor Night', roles: ['watch_officer'] });
    morning = await app.token({ ...DESK, sub: 'morning-officer', name: 'Ines Morning', roles: ['watch_officer'] });

    const board = await screen(night);
    evening = board.lastHandover.id;
    await act('02T19:35', () =>
      change(app, manager, 'setReportingExpectation', {
        input: { name: 'Overnight threat reports', count: 3, reportTypes: ['threat-report'], start: '22:00', end: '06:00' },
      }),
    );
    const desk = await act('02T19:40', () =>
      change(app, manager, 'registerIntelligenceSource', { input: { name: 'Night desk', expectedCadenceSeconds: 3 * 3_600 } }),
    );
    const product = (time: string, title: string, sourceIds: readonly string[] = []) =>
      act(time, () => publish(app, analyst, editor, { title, reportTypes: ['threat-report'], sourceIds }));
    await product('02T19:45', 'Evening summary of the night desk', [desk.receipt.id]);
    await product('02T23:10', 'Loader seen at two ports');
    await product('03T02:30', 'Loader seen at a third port');
    clock.strike('03T03:00');
    atThree = await screen(night);
    clock.strike('03T06:05');
  });
  after(() => app?.stop());

  it('begins with the handover of the evening and a source that was quiet before', async () => {
    const board = await screen(night, { at: '2026-03-02T19:32:00.000Z' });
    assert.deepEqual([board.lastHandover, board.publishedSinceLastHandover], [{ id: evening, status: 'recorded' }, 1]);
    assert.deepEqual(
      board.silentSources.map(({ name }: { name: string }) => name),
      [MONDAY_EVENING],
    );
  });

  it('sees a source fall silent on Tuesday, which on Monday was not', async () => {
    const silent = (board: { silentSources: readonly { name: string }[] }) => board.silentSources.map(({ name }) => name);
    assert.ok(!silent(await screen(morning, { at: '2026-03-02T23:59:00.000Z' })).includes('Night desk'));
    assert.ok(silent(await screen(morning)).includes('Night desk'));
  });

  it('sees production below its number while the window runs, and missed once it has ended', async () => {
    const window = { name: 'Overnight threat reports', expected: 3, published: 2 };
    assert.deepEqual(overnight(await screen(morning, { at: '2026-03-03T03:00:00.000Z' })), { ...window, state: 'below' });
    assert.deepEqual(overnight(await screen(morning)), { ...window, state: 'missed' });
  });

  it('hands over in a brief of exactly what changed, which the incoming officer signs', async () => {
    handover = await act('03T06:06', () =>
      change(app, night, 'recordHandover', { input: { note: 'One product short; the night desk says nothing.' } }),
    );
    const { brief } = await briefOf(morning, handover.receipt.id);
    const titles = brief.published.map(({ title }: { title: string }) => title);
    assert.deepEqual(titles.slice(-3), [
      'Evening summary of the night desk',
      'Loader seen at two ports',
      'Loader seen at a third port',
    ]);
    assert.equal(titles.length, 4);
    assert.deepEqual(
      brief.sourcesSilent.map(({ name }: { name: string }) => name).filter((name: string) => name === 'Night desk'),
      ['Night desk'],
    );
    assert.deepEqual(
      brief.productionMissed.filter(({ name }: { name: string }) => name === 'Overnight threat reports'),
      [{ name: 'Overnight threat reports', expected: 3, published: 2 }],
    );
    await act('03T06:15', () =>
      change(app, morning, 'countersignHandover', { id: handover.receipt.id, input: { briefHash: brief.hash } }),
    );
    const signed = await briefOf(morning, handover.receipt.id);
    assert.deepEqual([signed.status, signed.brief.verified], ['countersigned', true]);
  });

  it('still shows at six, as of three, what was known at three', async () => {
    assert.deepEqual(await screen(morning, { at: '2026-03-03T03:00:00.000Z' }), atThree);
    assert.notDeepEqual(await screen(morning), atThree);
  });
});
