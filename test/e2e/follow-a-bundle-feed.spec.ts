/** A feed follows a STIX bundle that others publish at an address: it imports what changed, and says when it cannot. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { FeedClock } from '../../src/exchange/feeds/feed-clock.js';
import { Clock } from '../../src/ledger/clock.js';
import { FakeBundleServer } from '../integration/feeds/fake-bundle-server.js';
import type { StixObject } from '../integration/taxii/fake-taxii-server.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { sharedStix, sharedStixIsHere } from './shared-stix.js';

const MINUTE = 60_000;
const TIME = '2026-01-05T10:00:00.000Z';
const PASSWORD = 'correct-horse-battery';

class SetClock extends Clock {
  at = Date.parse('2026-11-09T12:00:00.000Z');

  now(): Date {
    return new Date(this.at);
  }
}

const malware = (name: string, description = name): StixObject => ({
  type: 'malware',
  spec_version: '2.1',
  id: `malware--${randomUUID()}`,
  created: TIME,
  modified: TIME,
  name,
  description,
  is_family: false,
});

const FIELDS = `id connector collectionId apiRoot status cursor failures credentials { kind } health { state red reason }
  lastPoll { outcome pages objects counts { created stored unchanged refused } imports fault { code message } askAgainAt warnings }`;

describe('a feed of a bundle', function () {
  this.timeout(60_000);
  const clock = new SetClock();
  let app: TestApplication;
  let server: FakeBundleServer;
  let manager: string;
  let feed: string;

  before(async () => {
    server = await FakeBundleServer.start();
    app = await startTestApplication({
      clock,
      env: { EXCHANGE_NETWORKS: '127.0.0.1', IMPORT_BODY_LIMIT: String(8 * 1024 ** 2) },
    });
    manager = await app.token({ roles: ['supervisor'], sub: 'mo', org: 'cti' });
  });
  after(async () => {
    await app?.stop();
    await server?.stop();
  });
  afterEach(() => {
    server.misbehave = () => undefined;
  });

  const mutate = async (name: string, input?: readonly [type: string, value: object], id = feed) => {
    const given = { ...(id === '' ? {} : { id: 'UUID!' }), ...(input ? { input: `${input[0]}!` } : {}) };
    const declared = Object.entries(given).map(([key, type]) => `$${key}: ${type}`);
    const passed = Object.keys(given).map((key) => `${key}: $${key}`);
    return app.ask(
      manager,
      `mutation (${declared.join(', ')}) { ${name}(${passed.join(', ')}) { record { ${FIELDS} } receipt { id position } } }`,
      { ...(id === '' ? {} : { id }), ...(input ? { input: input[1] } : {}) },
    );
  };
  const create = (input: object) =>
    mutate(
      'createFeed',
      ['CreateFeedInput', { name: 'Open', direction: 'pull', connector: 'bundle', apiRoot: server.url, ...input }],
      '',
    );
  const poll = async () => {
    const { data, errors } = await mutate('pollFeed');
    assert.deepEqual(errors ?? [], []);
    return data.pollFeed.record;
  };
  const logged = async (type: string): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    for await (const item of app.application.kernel.log.read(undefined))
      if (item.kind === 'event' && item.recorded.event.type === type) found.push(item.recorded.event.data as never);
    return found;
  };
  const look = async (): Promise<void> => {
    assert.ok(await app.application.kernel.readModels.reached('feeds', (await app.application.kernel.log.head())!));
    await app.application.nest.get(FeedClock, { strict: false }).look();
  };

  it('is only pulled, whole, from an address without secrets', async () => {
    for (const [input, path] of [
      [{ direction: 'push', maxTlp: 'GREEN' }, 'input.direction'],
      [{ collectionId: 'indicators' }, 'input.collectionId'],
      [{ stixTypes: ['malware'] }, 'input.stixTypes'],
      [{ connector: 'taxii' }, 'input.collectionId'],
      [{ connector: 'taxii', collectionId: 'x', apiRoot: `${server.url}?days=30` }, 'input.apiRoot'],
      [{ apiRoot: `${server.url}?api_key=${PASSWORD}` }, 'input.apiRoot'],
      [{ apiRoot: 'https://ann:secret@feeds.example/a.json' }, 'input.apiRoot'],
      [{ apiRoot: 'https://10.0.0.1/a.json' }, 'input.apiRoot'],
      [{ apiRoot: 'http://feeds.example/a.json' }, 'input.apiRoot'],
    ] as const) {
      const { errors } = await create(input);
      const { code, fields, path: field } = errors[0].extensions as { code: string; fields?: { path: string }[]; path?: string };
      assert.equal(code, 'INVALID_INPUT', JSON.stringify(input));
      assert.deepEqual(fields?.map((one) => one.path) ?? [field], [path], JSON.stringify(input));
    }
    const { data } = await create({ apiRoot: `${server.url}?days=30` });
    const { record } = data.createFeed;
    feed = record.id;
    assert.deepEqual([record.connector, record.collectionId, record.apiRoot], ['bundle', '', `${server.url}?days=30`]);
    const { errors } = await mutate('reviseFeed', ['ReviseFeedInput', { direction: 'push', maxTlp: 'GREEN' }]);
    assert.equal(errors[0].extensions.code, 'INVALID_INPUT');
    assert.match(errors[0].message, /can only pull/);
  });

  it('imports what is there, once, and then what has changed', async () => {
    const input = { kind: 'basic', username: 'ledger', password: PASSWORD };
    await mutate('setFeedCredentials', ['TaxiiCredentialsInput', input]);
    server.objects.push(malware('Loader'), malware('Wiper'));
    const first = await poll();
    assert.deepEqual([first.lastPoll.outcome, first.lastPoll.pages, first.lastPoll.objects], ['complete', 1, 2]);
    assert.deepEqual([first.lastPoll.counts.stored, first.health.state, first.lastPoll.warnings], [2, 'ok', []]);
    assert.equal(server.asked[0].headers.authorization, `Basic ${Buffer.from(`ledger:${PASSWORD}`).toString('base64')}`);
    assert.equal((await logged('StixImported')).length, 1);
    const again = await poll();
    assert.deepEqual(
      [again.lastPoll.outcome, again.lastPoll.pages, again.cursor, again.lastPoll.imports],
      ['nothing_new', 0, first.cursor, []],
    );
    server.objects.push(malware('Backdoor'));
    const changed = await poll();
    assert.deepEqual(
      [changed.lastPoll.outcome, changed.lastPoll.counts],
      ['complete', { created: 0, stored: 1, unchanged: 2, refused: 0 }],
    );
    assert.notEqual(changed.cursor, first.cursor);
    const imports = (await logged('StixImported')) as { readonly from: string }[];
    assert.deepEqual(
      imports.map(({ from }) => from),
      [`${server.url}?days=30`, `${server.url}?days=30`],
    );
  });

  it('is polled on schedule, and recorded once an hour while nothing changes', async () => {
    await mutate('reviseFeed', ['ReviseFeedInput', { everySeconds: 300 }]);
    await look();
    const [before, asked] = [(await logged('FeedPolled')).length, server.asked.length];
    for (let times = 0; times < 24; times += 1) {
      clock.at += 5 * MINUTE;
      await look();
    }
    assert.deepEqual([server.asked.length - asked, (await logged('FeedPolled')).length - before], [24, 2]);
    await mutate('reviseFeed', ['ReviseFeedInput', { everySeconds: null }]);
  });

  it('comes in any size up to the limit of imports', async () => {
    const large = Array.from({ length: 60 }, (_, index) => malware(`Large ${index}`, 'x'.repeat(90_000)));
    server.objects.push(...large);
    const { lastPoll } = await poll();
    assert.deepEqual([lastPoll.outcome, lastPoll.objects, lastPoll.counts.stored], ['complete', 63, 60]);
    server.objects.push(...Array.from({ length: 60 }, (_, index) => malware(`Larger ${index}`, 'x'.repeat(90_000))));
    const over = await poll();
    assert.deepEqual([over.lastPoll.outcome, over.lastPoll.fault.code], ['failed', 'too_much']);
    assert.match(over.lastPoll.fault.message, /8388608 bytes.*IMPORT_BODY_LIMIT/);
    server.objects.length = 3;
  });

  it('imports nothing of a bundle that is broken anywhere, and names the place', async () => {
    const { cursor } = await poll();
    const known = (await logged('StixObjectReceived')).length;
    const more = JSON.stringify([malware('Half'), malware('Whole')]);
    const large = JSON.stringify(Array.from({ length: 60 }, () => malware('Large', 'x'.repeat(90_000))));
    const broken: readonly (readonly [string, RegExp])[] = [
      [`{"type":"bundle","id":"bundle--${randomUUID()}","objects":${more.slice(0, -1)}`, /line 1, column \d+/],
      [`{"type":"bundle","id":"bundle--${randomUUID()}",\n"objects":${large.slice(0, -1)},]}`, /line 2, column \d+/],
      ['<!doctype html><title>Log in</title>', /line 1, column 1/],
      ['{"response":{"Event":[]}}', /not STIX/],
      [`{"type":"bundle","id":"bundle--${randomUUID()}","objects":{}}`, /"objects" is not an array/],
      ['', /line 1, column 1: .*text\. Correct the JSON there/],
    ];
    for (const [text, place] of broken) {
      server.misbehave = (_, response) => server.send(response, text, 200, { etag: '"broken"' });
      const refused = await poll();
      assert.deepEqual([refused.lastPoll.outcome, refused.lastPoll.fault.code], ['failed', 'page_refused'], text.slice(0, 60));
      assert.match(refused.lastPoll.fault.message, place);
      assert.deepEqual([refused.health.state, refused.health.red, refused.cursor], ['failing', true, cursor]);
    }
    assert.equal((await logged('StixObjectReceived')).length, known);
    server.misbehave = () => undefined;
    assert.deepEqual([(await poll()).health.state, (await poll()).failures], ['ok', 0]);
  });

  it('takes what others really publish, of STIX 2.1 and 2.0, as it is or packed (skipped where ../shared is absent)', async function () {
    if (!sharedStixIsHere()) return this.skip();
    for (const file of ['oasis-examples/poisonivy.json', 'unit42-stix20/conti-ransomware.json']) {
      const text = sharedStix(file);
      const { objects } = JSON.parse(text) as { objects: StixObject[] };
      // Their markings are nowhere known, and so they are for nobody.
      const marked = objects.filter((object) => 'object_marking_refs' in object).length;
      for (const [body, headers] of [
        [text, {}],
        [gzipSync(text), { 'content-encoding': 'gzip' }],
      ] as const) {
        server.misbehave = (_, response) => server.send(response, body, 200, headers);
        const { lastPoll } = await poll();
        const known = body !== text;
        assert.deepEqual([lastPoll.outcome, lastPoll.counts.refused], known ? ['nothing_new', 0] : ['complete', marked], file);
        assert.equal(lastPoll.objects, known ? 0 : objects.length, file);
      }
    }
  });

  it('turns red when the server refuses or leads elsewhere, and leaves it alone for as long as it asks', async () => {
    const wrong: readonly (readonly [number, string, Record<string, string>])[] = [
      [401, 'unauthorized', {}],
      [404, 'not_found', {}],
      [301, 'redirected', { location: 'https://elsewhere.example/a.json' }],
    ];
    for (const [status, code, headers] of wrong) {
      server.misbehave = (_, response) => server.send(response, '{}', status, headers);
      const { lastPoll, health } = await poll();
      assert.deepEqual([lastPoll.fault.code, health.state, health.red], [code, 'failing', true]);
    }
    server.misbehave = (_, response) => server.send(response, '{}', 503, { 'retry-after': '1800' });
    const { lastPoll } = await poll();
    assert.deepEqual([lastPoll.fault.code, lastPoll.askAgainAt], ['busy', new Date(clock.at + 30 * MINUTE).toISOString()]);
  });

  it('rests while it is paused, and forgets where it was when it is to come over something else', async () => {
    await mutate('pauseFeed');
    const asked = server.asked.length;
    clock.at += 60 * MINUTE;
    await look();
    assert.equal((await mutate('pollFeed')).errors[0].extensions.code, 'WRONG_STATUS');
    assert.equal(server.asked.length, asked);
    await mutate('resumeFeed');
    const unmoved = await mutate('reviseFeed', ['ReviseFeedInput', { connector: 'taxii', collectionId: 'x' }]);
    assert.deepEqual((unmoved.errors[0].extensions['fields'] as { path: string }[])[0].path, 'input.apiRoot');
    const { data } = await mutate('reviseFeed', [
      'ReviseFeedInput',
      { connector: 'taxii', collectionId: 'x', apiRoot: `${server.origin}/api1` },
    ]);
    const { record } = data.reviseFeed;
    assert.deepEqual([record.connector, record.apiRoot, record.cursor], ['taxii', `${server.origin}/api1/`, null]);
    assert.equal((await poll()).lastPoll.fault.code, 'not_found');
  });

  it('keeps its secrets out of the log', async () => {
    const everything: string[] = [];
    for await (const item of app.application.kernel.log.read(undefined))
      everything.push(JSON.stringify(item, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)));
    assert.ok(everything.length > 30);
    assert.ok(!everything.join('\n').includes(PASSWORD));
  });
});
