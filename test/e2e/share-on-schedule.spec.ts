/** A feed shares with a partner by itself: what is new to them and may go there, once, whichever process sees to it and whenever one ends. */
import assert from 'node:assert/strict';
import { CommandBus } from '@nestjs/cqrs';
import { FeedClock } from '../../src/exchange/feeds/feed-clock.js';
import { FeedExchange } from '../../src/exchange/feeds/feed-exchange.js';
import { FeedPolling } from '../../src/exchange/feeds/feed-polling.js';
import { FeedPushing } from '../../src/exchange/feeds/feed-pushing.js';
import { FeedSettling } from '../../src/exchange/feeds/feed-settling.js';
import { Clock } from '../../src/ledger/clock.js';
import { FakeTaxiiServer, type Misbehave, type StixObject } from '../integration/taxii/fake-taxii-server.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, publish } from './requests.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

class SetClock extends Clock {
  at = Date.parse('2026-11-09T12:00:00.000Z');

  now(): Date {
    return new Date(this.at);
  }
}

const FIELDS = `id failures nextPollAt nextPushAt health { state red } lastPushReceipt lastPush { outcome dueAt objects succeeded failed pending
  pendingStatusIds exportId fault { code } askAgainAt }`;

type Logged = Record<string, unknown> & { readonly fault?: { readonly code: string } | null };

