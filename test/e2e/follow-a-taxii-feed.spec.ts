/** A feed follows a partner's collection by itself, says when it does not work, and sends what may go there. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import { FeedClock } from '../../src/exchange/feeds/feed-clock.js';
import { FeedExchange, protectionOf } from '../../src/exchange/feeds/feed-exchange.js';
import { FeedPolling } from '../../src/exchange/feeds/feed-polling.js';
import { FeedPushing } from '../../src/exchange/feeds/feed-pushing.js';
import { FeedSettling } from '../../src/exchange/feeds/feed-settling.js';
import { keeperOf } from '../../src/exchange/feeds/feed.subjects.js';
import { feedType } from '../../src/exchange/feeds/feed.type.js';
import { Clock } from '../../src/ledger/clock.js';
import { FakeTaxiiServer, type StixObject } from '../integration/taxii/fake-taxii-server.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PASSWORD = 'correct-horse-battery';

class SetClock extends Clock {
  at = Date.parse('2026-11-09T12:00:00.000Z');

  now(): Date {
    return new Date(this.at);
  }
}

const TIME = '2026-01-05T10:00:00.000Z';
const object = (type: string, fields: object): StixObject => ({
  type,
  spec_version: '2.1',
  id: `${type}--${randomUUID()}`,
  created: TIME,
  modified: TIME,
  ...fields,
});
const cert = object('identity', { name: 'Northern CERT', identity_class: 'organization' });
const malware = () => object('malware', { name: 'Loader', is_family: false, created_by_ref: cert.id });
const report = (about: StixObject) =>
  object('report', {
    name: 'Loader in the north',
    report_types: ['threat-report'],
    published: TIME,
    object_refs: [about.id],
    created_by_ref: cert.id,
  });

const FIELDS = `id status cursor failures credentials { kind } health { state red reason } nextPollAt
  lastPoll { outcome dueAt pages objects counts { created stored unchanged } imports fault { code message } askAgainAt }
  lastPush { outcome objects succeeded failed exportId fault { code } }`;

describe('a TAXII feed', function () {
  this.timeout(60_000);
  const clock = new SetClock();
  let app: TestApplication;
  let server: FakeTaxiiServer;
  let manager: string;
  let feed: string;

  before(async () => {
    server = await FakeTaxiiServer.start();
    app = await startTestApplication({ clock, env: { EXCHANGE_NETWORKS: '127.0.0.1' } });
    manager = await app.token({ roles: ['supervisor'], sub: 'mo', org: 'cti' });
  });
  after(async () => {
    await app?.stop();
    await server?.stop();
  });

  const get = <Part>(part: abstract new (...args: never[]) => Part): Part =>
    app.application.nest.get(part as never, { strict: false });
  const change = async (name: string, args: Record<string, unknown> = {}, types: Record<string, string> = {}) => {
    const all: Record<string, string> = { id: 'UUID!', ...types };
    const declared = Object.keys(args)
      .map((key) => `$${key}: ${all[key]}`)
      .join(', ');
    const passed = Object.keys(args)
      .map((key) => `${key}: $${key}`)
      .join(', ');
    const data = await app.data(
      manager,
      `mutation (${declared}) { ${name}(${passed}) { record { ${FIELDS} } receipt { id position } } }`,
      args,
    );
    return data[name];
  };
  const create = (input: object) =>
    change(
      'createFeed',
      { input: { direction: 'pull', apiRoot: server.apiRoot, collectionId: server.collectionId, ...input } },
      { input: 'CreateFeedInput!' },
    );
  const poll = async (id = feed) => (await change('pollFeed', { id })).record;
  const shown = async (id = feed) => (await app.data(manager, `query ($id: UUID!) { feed(id: $id) { ${FIELDS} } }`, { id })).feed;
  const logged = async (type: string): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    for await (const item of app.application.kernel.log.read(undefined))
      if (item.kind === 'event' && item.recorded.event.type === type) found.push(item.recorded.event.data as never);
    return found;
  };
  const load = async () => {
    const context = { commandId: randomUUID(), correlationId: randomUUID() };
    const loaded = await app.application.kernel.ledger.load(feedType, 'demo', feed);
    assert.ok(loaded && loaded.record.status !== 'absent');
    const owned = { ...loaded, record: loaded.record };
    return { loaded: owned, context: { ...context, subject: keeperOf(protectionOf(owned)) } };
  };
  /** Two processes look at once, twice. */
  const look = async (): Promise<void> => {
    const { kernel } = app.application;
    const parts = {
      work: kernel.feedWork,
      exchange: get(FeedExchange),
      polling: get(FeedPolling),
      pushing: get(FeedPushing),
      settling: get(FeedSettling),
      ledger: kernel.ledger,
      clock,
    };
    const another = new FeedClock(parts, { everyMs: HOUR, warn: (message) => assert.fail(message) });
    for (let times = 0; times < 2; times += 1) {
      assert.ok(await kernel.readModels.reached('feeds', (await kernel.log.head())!));
      await Promise.all([get(FeedClock).look(), another.look()]);
    }
  };

  it('is found, made and given credentials that nobody is shown again', async () => {
    const { discoverTaxii } = await app.data(
      manager,
      'query ($url: String!) { discoverTaxii(url: $url) { title roots { url collections { id title canRead } problem } } }',
      { url: server.origin },
    );
    const [root] = discoverTaxii.roots;
    assert.deepEqual([root.url, root.problem, root.collections[0].id], [server.apiRoot, null, server.collectionId]);
    const { record } = await create({ name: 'Northern CERT', pageSize: 2, expectedWithinSeconds: 86_400 });
    feed = record.id;
    assert.deepEqual([record.health.state, record.nextPollAt], ['waiting', null]);
    const input = { kind: 'basic', username: 'ledger', password: PASSWORD };
    const set = await change('setFeedCredentials', { id: feed, input }, { input: 'TaxiiCredentialsInput!' });
    assert.deepEqual(set.record.credentials, { kind: 'basic' });
    const database = new pg.Client({ connectionString: app.stores.databaseUrl });
    await database.connect();
    const { rows } = await database.query('select sealed::text from app.feed_credentials');
    await database.end();
    assert.equal(rows.length, 1);
    assert.ok(!rows[0].sealed.includes(PASSWORD));
  });

  it('imports what the collection has, and then what was added', async () => {
    const loader = malware();
    server.add([cert, loader, report(loader)]);
    const first = await poll();
    assert.deepEqual(
      [first.lastPoll.outcome, first.lastPoll.pages, first.lastPoll.objects, first.health.state],
      ['complete', 2, 3, 'ok'],
    );
    assert.equal(server.asked.at(-1)!.headers.authorization, `Basic ${Buffer.from(`ledger:${PASSWORD}`).toString('base64')}`);
    const { position } = (await change('pollFeed', { id: feed })).receipt;
    const { intelligenceReports, intelligenceSources } = await app.data(
      manager,
      'query ($p: Position) { intelligenceReports(atLeast: $p) { nodes { title tlp organisationId } } intelligenceSources(atLeast: $p) { nodes { name } } }',
      { p: position },
    );
    assert.deepEqual(intelligenceReports.nodes, [{ title: 'Loader in the north', tlp: 'AMBER', organisationId: 'cti' }]);
    assert.deepEqual(intelligenceSources.nodes, [{ name: 'Northern CERT' }]);
    assert.equal((await shown()).lastPoll.outcome, 'nothing_new');
    server.add([malware()], '2026-02-02T10:00:00.000000Z');
    const next = await poll();
    assert.deepEqual([next.lastPoll.objects, next.cursor], [1, '2026-02-02T10:00:00.000000Z']);
  });

  it('asks once for a key that is used again', async () => {
    const once = async () =>
      (await change('pollFeed', { id: feed, idempotencyKey: 'night' }, { idempotencyKey: 'String' })).receipt;
    const first = await once();
    const asked = server.asked.length;
    assert.deepEqual(await once(), first);
    assert.equal(server.asked.length, asked);
  });

  it('repeats and never skips what a process had imported when it ended', async () => {
    const { kernel } = app.application;
    const added = Array.from({ length: 6 }, malware);
    server.add(added, '2026-02-02T11:00:00.000000Z');
    const exchange = new FeedExchange(kernel.feedWork, kernel.feedCredentials, get(FeedExchange).network);
    const polling = new FeedPolling(get(CommandBus), clock, exchange, () => Promise.resolve());
    const { loaded, context } = await load();
    server.misbehave = ({ url }) => {
      if (!url.searchParams.has('next')) return undefined;
      exchange.end();
      return 'answered';
    };
    await assert.rejects(polling.poll(loaded, { context, dueAt: null }), /stopping/);
    server.misbehave = () => undefined;
    const { lastPoll } = await poll();
    assert.deepEqual([lastPoll.outcome, lastPoll.counts], ['complete', { created: 0, stored: 4, unchanged: 2 }]);
  });

  it('is polled once for each of its times, whoever looks, and recorded once an hour while nothing happens', async () => {
    await change('reviseFeed', { id: feed, input: { everySeconds: 300 } }, { input: 'ReviseFeedInput!' });
    await look();
    const before = (await logged('FeedPolled')).length;
    const asked = server.asked.length;
    for (let times = 0; times < 24; times += 1) {
      clock.at += 5 * MINUTE;
      await look();
    }
    assert.equal(server.asked.length - asked, 24, 'one request for each time');
    assert.equal((await logged('FeedPolled')).length - before, 2, 'two hours of silence');
    server.add([malware()], '2026-02-03T10:00:00.000000Z');
    clock.at += 23 * MINUTE;
    await look();
    const { lastPoll, nextPollAt } = await shown();
    assert.deepEqual([lastPoll.outcome, lastPoll.objects, lastPoll.dueAt], ['complete', 1, '2026-11-09T14:20:00.000Z']);
    assert.equal(nextPollAt, '2026-11-09T14:25:00.000Z');
  });

  it('rests while it is paused, and goes on from where it came to', async () => {
    await change('pauseFeed', { id: feed });
    const asked = server.asked.length;
    clock.at += HOUR;
    await look();
    const { errors } = await app.ask(manager, `mutation { pollFeed(id: "${feed}") { receipt { id } } }`);
    assert.equal(errors[0].extensions.code, 'WRONG_STATUS');
    assert.equal(server.asked.length, asked);
    assert.equal((await shown()).health.state, 'off');
    await change('resumeFeed', { id: feed });
    await look();
    assert.equal(server.asked.length, asked + 1);
    assert.equal(server.asked.at(-1)!.url.searchParams.get('added_after'), '2026-02-03T10:00:00.000000Z');
  });

  const ingestion = async (token: string, moment: Record<string, unknown>) =>
    (
      await app.data(
        token,
        `query ($at: DateTime, $p: Position) { intelligenceDashboard(at: $at, atLeast: $p) {
          ingestion { state feeds { id name direction health red lastSuccessAt lastOutcome } } asOf { fresh } } }`,
        moment,
      )
    ).intelligenceDashboard.ingestion;
  const feedsOf = async (token: string, since: string, until: string) => {
    const { handoverBrief } = await app.data(
      token,
      `query ($since: ID, $until: ID) { handoverBrief(since: $since, until: $until) {
        feedsUnhealthy { id name health fault } feedsRecovered { id name health fault } hash } }`,
      { since, until },
    );
    return handoverBrief;
  };
  const red: Record<string, string> = {};
  const marked = async (event: string): Promise<void> => {
    red[event] = String(await app.application.kernel.log.head());
    red[`${event} at`] = clock.now().toISOString();
    clock.at += 1_000;
  };

  it('turns red when the server refuses, leaves it alone for as long as it asks, and recovers', async () => {
    await marked('works');
    server.misbehave = (_, response) => server.send(response, { title: `for ${PASSWORD}` }, 401);
    const refused = await poll();
    assert.deepEqual([refused.lastPoll.fault.code, refused.health.state, refused.health.red], ['unauthorized', 'failing', true]);
    assert.match(refused.health.reason, /Set them again/);
    await marked('refused');
    server.misbehave = (_, response) => server.send(response, {}, 503, { 'retry-after': '1800' });
    clock.at += 5 * MINUTE;
    await look();
    assert.equal((await shown()).lastPoll.fault.code, 'busy');
    const asked = server.asked.length;
    clock.at += 20 * MINUTE;
    await look();
    assert.equal(server.asked.length, asked);
    server.misbehave = () => undefined;
    clock.at += 15 * MINUTE;
    await look();
    assert.deepEqual([(await shown()).failures, (await shown()).health.state], [0, 'ok']);
    await marked('recovered');
  });

  it('is on the dashboard and in the brief of those who may see it, then as now', async () => {
    const low = await app.token({ roles: ['watch_officer'], sub: 'lo', org: 'cti', clearance: 'UNCLASSIFIED' });
    const now = { p: red['recovered'] };
    const [shownFeed] = (await ingestion(manager, now)).feeds;
    assert.deepEqual(
      [shownFeed.id, shownFeed.name, shownFeed.direction, shownFeed.health, shownFeed.red, shownFeed.lastOutcome],
      [feed, 'Northern CERT', 'pull', 'ok', false, 'nothing_new'],
    );
    assert.equal((await ingestion(manager, now)).state, 'ok');
    const then = await ingestion(manager, { at: red['refused at'] });
    assert.deepEqual([then.state, then.feeds[0].health, then.feeds[0].lastOutcome], ['unhealthy', 'failing', 'failed']);
    assert.deepEqual(await ingestion(low, now), { state: 'none', feeds: [] });
    assert.deepEqual(await ingestion(low, { at: red['refused at'] }), { state: 'none', feeds: [] });

    const failing = await feedsOf(manager, red['works'], red['refused']);
    assert.deepEqual(failing.feedsUnhealthy, [{ id: feed, name: 'Northern CERT', health: 'failing', fault: 'unauthorized' }]);
    const back = await feedsOf(manager, red['refused'], red['recovered']);
    assert.deepEqual(
      [back.feedsUnhealthy, back.feedsRecovered],
      [[], [{ id: feed, name: 'Northern CERT', health: 'ok', fault: null }]],
    );
    const theirs = await feedsOf(low, red['works'], red['refused']);
    assert.deepEqual([theirs.feedsUnhealthy, theirs.feedsRecovered], [[], []]);
    assert.notEqual(theirs.hash, failing.hash);
    assert.deepEqual(await feedsOf(manager, red['works'], red['refused']), failing, 'it is the same whenever it is asked for');
  });

  it('turns red when it has brought nothing new for longer than expected', async () => {
    await change('reviseFeed', { id: feed, input: { everySeconds: null } }, { input: 'ReviseFeedInput!' });
    clock.at += 25 * HOUR;
    const { health } = await poll();
    assert.deepEqual([health.state, health.red], ['silent', true]);
  });

  it('takes its credentials to no other server', async () => {
    const { record } = await create({ name: 'Moved' });
    const input = { kind: 'bearer', token: PASSWORD };
    await change('setFeedCredentials', { id: record.id, input }, { input: 'TaxiiCredentialsInput!' });
    const moved = await change(
      'reviseFeed',
      { id: record.id, input: { apiRoot: 'https://elsewhere.example/api/' } },
      { input: 'ReviseFeedInput!' },
    );
    assert.equal(moved.record.credentials, null);
    for (const apiRoot of [
      'https://10.0.0.1/',
      'https://169.254.169.254/',
      'http://taxii.example/',
      'https://a:b@taxii.example/',
    ]) {
      const { errors } = await app.ask(
        manager,
        'mutation ($input: CreateFeedInput!) { createFeed(input: $input) { receipt { id } } }',
        {
          input: { name: 'Inside', direction: 'pull', apiRoot, collectionId: 'x' },
        },
      );
      assert.deepEqual(
        (errors[0].extensions['fields'] as { path: string }[]).map(({ path }) => path),
        ['input.apiRoot'],
        apiRoot,
      );
    }
    await change('retireFeed', { id: record.id });
  });

  it('sends what may go to its receiver, and says what became of it', async () => {
    const { errors } = await app.ask(
      manager,
      'mutation ($input: CreateFeedInput!) { createFeed(input: $input) { receipt { id } } }',
      {
        input: { name: 'Nobody', direction: 'push', apiRoot: server.apiRoot, collectionId: server.collectionId },
      },
    );
    assert.equal(errors[0].extensions.code, 'RECEIVER_MISSING');
    server.reset();
    const { record } = await create({ name: 'Partner', direction: 'push', receiver: 'partner' });
    const named = async (name: string, tlp: string) =>
      (
        await app.data(
          manager,
          'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { receipt { id position } } }',
          {
            input: { name, tlp, secrecyLevel: 'UNCLASSIFIED' },
          },
        )
      ).createCampaign.receipt;
    const open = await named('Grey Crane', 'GREEN');
    const strict = await named('Black Heron', 'AMBER_STRICT');
    assert.ok(await app.application.kernel.readModels.reached('profiles', BigInt(strict.position)));
    server.misbehave = (asked, response) =>
      asked.method === 'POST' && server.asked.filter(({ method }) => method === 'POST').length === 1
        ? server.send(response, {}, 503)
        : undefined;
    const push = await change(
      'pushToFeed',
      { id: record.id, input: { ids: [open.id, strict.id] } },
      { input: 'PushToFeedInput' },
    );
    const { outcome, failed, objects, succeeded, exportId } = push.record.lastPush;
    assert.deepEqual([outcome, failed, objects], ['complete', 0, succeeded]);
    const sent = JSON.stringify(server.held);
    assert.ok(sent.includes('Grey Crane') && !sent.includes('Black Heron') && !sent.includes(strict.id));
    const { stixExport } = await app.data(manager, `{ stixExport(id: "${exportId}") { receiver exported withheld } }`);
    assert.deepEqual([stixExport.receiver, stixExport.exported], ['partner', objects]);
    assert.ok(stixExport.withheld >= 1);
  });

  it('is for those who look after it, and its secrets are in no event', async () => {
    const analyst = await app.token({ roles: ['analyst'], sub: 'ana', org: 'cti' });
    for (const mutation of [
      `pollFeed(id: "${feed}")`,
      `retireFeed(id: "${feed}")`,
      `setFeedCredentials(id: "${feed}", input: { kind: bearer, token: "x" })`,
    ]) {
      const { errors } = await app.ask(analyst, `mutation { ${mutation} { receipt { id } } }`);
      assert.equal(errors[0].extensions.code, 'FORBIDDEN', mutation);
    }
    const everything: string[] = [];
    for await (const item of app.application.kernel.log.read(undefined))
      everything.push(JSON.stringify(item, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)));
    assert.ok(everything.length > 30);
    assert.ok(!everything.join('\n').includes(PASSWORD));
    const { recordHistory } = await app.data(manager, `{ recordHistory(type: "feed", id: "${feed}") { frames { label } } }`);
    const labels = new Set(recordHistory.frames.map(({ label }: { label: string }) => label));
    for (const label of ['Created', 'Credentials set', 'Polled', 'Paused', 'Resumed']) assert.ok(labels.has(label), label);
  });
});
