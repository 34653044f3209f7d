/** Three threat reports are expected each night; the officer sees whether they came, and whoever sees fewer reports counts fewer. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Clock } from '../../src/ledger/clock.js';
import { ProductionQueries } from '../../src/production/production.queries.js';
import type { Subject } from '../../src/access/actor.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, publish, publishAgain, refused, reports, type When } from './requests.js';

class WallClock extends Clock {
  private at = '2026-03-28T18:00:00.000Z';
  now(): Date {
    return new Date(this.at);
  }
  strike(time: string): void {
    this.at = `2026-03-${time}:00.000Z`;
  }
}

const FIELDS = `production { window { start end name expectationId } expected published state filter }
  productionWindows { name expected published state filter }`;

describe('expecting production overnight', function () {
  this.timeout(60_000);
  const clock = new WallClock();
  let app: TestApplication;
  let ann: string;
  let ben: string;
  let sue: string;
  let low: string;
  let position: string;
  let expectationId: string;
  let first: string;
  let second: string;

  const board = async (token: string, when: When = { atLeast: position }) =>
    (
      await app.data(
        token,
        `query ($at: DateTime, $position: Position, $atLeast: Position) { intelligenceDashboard(at: $at, position: $position, atLeast: $atLeast) { ${FIELDS} } }`,
        { ...when },
      )
    ).intelligenceDashboard;
  const night = async (token: string, when?: When) => {
    const { production } = await board(token, when);
    return [production.expected, production.published, production.state];
  };
  const chart = async (token: string, when: When & { id?: string; windows?: number } = { atLeast: position }) => {
    const { id = expectationId, ...rest } = when;
    return app.ask(
      token,
      `query ($id: UUID!, $windows: Int, $at: DateTime, $atLeast: Position) { productionChart(expectationId: $id, windows: $windows, at: $at, atLeast: $atLeast) {
        points { start end published expected state outside run } centre lower upper asOf { recordedAt } } }`,
      { id, ...rest },
    );
  };
  const set = (token: string, input: object, extra: object = {}) =>
    change(app, token, 'setReportingExpectation', {
      input: { name: 'Overnight', count: 3, reportTypes: ['threat-report'], start: '22:00', end: '06:00', ...input },
      ...extra,
    });
  const threat = async (time: string, input: object) => {
    clock.strike(time);
    const { receipt } = await publish(app, ann, ben, { title: time, reportTypes: ['threat-report'], ...input });
    ({ position } = receipt);
    return receipt.id;
  };

  before(async () => {
    app = await startTestApplication({ clock });
    ann = await app.token({ sub: 'ann' });
    ben = await app.token({ sub: 'ben', roles: ['senior_analyst', 'tenant_admin'] });
    sue = await app.token({ sub: 'sue', roles: ['supervisor'] });
    low = await app.token({ sub: 'lou', roles: ['watch_officer'], clearance: 'RESTRICTED' });
    await threat('27T23:00', { secrecyLevel: 'RESTRICTED' });
    ({
      receipt: { position },
    } = await change(app, ben, 'changeTenantSettings', { input: { zone: 'Europe/London' } }));
  });
  after(() => app?.stop());

  it('shows nothing expected before anything is', async () => {
    const { production, productionWindows } = await board(sue);
    assert.deepEqual(production, { window: null, expected: 0, published: 0, state: 'none', filter: { ids: [] } });
    assert.deepEqual(productionWindows, []);
  });

  it('begins with the expectation, which does not judge the night before', async () => {
    clock.strike('28T18:00');
    const { record, receipt } = await set(sue, {}, { idempotencyKey: 'overnight' });
    ({ position } = receipt);
    const [expectation] = record.reportingExpectations;
    expectationId = expectation.id;
    assert.deepEqual(expectation, {
      id: expectationId,
      name: 'Overnight',
      count: 3,
      reportTypes: ['threat-report'],
      start: '22:00',
      end: '06:00',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      zone: null,
      holidays: [],
      effectiveFrom: '2026-03-28T18:00:00.000Z',
    });
    assert.deepEqual((await set(sue, {}, { idempotencyKey: 'overnight' })).receipt, receipt);
    const { production } = await board(sue);
    assert.deepEqual(production.window, {
      start: '2026-03-27T22:00:00.000Z',
      end: '2026-03-28T06:00:00.000Z',
      name: 'Overnight',
      expectationId,
    });
    assert.deepEqual([production.expected, production.published, production.state], [0, 1, 'none']);
  });

  it('is below while the night runs, for each reader over the reports that they may see', async () => {
    first = await threat('28T22:30', { secrecyLevel: 'RESTRICTED' });
    second = await threat('28T23:10', { secrecyLevel: 'SECRET' });
    await threat('29T00:20', { secrecyLevel: 'RESTRICTED', reportTypes: ['malware'] });
    clock.strike('29T01:40');
    await change(app, ann, 'reviseIntelligenceReport', { id: first, input: { title: 'More of it' } });
    ({
      receipt: { position },
    } = await publishAgain(app, ann, ben, first));
    clock.strike('29T03:00');
    const { production } = await board(sue);
    // The clocks go forward in this night: it is an hour short.
    assert.deepEqual([production.window.start, production.window.end], ['2026-03-28T22:00:00.000Z', '2026-03-29T05:00:00.000Z']);
    assert.deepEqual([production.expected, production.published, production.state], [3, 2, 'below']);
    assert.deepEqual(await night(low), [3, 1, 'below']);
    assert.deepEqual(await night(await app.token({ sub: 'eve', tenant: 'elsewhere' })), [0, 0, 'none']);
  });

  it('is missed when the night has passed', async () => {
    clock.strike('29T06:00');
    assert.deepEqual(await night(sue), [3, 2, 'missed']);
    assert.deepEqual(await night(low), [3, 1, 'missed']);
  });

  it('opens exactly the reports that it counts', async () => {
    for (const [token, ids] of [
      [sue, [first, second]],
      [low, [first]],
    ] as const) {
      const { production } = await board(token);
      const { nodes } = await reports(app, token, { filter: production.filter });
      assert.deepEqual(new Set(nodes.map(({ id }: { id: string }) => id)), new Set(ids));
    }
  });

  it('was below as of 03:00, and was not expected as of 17:00', async () => {
    assert.deepEqual(await night(sue, { at: '2026-03-29T03:00:00.000Z' }), [3, 2, 'below']);
    assert.deepEqual(await night(sue, { at: '2026-03-28T22:45:00.000Z' }), [3, 1, 'below']);
    assert.deepEqual(await night(sue, { at: '2026-03-28T17:00:00.000Z' }), [0, 0, 'none']);
  });

  it('tells the shift which windows it missed', async () => {
    const queries = app.application.nest.get(ProductionQueries, { strict: false });
    const subject: Subject = {
      actorId: 'sue',
      actorKind: 'human',
      sub: 'sue',
      tenantId: 'demo',
      orgId: 'demo-org',
      roles: ['supervisor'],
      clearance: 'SECRET',
      countries: [],
      expiresAt: 0,
    };
    const [window, ...others] = await queries.windows(subject, {
      from: '2026-03-28T20:00:00.000Z',
      to: '2026-03-29T06:00:00.000Z',
    });
    assert.deepEqual(others, []);
    assert.deepEqual([window.expectationId, window.published, window.state], [expectationId, 2, 'missed']);
    await assert.rejects(
      queries.windows(subject, { from: '2024-03-28T20:00:00.000Z', to: '2026-03-29T06:00:00.000Z' }),
      { code: 'INVALID_INPUT' },
    );
  });

  it('is met by the third, dated into the night, and no longer when one is retracted', async () => {
    clock.strike('29T06:10');
    await change(app, ben, 'retractIntelligenceReport', { id: second, reason: 'Wrong ship' });
    const late = async (publishedAt: string) =>
      publish(app, ann, ben, { title: 'Late', reportTypes: ['threat-report'], secrecyLevel: 'SECRET' }, { publishedAt });
    await late('2026-03-29T04:59:59.999Z');
    ({
      receipt: { position },
    } = await late('2026-03-29T05:00:00.000Z'));
    assert.deepEqual(await night(sue), [3, 2, 'missed']);
    ({
      receipt: { position },
    } = await late('2026-03-28T22:00:00.000Z'));
    assert.deepEqual(await night(sue), [3, 3, 'met']);
    assert.deepEqual(await night(low), [3, 1, 'missed']);
    clock.strike('29T06:20');
    assert.deepEqual(await night(sue, { at: '2026-03-29T06:00:00.000Z' }), [3, 2, 'missed']);
  });

  it('still counts a product after it was archived', async () => {
    clock.strike('29T06:30');
    ({
      receipt: { position },
    } = await change(app, ben, 'archiveIntelligenceReport', { id: first, reason: 'Filed' }));
    assert.deepEqual(await night(sue), [3, 3, 'met']);
  });

  it('leaves the past of a report out that may not be seen any more', async () => {
    clock.strike('29T06:40');
    await change(app, ben, 'restoreIntelligenceReport', { id: first });
    ({
      receipt: { position },
    } = await change(app, ann, 'reviseIntelligenceReport', {
      id: first,
      input: { secrecyLevel: 'SECRET' },
      reason: 'Names a person',
    }));
    assert.deepEqual(await night(low), [3, 0, 'missed']);
    assert.deepEqual(await night(low, { at: '2026-03-29T03:00:00.000Z', atLeast: position }), [3, 0, 'below']);
  });

  it('draws the nights as a control chart, as the reader may see them', async () => {
    const { data } = await chart(sue);
    const { points, centre, lower, upper } = data.productionChart;
    assert.deepEqual(points, [
      {
        start: '2026-03-27T22:00:00.000Z',
        end: '2026-03-28T06:00:00.000Z',
        published: 1,
        expected: 0,
        state: 'none',
        outside: false,
        run: false,
      },
      {
        start: '2026-03-28T22:00:00.000Z',
        end: '2026-03-29T05:00:00.000Z',
        published: 3,
        expected: 3,
        state: 'met',
        outside: false,
        run: false,
      },
    ]);
    assert.deepEqual([centre, lower, upper], [2, 0, 2 + 3 * Math.SQRT2]);
    const seen = (await chart(low)).data.productionChart.points.map(({ published }: { published: number }) => published);
    assert.deepEqual(seen, [1, 0]);
    const then = await chart(sue, { at: '2026-03-28T23:00:00.000Z' });
    assert.equal(then.data.productionChart.points.length, 1);
    const one = await chart(sue, { windows: 1 });
    assert.equal(one.data.productionChart.points.length, 1);
  });

  it('has no chart of an expectation that there is not, or of another tenant', async () => {
    const unknown = await chart(sue, { id: randomUUID() });
    assert.equal(unknown.errors[0].extensions.code, 'NOT_FOUND');
    const stranger = await chart(await app.token({ sub: 'eve', tenant: 'elsewhere', roles: ['supervisor'] }));
    assert.deepEqual(stranger.errors, unknown.errors);
    const long = await chart(sue, { windows: 101 });
    assert.equal(long.errors[0].extensions.code, 'INVALID_INPUT');
  });

  it('shows the worst of several, and lists all', async () => {
    ({
      receipt: { position },
    } = await set(sue, { name: 'Any day', count: 1, reportTypes: [], end: '22:00' }));
    const { production, productionWindows } = await board(low);
    assert.deepEqual([production.window.name, production.state], ['Overnight', 'missed']);
    assert.deepEqual(
      productionWindows.map(({ name, state }: { name: string; state: string }) => [name, state]),
      [
        ['Overnight', 'missed'],
        ['Any day', 'met'],
      ],
    );
  });

  it('is changed, removed and set again by those who lead the watch alone', async () => {
    await refused(app, ann, 'FORBIDDEN', 'removeReportingExpectation', { id: expectationId });
    const soc = await app.token({ sub: 'sol', roles: ['soc_manager'] });
    const named = ({ record }: { record: { reportingExpectations: { name: string; count: number; effectiveFrom: string }[] } }) =>
      record.reportingExpectations.filter(({ name }) => name === 'Overnight').map(({ count, effectiveFrom }) => [count, effectiveFrom]);
    assert.deepEqual(named(await set(soc, { count: 2 }, { id: expectationId })), [[2, '2026-03-28T18:00:00.000Z']]);
    const removed = await change(app, ben, 'removeReportingExpectation', { id: expectationId, reason: 'No night shift' });
    assert.deepEqual(named(removed), []);
    await refused(app, ben, 'NOT_FOUND', 'removeReportingExpectation', { id: expectationId });
    const back = await set(soc, { count: 2, effectiveFrom: '2026-03-28T18:00:00.000Z' }, { id: expectationId });
    assert.deepEqual(named(back), [[2, '2026-03-28T18:00:00.000Z']]);
    await refused(app, soc, 'CONFLICT', 'removeReportingExpectation', {
      id: expectationId,
      expectedRevision: removed.receipt.revision,
    });
    await refused(app, soc, 'INVALID_INPUT', 'setReportingExpectation', {
      input: { name: 'x', count: 0, start: '22:00', end: '06:00' },
    });
  });
});