describe('a feed that shares on schedule', function () {
  this.timeout(60_000);
  const clock = new SetClock();
  let app: TestApplication;
  let server: FakeTaxiiServer;
  let manager: string;
  let feed: string;

  before(async () => {
    server = await FakeTaxiiServer.start();
    app = await startTestApplication({ clock, env: { EXCHANGE_NETWORKS: '127.0.0.1' } });
    manager = await app.token({ roles: ['supervisor', 'senior_analyst'], sub: 'mo', org: 'cti' });
    // The processes of these stories are made here, so that each can be ended.
    await app.application.nest.get(FeedClock, { strict: false }).stop();
  });
  after(async () => {
    await app?.stop();
    await server?.stop();
  });

  /** What one process has, as long as it lives; it does not wait. */
  const process = () => {
    const { kernel, nest } = app.application;
    const commands = nest.get(CommandBus, { strict: false });
    const { network } = nest.get(FeedExchange, { strict: false });
    const { feedWork: work, ledger, log } = kernel;
    const atOnce = () => Promise.resolve();
    const exchange = new FeedExchange(work, kernel.feedCredentials, network);
    const polling = new FeedPolling(commands, clock, exchange, atOnce);
    const pushing = new FeedPushing(commands, clock, exchange, atOnce, log, work.sent);
    const settling = new FeedSettling(commands, clock, exchange, work.sent);
    const problems: string[] = [];
    const parts = { work, exchange, polling, pushing, settling, ledger, clock };
    const options = { everyMs: HOUR, warn: (message: string) => void problems.push(message) };
    return { exchange, problems, clock: new FeedClock(parts, options) };
  };
  const caughtUp = async (): Promise<void> => {
    const { readModels, log } = app.application.kernel;
    const head = (await log.head())!;
    for (const model of ['feeds', 'profiles', 'intelligence']) assert.ok(await readModels.reached(model, head), model);
  };
  /** Two processes look at once, twice. */
  const look = async (): Promise<void> => {
    const two = [process(), process()];
    for (let times = 0; times < 2; times += 1) {
      await caughtUp();
      await Promise.all(two.map((one) => one.clock.look()));
    }
    assert.deepEqual(
      two.flatMap(({ problems }) => problems),
      [],
    );
    await caughtUp();
  };
  const mutate = async (name: string, type: string, args: Record<string, unknown>): Promise<string> => {
    const all: Record<string, string> = { id: 'UUID!', input: `${type}!`, reason: 'String' };
    const names = Object.keys(args);
    const declared = names.map((key) => `$${key}: ${all[key]}`).join(', ');
    const passed = names.map((key) => `${key}: $${key}`).join(', ');
    const data = await app.data(manager, `mutation (${declared}) { ${name}(${passed}) { receipt { id } } }`, args);
    return data[name].receipt.id;
  };
  const campaign = (name: string, tlp = 'GREEN') =>
    mutate('createCampaign', 'CreateCampaignInput', { input: { name, tlp, secrecyLevel: 'UNCLASSIFIED' } });
  const revise = (id: string, input: object) => mutate('reviseCampaign', 'ReviseCampaignInput', { id, input, reason: 'Agreed.' });
  const shown = async () => (await app.data(manager, `query ($id: UUID!) { feed(id: $id) { ${FIELDS} } }`, { id: feed })).feed;
  const logged = async (type: string): Promise<Logged[]> => {
    const found: Logged[] = [];
    for await (const item of app.application.kernel.log.read(undefined))
      if (item.kind === 'event' && item.recorded.event.type === type) found.push(item.recorded.event.data as never);
    return found;
  };
  const posts = () => server.asked.filter(({ method }) => method === 'POST');
  const sent = (from = 0): readonly StixObject[] =>
    posts()
      .slice(from)
      .flatMap(({ body }) => (JSON.parse(body) as { objects: StixObject[] }).objects);
  const campaignsSent = (from = 0) =>
    sent(from)
      .filter(({ type }) => type === 'campaign')
      .map(({ name }) => String(name))
      .toSorted((a, b) => a.localeCompare(b));
  const ids: Record<string, string> = {};

  it('sends what may go to its receiver once for its time, whoever looks, with a receipt', async () => {
    ids['open'] = await campaign('Grey Crane');
    ids['strict'] = await campaign('Black Heron', 'AMBER_STRICT');
    feed = await mutate('createFeed', 'CreateFeedInput', {
      input: {
        name: 'Partner',
        direction: 'push',
        apiRoot: server.apiRoot,
        collectionId: server.collectionId,
        receiver: 'partner',
        everySeconds: 300,
      },
    });
    await look();
    assert.deepEqual([posts().length, campaignsSent()], [1, ['Grey Crane']]);
    const { lastPush, lastPushReceipt, health, nextPollAt, nextPushAt } = await shown();
    assert.deepEqual(
      [lastPush.outcome, lastPush.dueAt, lastPush.succeeded, lastPush.failed, health.state],
      ['complete', '2026-11-09T12:00:00.000Z', lastPush.objects, 0, 'ok'],
    );
    assert.deepEqual([nextPollAt, nextPushAt], [null, '2026-11-09T12:05:00.000Z']);
    assert.equal(lastPushReceipt.receipt.exportId, lastPush.exportId);
    const { stixExport } = await app.data(manager, `{ stixExport(id: "${lastPush.exportId}") { receiver exported withheld } }`);
    assert.deepEqual([stixExport.receiver, stixExport.exported, stixExport.withheld > 0], ['partner', lastPush.objects, true]);
    assert.equal((await logged('FeedPushed')).length, 1);
  });

  it('sends and records nothing while there is nothing new', async () => {
    clock.at += 5 * MINUTE;
    await look();
    assert.equal(posts().length, 1);
    assert.deepEqual([(await logged('FeedPushed')).length, (await logged('StixExported')).length], [1, 1]);
  });

  it('sends what changed and what may go there by now, and nothing else', async () => {
    ids['closed'] = await campaign('White Stork');
    await revise(ids['closed'], { tlp: 'AMBER_STRICT' });
    await revise(ids['open'], { objectives: ['Harbours'] });
    await revise(ids['strict'], { tlp: 'GREEN' });
    clock.at += 5 * MINUTE;
    await look();
    assert.deepEqual(campaignsSent(1), ['Black Heron', 'Grey Crane']);
    assert.equal(sent(1).filter(({ type }) => type === 'identity').length, 0, 'the identity is there already');
    const pushed = await logged('FeedPushed');
    assert.deepEqual(
      [pushed.length, pushed.at(-1)!['dueAt'], pushed.at(-1)!['objects']],
      [2, '2026-11-09T12:10:00.000Z', sent(1).length],
    );
  });

  it('sends nothing while it is paused', async () => {
    await mutate('pauseFeed', '', { id: feed });
    ids['late'] = await campaign('Red Kite');
    const asked = server.asked.length;
    clock.at += HOUR;
    await look();
    assert.equal(server.asked.length, asked);
    await mutate('resumeFeed', '', { id: feed });
    const before = posts().length;
    await look();
    assert.deepEqual(campaignsSent(before), ['Red Kite']);
  });

  it('leaves a server alone for as long as it asks', async () => {
    ids['busy'] = await campaign('Blue Jay');
    server.misbehave = (_, response) => server.send(response, {}, 503, { 'retry-after': '1800' });
    clock.at += 5 * MINUTE;
    await look();
    const { lastPush, failures } = await shown();
    assert.deepEqual([lastPush.outcome, lastPush.fault.code, failures], ['failed', 'busy', 1]);
    assert.equal(lastPush.askAgainAt, new Date(clock.at + 30 * MINUTE).toISOString());
    const asked = server.asked.length;
    clock.at += 20 * MINUTE;
    await look();
    assert.equal(server.asked.length, asked);
    server.misbehave = () => undefined;
    clock.at += 15 * MINUTE;
    const before = posts().length;
    await look();
    assert.deepEqual([campaignsSent(before), (await shown()).health.state], [['Blue Jay'], 'ok']);
  });

  /** The server has taken what comes, and works on it. */
  const working =
    (onStatus: () => void): Misbehave =>
    ({ method, url, body }, response) => {
      if (method === 'POST') {
        const { objects } = JSON.parse(body) as { objects: StixObject[] };
        for (const object of objects) server.keep(object);
        return server.send(response, { id: 'slow', status: 'pending', pending_count: objects.length }, 202);
      }
      if (!url.pathname.includes('/status/')) return undefined;
      onStatus();
      return server.send(response, { id: 'slow', status: 'pending' });
    };

  it('asks on what became of it when a process ended between sending and hearing of it, and sends it to nobody twice', async () => {
    ids['slow'] = await campaign('Brown Owl');
    clock.at += 5 * MINUTE;
    await caughtUp();
    const ending = process();
    server.misbehave = working(() => ending.exchange.end());
    const [before, recorded] = [posts().length, (await logged('FeedPushed')).length];
    await ending.clock.look();
    assert.equal(ending.problems.length, 1);
    assert.deepEqual([campaignsSent(before), (await logged('FeedPushed')).length], [['Brown Owl'], recorded]);
    server.misbehave = working(() => undefined);
    await look();
    const { lastPush } = await shown();
    assert.deepEqual(
      [lastPush.outcome, lastPush.pending, lastPush.pendingStatusIds, lastPush.dueAt, lastPush.fault],
      ['pending', lastPush.objects, ['slow'], new Date(clock.at).toISOString(), null],
    );
    server.misbehave = () => undefined;
    server.statuses.set('slow', { id: 'slow', status: 'complete', success_count: 1, failure_count: 0, pending_count: 0 });
    await look();
    assert.equal((await shown()).lastPush.outcome, 'pending', 'it was asked less than a minute ago');
    clock.at += MINUTE;
    await look();
    const after = (await shown()).lastPush;
    assert.deepEqual([after.outcome, after.succeeded, after.pending, after.pendingStatusIds], ['complete', after.objects, 0, []]);
    assert.deepEqual([(await logged('FeedPushSettled')).length, (await logged('FeedPushed')).length - recorded], [1, 1]);
    clock.at += 5 * MINUTE;
    await look();
    assert.deepEqual(campaignsSent(before), ['Brown Owl']);
  });

  it('records a push that ended with its process before anything was answered, and sends the rest with the next one', async () => {
    ids['lost'] = await campaign('Pink Flamingo');
    clock.at += 5 * MINUTE;
    await caughtUp();
    const ending = process();
    server.misbehave = ({ method }, response) => {
      if (method !== 'POST') return undefined;
      ending.exchange.end();
      response.destroy();
      return 'answered';
    };
    const [before, recorded] = [posts().length, (await logged('FeedPushed')).length];
    await ending.clock.look();
    server.misbehave = () => undefined;
    await look();
    const [first, second, ...others] = (await logged('FeedPushed')).slice(recorded);
    assert.deepEqual([first['outcome'], first['succeeded'], first['fault']?.code], ['failed', 0, 'broken_off']);
    assert.deepEqual([second['outcome'], second['dueAt'], others], ['complete', first['dueAt'], []]);
    assert.deepEqual(campaignsSent(before), ['Pink Flamingo', 'Pink Flamingo'], 'the server knows it by id and version');
  });

  it('sends a report, and that it was retracted', async () => {
    const editor = await app.token({ roles: ['senior_analyst'], sub: 'ed', org: 'cti' });
    const input = {
      title: 'Harbour lights',
      tlp: 'GREEN',
      secrecyLevel: 'UNCLASSIFIED',
      objectRefs: [`campaign--${ids['open']}`],
    };
    const { record } = await publish(app, manager, editor, input);
    const told = () =>
      sent()
        .filter(({ type, name }) => type === 'report' && name === 'Harbour lights')
        .map(({ revoked = false }) => revoked);
    clock.at += 5 * MINUTE;
    await look();
    await change(app, editor, 'retractIntelligenceReport', { id: record.id, reason: 'Wrong harbour.' });
    clock.at += 5 * MINUTE;
    await look();
    assert.deepEqual(told(), [false, true]);
  });

  it('tries what was refused once a day, until it changes', async () => {
    const name = 'Green Finch';
    ids['refused'] = await campaign(name);
    const objects = () => sent().filter((object) => object['name'] === name);
    server.misbehave = ({ method, body }, response) => {
      if (method !== 'POST') return undefined;
      const failures = (JSON.parse(body) as { objects: StixObject[] }).objects.map(({ id, modified }) => ({
        id,
        version: modified,
      }));
      return server.send(response, { id: 'no', status: 'complete', failure_count: failures.length, failures }, 202);
    };
    clock.at += 5 * MINUTE;
    await look();
    assert.deepEqual([(await shown()).lastPush.outcome, objects().length], ['failed', 2]);
    clock.at += 5 * MINUTE;
    await look();
    assert.equal(objects().length, 2);
    server.misbehave = () => undefined;
    clock.at += 24 * HOUR;
    await look();
    assert.deepEqual([(await shown()).lastPush.outcome, objects().length], ['complete', 3]);
  });
});
