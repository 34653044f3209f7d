/** A screen that stays open while nothing is written, and still tells what time has changed. */
import assert from 'node:assert/strict';
import { Clock } from '../../src/ledger/clock.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { eventsOf, LiveClient, type ServerSentEvent } from '../spec/live-client.js';
import { change, create, publishAgain } from './requests.js';

/** So much faster than time that a running clock is looked at once a second. */
const PACE = 31;

class FastClock extends Clock {
  private struck = 0;
  private since: number | undefined;
  constructor() {
    super();
    this.stand('08:00');
  }
  now(): Date {
    return new Date(this.struck + (this.since === undefined ? 0 : PACE * (Date.now() - this.since)));
  }
  stand(time: string): void {
    this.struck = Date.parse(`2026-03-24T${time}:00.000Z`);
    this.since = undefined;
  }
  strike(time: string): void {
    this.stand(time);
    this.since = Date.now();
  }
}

const DASHBOARD = `subscription ($from: Position) { dashboardChanged(from: $from) { position reason changes { title }
  dashboard { silentSources { name } recency { state } production { state } productionWindows { name state } backlog { overdue } } } }`;

interface Told {
  readonly position: string;
  readonly reason: string;
  readonly changes: readonly { readonly title: string }[];
  readonly dashboard: {
    readonly silentSources: readonly { readonly name: string }[];
    readonly recency: { readonly state: string };
    readonly production: { readonly state: string };
    readonly backlog: { readonly overdue: number };
  };
}

/** What a delivery says that the clock may have changed. */
const gist = ({ reason, changes, dashboard }: Told) => ({
  reason,
  changes: changes.map(({ title }) => title),
  silent: dashboard.silentSources.map(({ name }) => name),
  recency: dashboard.recency.state,
  production: dashboard.production.state,
  overdue: dashboard.backlog.overdue,
});

