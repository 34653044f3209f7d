/** Who looks after feeds hears by mail and webhook when one fails or falls silent, and when it works again: once, whoever sends it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { deliveryEvents } from '../../src/distribution/delivery.events.js';
import { DeliverySending } from '../../src/distribution/delivery.sending.js';
import { Clock } from '../../src/ledger/clock.js';
import { FakeTaxiiServer } from '../integration/taxii/fake-taxii-server.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { PostOffice, unfolded } from '../spec/post-office.js';
import { freshStores, type FreshStores } from '../spec/stores.js';
import { actorOf } from './requests.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DESK = 'desk@acme.example';
const SENIOR = 'senior@acme.example';
const PARTNER = 'bob@partner.example';

class SetClock extends Clock {
  at = Date.parse('2026-11-09T12:00:00.000Z');

  now(): Date {
    return new Date(this.at);
  }
}

interface Alert {
  readonly id: string;
  readonly receiverLabel: string;
  readonly kind: string;
  readonly turn: number;
  readonly status: string;
  readonly withheldBy: string | null;
  readonly reason: string | null;
}
const ALERT = 'id receiverLabel kind turn status withheldBy reason noticedAt attempts response';

describe('hearing when a feed fails', function () {
  this.timeout(120_000);
  const clock = new SetClock();
  const claims = { tenant: 'acme', org: 'soc', clearance: 'SECRET' };
  let stores: FreshStores;
  let office: PostOffice;
  let server: FakeTaxiiServer;
  let app: TestApplication;
  let other: TestApplication;
  let admin: string;
  let feed: string;

  before(async () => {
    [stores, office, server] = await Promise.all([freshStores(), PostOffice.open(), FakeTaxiiServer.start()]);
    const env = { ...office.env, EXCHANGE_NETWORKS: '127.0.0.1', INSTANCE_KEY: randomBytes(32).toString('base64') };
    app = await startTestApplication({ clock, stores, env });
    other = await startTestApplication({ clock, stores, env });
    admin = await app.token({ ...claims, roles: ['tenant_admin'], sub: 'ada' });
  });
  after(async () => {
    await app?.stop();
    await other?.stop();
    await server?.stop();
    await office?.close();
    await stores?.stop();
  });

  const listed = (input: object) =>
    app.ask(
      admin,
      'mutation ($input: CreateDistributionListInput!) { createDistributionList(input: $input) { record { id feedAlerts feed_alerts } } }',
      { input: { name: 'Feeds', content: 'link', reportTypes: [], ...input } },
    );
  const created = async (name: string, input: object = {}): Promise<string> => {
    const place = { direction: 'pull', apiRoot: server.apiRoot, collectionId: server.collectionId, tlp: 'GREEN' };
    const data = await app.data(admin, 'mutation ($input: CreateFeedInput!) { createFeed(input: $input) { record { id } } }', {
      input: { ...place, name, secrecyLevel: 'UNCLASSIFIED', ...input },
    });
    return data.createFeed.record.id;
  };
  const polled = async (id = feed): Promise<{ state: string; red: boolean }> =>
    (await app.data(admin, 'mutation ($id: UUID!) { pollFeed(id: $id) { record { health { state red } } } }', { id })).pollFeed
      .record.health;
  const refuse = (): void => {
    server.misbehave = (_, response) => server.send(response, {}, 401);
  };
  const answer = (): void => {
    server.misbehave = () => undefined;
  };
  const alerts = async (id = feed): Promise<readonly Alert[]> =>
    (await app.data(admin, `query ($id: UUID!) { feedAlerts(feedId: $id) { ${ALERT} } }`, { id })).feedAlerts;
  const statesOf = (found: readonly Alert[]): Record<string, string> =>
    Object.fromEntries(
      found.map(({ receiverLabel, kind, turn, status, withheldBy }) => [
        `${receiverLabel} ${kind} ${turn}`,
        withheldBy === null ? status : `${status}: ${withheldBy}`,
      ]),
    );
  /** Waits until every alert of a feed is as wanted, and there is no other. */
  const told = async (wanted: Readonly<Record<string, string>>, id = feed): Promise<readonly Alert[]> => {
    const isOver = ({ status }: Alert): boolean => ['succeeded', 'failed', 'withheld'].includes(status);
    for (;;) {
      const found = await alerts(id);
      if (found.length >= Object.keys(wanted).length && found.every(isOver)) {
        assert.deepEqual(statesOf(found), wanted);
        return found;
      }
      await delay(100);
    }
  };
  /** What would be planned by whoever looks now. */
  const untold = async () => {
    const { kernel } = app.application;
    const head = (await kernel.log.head())!;
    for (const model of ['feeds', 'sharing']) assert.ok(await kernel.readModels.reached(model, head));
    return kernel.distributionWork.untoldOfFeeds(100, clock.now().toISOString());
  };
  const subjects = (address: string): readonly string[] =>
    office.mailsTo(address).map(({ source }) => /^Subject: (.*)$/m.exec(source)![1].trim());
  const typesOfCalls = (): readonly string[] => office.calls.map(({ body }) => JSON.parse(body).type as string);

  const desk = { kind: 'email', label: 'Desk', organisation: 'soc', email: DESK };
  const outsider = { kind: 'email', label: 'Everybody', email: 'all@press.example' };
  const begun = { 'Desk feed_unhealthy 1': 'succeeded', 'SIEM feed_unhealthy 1': 'succeeded' };
  const outside = { 'Everybody feed_unhealthy 1': 'withheld: named-receiver' };
  const ended = { 'Desk feed_recovered 1': 'succeeded', 'SIEM feed_recovered 1': 'succeeded' };
  const first = { ...begun, ...outside, ...ended, 'Everybody feed_recovered 1': 'withheld: named-receiver' };

  it('is asked for by a distribution list, beside reports or alone', async () => {
    const { errors } = await listed({ receivers: [desk] });
    assert.equal(errors[0].extensions.code, 'NOTHING_TO_SEND');
    const { data } = await listed({ feedAlerts: true, receivers: [desk, office.hook('SIEM', 'soc'), outsider] });
    const { id, ...shown } = data.createDistributionList.record;
    assert.deepEqual(shown, { feedAlerts: true, feed_alerts: true });
    assert.deepEqual((await listed({ name: 'Again', feedAlerts: true, receivers: [desk] })).errors, []);
    assert.deepEqual((await listed({ name: 'Reports', reportTypes: ['operational'], receivers: [desk] })).errors, []);
  });

  it('happens once for every receiver when it turns red, with two instances that send', async () => {
    feed = await created('Northern CERT', { expectedWithinSeconds: 86_400 });
    assert.equal((await polled()).state, 'ok');
    assert.deepEqual(await untold(), []);
    refuse();
    assert.equal((await polled()).red, true);
    const [{ noticedAt, reason }] = (await told({ ...begun, ...outside })) as readonly (Alert & { noticedAt: string })[];
    assert.deepEqual([noticedAt, /Set them again/.test(reason!)], [clock.now().toISOString(), true]);
    assert.deepEqual(subjects(DESK), ['[TLP:GREEN] Feed fails: Northern CERT']);
    const [call] = office.calls;
    assert.equal(call.headers['webhook-signature'], office.signatureOf(call));
    const { type, data } = JSON.parse(call.body);
    assert.deepEqual(
      [type, data.feedId, data.name, data.health, data.reason],
      ['feed.unhealthy', feed, 'Northern CERT', 'failing', reason],
    );
    const [{ source }] = office.mailsTo(DESK);
    assert.ok(unfolded(source).replaceAll('\r\n', ' ').includes(reason!));

    clock.at += 30 * MINUTE;
    assert.equal((await polled()).red, true);
    assert.deepEqual(await untold(), [], 'it is the same turn');
  });

  it('happens once more when it works again', async () => {
    answer();
    assert.equal((await polled()).state, 'ok');
    await told(first);
    assert.deepEqual(subjects(DESK).slice(1), ['[TLP:GREEN] Feed works again: Northern CERT']);
    assert.deepEqual(typesOfCalls(), ['feed.unhealthy', 'feed.recovered']);
    assert.deepEqual(await untold(), []);
  });

  it('waits an hour when it turns red again at once, and then says it if it is red still', async () => {
    clock.at += 10 * MINUTE;
    refuse();
    assert.equal((await polled()).red, true);
    assert.deepEqual(await untold(), []);
    answer();
    await polled();
    assert.deepEqual(await untold(), [], 'who heard nothing of it is not told that it works again');
    refuse();
    await polled();
    clock.at += 50 * MINUTE - 1;
    assert.deepEqual(await untold(), []);
    clock.at += 1;
    await told({
      ...first,
      'Desk feed_unhealthy 2': 'succeeded',
      'SIEM feed_unhealthy 2': 'succeeded',
      'Everybody feed_unhealthy 2': 'withheld: named-receiver',
    });
    answer();
    await polled();
    const second = Object.entries(first).map(([what, became]) => [what.replace(/1$/, '2'), became]);
    await told({ ...first, ...Object.fromEntries(second) });
  });

  it('hears of silence, which only the clock tells', async () => {
    const quiet = await created('Quiet', { expectedWithinSeconds: 86_400 });
    await polled(quiet);
    const position = await app.application.kernel.log.head();
    clock.at += 20 * HOUR;
    assert.deepEqual(await untold(), []);
    assert.equal(await app.application.kernel.log.head(), position, 'nothing is recorded while nothing happens');
    clock.at += 4 * HOUR + 1;
    const wanted = { ...begun, ...outside };
    const found = await told(wanted, quiet);
    assert.match(found[0].reason!, /nothing new for longer than expected/);
    assert.ok(subjects(DESK).includes('[TLP:GREEN] Feed is silent: Quiet'));

    await app.data(admin, `mutation { pauseFeed(id: "${quiet}") { receipt { id } } }`);
    assert.ok(
      !(await untold()).some(({ about }) => 'feedId' in about && about.feedId === quiet),
      'a feed that rests did not recover',
    );
    await app.data(admin, `mutation { resumeFeed(id: "${quiet}") { receipt { id } } }`);
    await told(first, quiet);
  });

  it('tells nothing of a feed to whom its marking does not let it be told', async () => {
    const cleared = async (label: string, clearance: string) => {
      const person = { sub: label, email: `${label.toLowerCase()}@acme.example` };
      const token = await app.token({ ...claims, clearance, roles: ['watch_officer'], ...person });
      return { kind: 'user', label, actor: await actorOf(app, token), organisation: 'soc', clearance };
    };
    const people = [await cleared('Junior', 'UNCLASSIFIED'), await cleared('Senior', 'SECRET')];
    const partner = { kind: 'email', label: 'Partner', organisation: 'partner', email: PARTNER };
    const { errors } = await listed({ name: 'Persons', feedAlerts: true, receivers: [...people, partner] });
    assert.deepEqual(errors, []);
    const before = office.mails.length;
    refuse();
    const secret = await created('Secret source', { secrecyLevel: 'SECRET', tlp: 'AMBER' });
    await polled(secret);
    const at = (kind: string) => ({
      [`Desk ${kind} 1`]: 'succeeded',
      [`SIEM ${kind} 1`]: 'succeeded',
      [`Senior ${kind} 1`]: 'succeeded',
      [`Everybody ${kind} 1`]: 'withheld: named-receiver',
      [`Junior ${kind} 1`]: 'withheld: clearance',
      [`Partner ${kind} 1`]: 'withheld: sharing-secrecy',
    });
    await told(at('feed_unhealthy'), secret);
    answer();
    await polled(secret);
    await told({ ...at('feed_unhealthy'), ...at('feed_recovered') }, secret);
    const ours = office.mails.slice(before).filter(({ source }) => source.includes('Secret source'));
    assert.deepEqual(ours.flatMap(({ to }) => to).toSorted(), [DESK, DESK, SENIOR, SENIOR]);
    assert.ok(!office.mailsTo(PARTNER).some(({ source }) => source.includes('Secret source')));

    const blind = await app.token({ ...claims, clearance: 'UNCLASSIFIED', roles: ['auditor'], sub: 'aud' });
    const hidden = await app.ask(blind, 'query ($id: UUID!) { feedAlerts(feedId: $id) { id } }', { id: secret });
    assert.equal(hidden.errors[0].extensions.code, 'NOT_FOUND');
    const analyst = await app.ask(await app.token({ ...claims, sub: 'ana' }), `{ feedAlerts(feedId: "${secret}") { id } }`);
    assert.equal(analyst.errors[0].extensions.code, 'FORBIDDEN');
  });

  it('says nothing late that is no longer so, nor that all is well to who heard nothing', async () => {
    office.busyFor = DESK;
    refuse();
    const late = await created('Put off');
    await polled(late);
    const stateOf = async (what: string): Promise<string | undefined> => statesOf(await alerts(late))[what];
    while ((await stateOf('Desk feed_unhealthy 1')) !== 'retrying') await delay(100);
    answer();
    await polled(late);
    office.busyFor = '';
    clock.at += 5 * MINUTE;
    while ((await stateOf('Desk feed_recovered 1')) !== 'withheld: not-told-before') await delay(100);
    assert.equal(await stateOf('Desk feed_unhealthy 1'), 'withheld: no-longer-unhealthy');
    assert.ok(!office.mailsTo(DESK).some(({ source }) => source.includes('Put off')));
  });

  it('is an event each time, and nothing is planned twice by who looks at what is old', async () => {
    const isFirst = ({ receiverLabel, kind, turn }: Alert) => `${receiverLabel} ${kind} ${turn}` === 'Desk feed_unhealthy 1';
    const { id } = (await alerts()).find(isFirst)!;
    const events = await app.application.kernel.ledger.events(deliveryEvents, 'acme', id);
    assert.deepEqual(
      events.map(({ event }) => event.type),
      ['DeliveryPlanned', 'DeliveryAttempted', 'DeliverySucceeded'],
    );
    assert.ok(!JSON.stringify(events.map(({ event }) => event)).includes(DESK));
    const [{ event }] = events;
    assert.ok(event.type === 'DeliveryPlanned');
    const { listId, receiverId } = event.data;
    refuse();
    await polled();
    const sent = office.mailsTo(DESK).length;
    const sendings = [app, other].map(({ application }) => application.nest.get(DeliverySending, { strict: false }));
    const old = { tenantId: 'acme', listId, receiverId, about: { kind: 'feed_unhealthy', feedId: feed, turn: 1 } } as const;
    await Promise.all(sendings.map((sending) => sending.plan(old)));
    await Promise.all(sendings.map((sending) => sending.deliver({ tenantId: 'acme', id })));
    const after = await app.application.kernel.ledger.events(deliveryEvents, 'acme', id);
    assert.equal(after.length, events.length);
    assert.equal(office.mailsTo(DESK).length, sent);
  });
});