describe('a screen that stays open through a quiet day', function () {
  this.timeout(90_000);
  const clock = new FastClock();
  const clients: LiveClient[] = [];
  const streams: AsyncGenerator<ServerSentEvent>[] = [];
  let app: TestApplication;
  let ann: string;
  let ben: string;
  let high: string;
  let low: string;
  let written: string;

  const open = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };
  const secret = { tlp: 'AMBER', secrecyLevel: 'SECRET' };

  before(async () => {
    app = await startTestApplication({ clock });
    ann = await app.token({ sub: 'ann', roles: ['analyst', 'source_manager'] });
    ben = await app.token({ sub: 'ben', roles: ['senior_analyst', 'tenant_admin'] });
    high = await app.token({ sub: 'hana', roles: ['watch_officer'] });
    low = await app.token({ sub: 'lou', roles: ['watch_officer'], clearance: 'RESTRICTED' });
    const register = (input: object) => change(app, ann, 'registerIntelligenceSource', { input });
    await register({ name: 'Open feed', expectedCadenceSeconds: 3_600, ...open });
    await register({ name: 'Secret feed', expectedCadenceSeconds: 1_800, ...secret });
    await change(app, ben, 'changeTenantSettings', { input: { expectedPublicationSeconds: 3_600 } });
    const expectation = { name: 'Morning', count: 1, start: '08:30', end: '14:00', zone: 'UTC' };
    const { receipt } = await change(app, ben, 'setReportingExpectation', { input: expectation });
    written = receipt.position;
  });
  after(async () => {
    for (const client of clients) client.socket.terminate();
    for (const stream of streams) await stream.return(undefined);
    await app?.stop();
  });

  const here = async (token: string): Promise<string> =>
    (await app.data(token, `{ intelligenceDashboard(atLeast: "${written}") { asOf { position } } }`)).intelligenceDashboard.asOf
      .position;

  /** Each call waits for the next delivery. */
  const overSocket = async (token: string, from: string): Promise<() => Promise<Told>> => {
    const client = await LiveClient.connect(app.url, token);
    clients.push(client);
    client.subscribe('1', DASHBOARD, { from });
    return async () => {
      const { type, payload } = await client.next();
      assert.equal(type, 'next', JSON.stringify(payload));
      return payload.data.dashboardChanged;
    };
  };
  const overStream = async (token: string, from: string): Promise<() => Promise<Told>> => {
    const response = await fetch(`${app.url}/api/v1/stream/dashboard`, {
      headers: { authorization: `Bearer ${token}`, 'last-event-id': from },
    });
    const events = eventsOf(response);
    streams.push(events);
    return async () => {
      const { value } = await events.next();
      assert.equal(value!.id, value!.data.position);
      return value!.data;
    };
  };

  for (const [door, follow] of [
    ['a socket', overSocket],
    ['an event stream', overStream],
  ] as const)
    it(`is told over ${door} when a source falls silent, if it may see it, and of nothing twice`, async () => {
      clock.stand('08:00');
      const from = await here(ann);
      const [officer, junior] = await Promise.all([follow(high, from), follow(low, from)]);
      const quiet = { reason: 'CLOCK', changes: [], recency: 'none', production: 'none', overdue: 0 };
      const late = { ...quiet, production: 'below' };

      clock.strike('09:45');
      const first = await officer();
      assert.deepEqual(gist(first), { ...late, silent: ['Secret feed'] });
      // To the junior a window has begun, and that is all.
      assert.deepEqual(gist(await junior()), { ...late, silent: [] });

      clock.strike('10:00');
      clock.strike('11:15');
      assert.deepEqual(gist(await officer()), { ...late, silent: ['Open feed', 'Secret feed'] });
      assert.deepEqual(gist(await junior()), { ...late, silent: ['Open feed'] });

      const back = await follow(high, first.position);
      // As after the position that it comes back from, not as it was told later.
      assert.deepEqual(gist(await back()), { ...late, silent: ['Open feed', 'Secret feed'] });
    });

  it('is told of a missed window, of what grows stale and of what is overdue, beside what happens', async () => {
    clock.strike('11:30');
    const officer = await overSocket(high, await here(ann));
    const before = { silent: ['Open feed', 'Secret feed'], production: 'below', overdue: 0 };
    assert.deepEqual(gist(await officer()), { ...before, reason: 'CLOCK', changes: [], recency: 'none' });

    const { record } = await create(app, ann, { title: 'Loader seen in retail', ...open });
    const draft = gist(await officer());
    assert.deepEqual([draft.reason, draft.changes], ['EVENTS', ['Loader seen in retail']]);
    await change(app, ann, 'assignIntelligenceReport', { id: record.id, input: { dueAt: '2026-03-24T13:00:00.000Z' } });
    assert.equal((await officer()).reason, 'EVENTS');

    clock.strike('13:10');
    assert.deepEqual(gist(await officer()), { ...before, reason: 'CLOCK', changes: [], recency: 'none', overdue: 1 });
    clock.strike('14:05');
    const missed = { ...before, reason: 'CLOCK', changes: [], recency: 'none', overdue: 1, production: 'missed' };
    const last = await officer();
    assert.deepEqual(gist(last), missed);

    const { receipt } = await publishAgain(app, ann, ben, record.id);
    let told = await officer();
    while (BigInt(told.position) < BigInt(receipt.position)) {
      assert.equal(told.reason, 'EVENTS');
      told = await officer();
    }
    // What the publication made of the dashboard was told with it.
    const published = { ...missed, recency: 'fresh', overdue: 0 };
    assert.deepEqual(gist(told), { ...published, reason: 'EVENTS', changes: gist(told).changes });
    clock.strike('14:20');
    clock.strike('15:30');
    assert.deepEqual(gist(await officer()), { ...published, recency: 'due' });
    clock.strike('16:30');
    assert.deepEqual(gist(await officer()), { ...published, recency: 'stale' });

    // The position that a delivery of the clock brings is where the events go on.
    const back = await overSocket(high, last.position);
    assert.equal((await back()).changes.length > 0, true);
  });
});
