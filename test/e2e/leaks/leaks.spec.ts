/** Ways to learn of a hidden record without being told of it: each of them tells what an absent record tells. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { models } from '../../../projections/registry.js';
import { createPool } from '../../../src/postgres/pool.js';
import { PROJECTOR } from '../../../src/postgres/roles.js';
import { rebuild } from '../../../projections/runtime/generation.js';
import type { EventStoreConnection } from '../../../src/ledger/esdb/connection.js';
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { LiveClient } from '../../spec/live-client.js';
import { bundleOf, importText, stix } from '../shared-stix.js';
import { actorOf, attempt, change, create, dashboard, publish, reports, sources } from '../requests.js';

const SECRET_WORD = 'quietharbour';

describe('learning of a hidden record', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let cleared: string;
  let editor: string;
  let low: string;
  let hidden: string;
  let hiddenSource: string;
  let open: string;
  const position = async (): Promise<string> => `${await app.application.kernel.log.head()}`;

  let streamsRead = 0;
  const logged: string[] = [];
  const { stdout, stderr } = process;
  const written = [stdout.write.bind(stdout), stderr.write.bind(stderr)] as const;
  const listening =
    (write: (typeof written)[number]): typeof stdout.write =>
    (chunk: string | Uint8Array, ...rest: never[]): boolean => {
      const text = String(chunk);
      if (!text.includes('[ledger]')) return write(chunk, ...rest);
      logged.push(text);
      return true;
    };

  before(async () => {
    stdout.write = listening(written[0]);
    stderr.write = listening(written[1]);
    app = await startTestApplication({ env: { LOG_LEVEL: 'trace' } });
    const connection = Reflect.get(app.application.kernel.ledger, 'connection') as EventStoreConnection;
    const read = connection.readStream.bind(connection);
    connection.readStream = (...args) => {
      streamsRead += 1;
      return read(...args);
    };
    const all = { org: 'alpha', clearance: 'SECRET', countries: ['GB'] };
    cleared = await app.token({ ...all, sub: 'clara', roles: ['supervisor'] });
    editor = await app.token({ ...all, sub: 'ed', roles: ['senior_analyst'] });
    low = await app.token({ ...all, sub: 'lou', clearance: 'RESTRICTED', roles: ['supervisor'] });
    const marking = { secrecyLevel: 'SECRET', tlp: 'AMBER' };
    const source = await change(app, cleared, 'registerIntelligenceSource', { input: { name: SECRET_WORD, ...marking } });
    hiddenSource = source.receipt.id;
    const kept = {
      title: SECRET_WORD,
      summary: SECRET_WORD,
      body: SECRET_WORD,
      labels: [SECRET_WORD],
      confidence: 99,
      ...marking,
    };
    hidden = (await publish(app, cleared, editor, { ...kept, sourceIds: [hiddenSource], techniqueIds: ['T1566'] })).record.id;
    const shown = { title: 'Open', secrecyLevel: 'RESTRICTED', sourceIds: [hiddenSource], labels: ['open'] };
    open = (await publish(app, cleared, editor, shown)).record.id;
  });
  after(async () => {
    await app?.stop();
    stdout.write = written[0];
    stderr.write = written[1];
  });

  const raw = async (token: string, query: string, variables: object = {}): Promise<string> => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return `${response.status} ${await response.text()}`;
  };

  it('by its id: the same words and the same work as for an id that nobody has', async () => {
    const query =
      'query ($id: UUID!) { intelligenceReport(id: $id) { id } recordHistory(type: "intelReport", id: $id) { id } recordAsOf(type: "intelReport", id: $id) { id } }';
    const asked = async (id: string) => {
      const before = streamsRead;
      const text = (await raw(low, query, { id })).replaceAll(id, '<id>');
      // An answer goes out with its first refusal; what else was asked for is read to the end.
      await delay(200);
      return { text, streams: streamsRead - before };
    };
    const told = await asked(hidden);
    assert.match(told.text, /NOT_FOUND/);
    assert.deepEqual(told, await asked(randomUUID()));
  });

  it('by asking fifty times in one request', async () => {
    const ids = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? hidden : randomUUID()));
    const asked = ids.map((id, i) => `a${i}: recordAsOf(type: "intelReport", id: "${id}") { revision }`).join(' ');
    const { data, errors } = await app.ask(low, `{ ${asked} }`);
    assert.equal(data, null);
    assert.deepEqual(new Set(errors.map(({ message, extensions }) => JSON.stringify([message, extensions]))).size, 1);
    const some = await app.ask(
      low,
      `{ hidden: intelligenceReports(filter: { ids: ["${hidden}"] }) { totalCount }
      absent: intelligenceReports(filter: { ids: ["${randomUUID()}"] }) { totalCount } }`,
    );
    assert.deepEqual(some.data, { hidden: { totalCount: 0 }, absent: { totalCount: 0 } });
  });

  it('by making one that is like it', async () => {
    const key = { idempotencyKey: 'the-same-key' };
    const theirs = await create(app, cleared, { title: `${SECRET_WORD} again`, secrecyLevel: 'SECRET' }, key);
    const own = await create(app, low, { title: SECRET_WORD, secrecyLevel: 'RESTRICTED', labels: [SECRET_WORD] }, key);
    assert.notEqual(own.receipt.id, theirs.receipt.id);
    assert.equal(own.receipt.revision, '0');
    const name = await change(app, low, 'registerIntelligenceSource', {
      input: { name: SECRET_WORD, secrecyLevel: 'RESTRICTED' },
    });
    assert.equal(name.receipt.revision, '0');
    await change(app, low, 'archiveIntelligenceReport', { id: own.receipt.id, reason: 'A trial' });
    await change(app, low, 'retireIntelligenceSource', { id: name.receipt.id, reason: 'A trial' });
  });

  it('by naming it in a record of their own', async () => {
    const named = async (id: string) => {
      const input = { title: 'Names it', secrecyLevel: 'RESTRICTED', sourceIds: [id] };
      const { errors } = await attempt(app, low, 'createIntelligenceReport', { input });
      return JSON.stringify(errors).replaceAll(id, '<id>');
    };
    assert.equal(await named(hiddenSource), await named(randomUUID()));
    const begun = async (id: string) => {
      const { errors } = await attempt(app, low, 'recordHandover', { input: { note: 'Quiet', previousHandoverId: id } });
      return JSON.stringify(errors).replaceAll(id, '<id>');
    };
    const handover = await change(app, cleared, 'recordHandover', { input: { note: SECRET_WORD, secrecyLevel: 'SECRET' } });
    assert.equal(await begun(handover.receipt.id), await begun(randomUUID()));
  });

  it('by importing an object that has its id', async () => {
    const STRICT = 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003';
    const named = (letter: string) => {
      const identity = stix('identity', letter, { name: 'Quiet desk', identity_class: 'organization' });
      const malware = stix('malware', letter, { name: 'Quiet loader', is_family: false });
      const told = {
        name: 'Quiet report',
        published: '2026-01-03T09:30:00.000Z',
        object_refs: [malware.id],
        created_by_ref: identity.id,
      };
      return [identity, malware, stix('report', letter, told)];
    };
    const strict = named('d').map((object) => ({ ...object, name: SECRET_WORD, object_marking_refs: [STRICT] }));
    const kept = await importText(app, cleared, bundleOf(...strict));
    assert.deepEqual([kept.counts.created, kept.counts.stored], [2, 1]);
    const other = await app.token({ org: 'beta', sub: 'otto', roles: ['supervisor'], clearance: 'SECRET' });
    const asked = async (letter: string) => {
      const ids = new Map<string, string>();
      const plain = (answer: unknown): string =>
        JSON.stringify(answer)
          .replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, (id) => {
            ids.set(id, ids.get(id) ?? `<${ids.size}>`);
            return ids.get(id)!;
          })
          .replaceAll(/"position":"\d+"|"recordedAt":"[^"]+"|"(?:created|updated|received)At":"[^"]+"/g, '');
      const objects = named(letter);
      const answers = [];
      for (let time = 0; time < 2; time += 1) {
        const { objects: done, counts, position: at } = await importText(app, other, bundleOf(...objects));
        answers.push(
          counts,
          done
            .toSorted((a, b) => (a.stixType < b.stixType ? -1 : 1))
            .map(({ record, ...object }) => ({ ...object, became: record?.type })),
        );
        if (at === null) continue;
        const { record } = done.find(({ stixType }) => stixType === 'report')!;
        answers.push(
          await app.data(
            other,
            `{ stixObject(id: "${objects[1].id}") { text versionCount conflictCount organisationId }
            stixObjects(filter: { stixIds: ["${objects[1].id}"] }, atLeast: "${at}") { totalCount }
            intelligenceReport(id: "${record!.id}", atLeast: "${at}") { title status sources { name } } }`,
          ),
        );
      }
      return plain(answers);
    };
    assert.equal(await asked('d'), await asked('e'));
    const { stixObject } = await app.data(cleared, `{ stixObject(id: "${strict[1].id}") { text versionCount } }`);
    assert.deepEqual([JSON.parse(stixObject.text).name, stixObject.versionCount], [SECRET_WORD, 1]);
  });

  it('by what others that they may see name', async () => {
    const at = { atLeast: await position() };
    const fields = 'sourceIds sources { id } versions { sourceIds } working { sourceIds }';
    const [seen] = (await reports(app, low, { ...at, filter: { ids: [open] } }, fields)).nodes;
    assert.deepEqual(seen, { sourceIds: [], sources: [], versions: [{ sourceIds: [] }], working: null });
    const told = await raw(
      low,
      `{ recordHistory(type: "intelReport", id: "${open}") { frames { changes { field old new } } }
      recordAsOf(type: "intelReport", id: "${open}") { fields } }`,
    );
    assert.ok(!told.includes(hiddenSource));
    const [whole] = (await reports(app, cleared, { ...at, filter: { ids: [open] } }, fields)).nodes;
    assert.deepEqual(whole.sourceIds, [hiddenSource]);
  });

  it('and cannot take away what they cannot see', async () => {
    const { receipt } = await change(app, low, 'registerIntelligenceSource', {
      input: { name: 'Plain', secrecyLevel: 'RESTRICTED' },
    });
    const revised = await change(app, low, 'reviseIntelligenceReport', { id: open, input: { sourceIds: [receipt.id] } });
    const mine = (token: string) =>
      app.data(token, `{ intelligenceReport(id: "${open}", atLeast: "${revised.receipt.position}") { working { sourceIds } } }`);
    assert.deepEqual((await mine(low)).intelligenceReport.working.sourceIds, [receipt.id]);
    assert.deepEqual(new Set((await mine(cleared)).intelligenceReport.working.sourceIds), new Set([receipt.id, hiddenSource]));
  });

  it('by filtering, sorting or counting', async () => {
    const at = { atLeast: await position() };
    const hits = [
      { sourceIds: [hiddenSource] },
      { secrecyLevel: ['SECRET'] },
      { techniqueIds: ['T1566'] },
      { minimumConfidence: 99 },
      { ids: [hidden] },
      { author: [await actorOf(app, cleared)], minimumConfidence: 1 },
    ];
    for (const filter of hits) {
      const found = await reports(app, low, { ...at, filter });
      assert.deepEqual([found.nodes, found.totalCount, found.pageInfo.hasNextPage], [[], 0, false], JSON.stringify(filter));
    }
    const all = (await reports(app, low, at)).nodes.map(({ id }: { id: string }) => id).toSorted();
    for (const field of ['updatedAt', 'createdAt', 'publishedAt', 'dueAt', 'title'])
      for (const direction of ['asc', 'desc']) {
        const ids: string[] = [];
        for (let after: string | undefined; ;) {
          const page = await reports(app, low, { ...at, orderBy: { field, direction }, first: 1, ...(after ? { after } : {}) });
          ids.push(...page.nodes.map(({ id }: { id: string }) => id));
          if (!page.pageInfo.hasNextPage) break;
          after = page.pageInfo.endCursor;
        }
        assert.deepEqual(ids.toSorted(), all, `${field} ${direction}`);
      }
    const board = await dashboard(app, low, at);
    const total = (rows: readonly { count: number }[]): number => rows.reduce((sum, { count }) => sum + count, 0);
    assert.deepEqual([total(board.reportsBySecrecy), total(board.reportsByTlp)], [board.reportCount, board.reportCount]);
    assert.equal(board.sourceCount, (await sources(app, low, at)).totalCount);
  });

  it('by searching for its words', async () => {
    const query = `query ($p: Position) { search(text: "${SECRET_WORD}", types: [intelReport], atLeast: $p) { totalCount complete nodes { id fragments { text } } } }`;
    const { search } = await app.data(low, query, { p: await position() });
    assert.ok(search.nodes.every(({ id }: { id: string }) => id !== hidden));
    assert.deepEqual([search.totalCount, search.complete], [search.nodes.length, true]);
    const { search: byId } = await app.data(low, `{ search(text: "${hidden}") { totalCount } }`);
    assert.equal(byId.totalCount, 0);
  });

  it('that they could see before its marking was raised, from the past', async () => {
    const { record } = await create(app, cleared, { title: 'Raised later', secrecyLevel: 'RESTRICTED' });
    const before = record.position;
    assert.equal((await reports(app, low, { position: before, filter: { ids: [record.id] } })).totalCount, 1);
    const raised = await change(app, cleared, 'reviseIntelligenceReport', {
      id: record.id,
      input: { secrecyLevel: 'SECRET' },
      reason: 'Kept close',
    });
    const after = raised.receipt.position;
    for (const when of [{ position: before, atLeast: after }, { atLeast: after }, { position: after }]) {
      const found = await reports(app, low, { ...when, filter: { ids: [record.id] } });
      assert.deepEqual([found.nodes, found.totalCount], [[], 0]);
    }
    const asked = (id: string) =>
      raw(
        low,
        `{ recordHistory(type: "intelReport", id: "${id}") { id } a: recordAsOf(type: "intelReport", id: "${id}", position: "${before}") { id }
        recordDiff(type: "intelReport", id: "${id}", from: "0", to: "0") { changes { field } } }`,
      );
    assert.equal(await asked(record.id), await asked(randomUUID()));
    const news = await raw(
      low,
      `{ newSince(position: "0", atLeast: "${after}") { nodes { id title } } handoverBrief(since: "0", atLeast: "${after}") { published { id } disclosed { id } markingChanges { id } } }`,
    );
    assert.ok(!news.includes(record.id));
  });

  it('at once after its marking was raised, also when they do not say what to wait for', async () => {
    for (let time = 0; time < 10; time += 1) {
      const { receipt } = await create(app, cleared, { title: `Raised at once ${time}`, secrecyLevel: 'RESTRICTED' });
      const { id, position: atLeast } = receipt;
      const filter = { ids: [id] };
      assert.equal((await reports(app, low, { filter, atLeast })).totalCount, 1);
      const reading = dashboard(app, low, {});
      await change(app, cleared, 'reviseIntelligenceReport', { id, input: { secrecyLevel: 'SECRET' }, reason: 'Kept close' });
      const [list, { search }] = await Promise.all([
        reports(app, low, { filter }),
        app.data(low, `{ search(text: "${id}") { totalCount } }`),
      ]);
      assert.deepEqual([list.totalCount, list.nodes, search.totalCount], [0, [], 0]);
      await reading;
    }
  });

  it('from a subscription, also when they come again with a lower clearance', async () => {
    const once = await app.token({ org: 'alpha', sub: 'dan', clearance: 'SECRET', roles: ['analyst'] });
    const now = await app.token({ org: 'alpha', sub: 'dan', clearance: 'RESTRICTED', roles: ['analyst'] });
    const query =
      'subscription ($from: Position) { dashboardChanged(from: $from) { position changes { id title } dashboard { reportCount } } }';
    const first = async (token: string, from: string) => {
      const client = await LiveClient.connect(app.url, token);
      client.subscribe('1', query, { from });
      const { payload } = await client.next();
      await client.close();
      return payload.data.dashboardChanged as { position: string; changes: readonly { id: string }[] };
    };
    const from = await position();
    await change(app, cleared, 'commentOnIntelligenceReport', { id: hidden, input: { text: 'A hidden word' } });
    assert.deepEqual(
      (await first(once, from)).changes.map(({ id }) => id),
      [hidden],
    );
    const { receipt } = await create(app, cleared, { title: 'Seen by all', secrecyLevel: 'RESTRICTED' });
    assert.deepEqual(
      (await first(now, from)).changes.map(({ id }) => id),
      [receipt.id],
    );
  });

  it('by the id of a hidden source, or what a scorecard counts of it', async () => {
    const register = async (name: string, marking: object) =>
      (await change(app, cleared, 'registerIntelligenceSource', { input: { name, ...marking } })).receipt.id;
    const shown = await register('Known to all', { secrecyLevel: 'UNCLASSIFIED', tlp: 'GREEN' });
    const unseen = await register('Known to few', { secrecyLevel: 'SECRET', tlp: 'AMBER' });
    const told = { title: 'Told by two', secrecyLevel: 'UNCLASSIFIED', tlp: 'GREEN', techniqueIds: ['T1588'] };
    const { receipt } = await publish(app, cleared, editor, { ...told, sourceIds: [shown, unseen] });
    const at = { p: receipt.position };
    const ask = (token: string) =>
      app.data(
        token,
        `query ($p: Position) { search(text: "${unseen}", atLeast: $p) { totalCount }
          intelligenceSource(id: "${shown}", atLeast: $p) { scorecard { deliveries soleSupportShare sharedSubjects leadSeconds } } }`,
        at,
      );
    const all = await ask(cleared);
    assert.deepEqual(all.intelligenceSource.scorecard, { deliveries: 1, soleSupportShare: 0, sharedSubjects: 1, leadSeconds: 0 });
    const few = await ask(low);
    assert.equal(few.search.totalCount, 0);
    assert.deepEqual(few.intelligenceSource.scorecard, {
      deliveries: 1,
      soleSupportShare: 1,
      sharedSubjects: 0,
      leadSeconds: null,
    });
  });

  it('at the moment at which a read model is replaced', async () => {
    const at = { atLeast: await position() };
    const seen = async () => {
      const [list, board] = [await reports(app, low, { ...at, first: 200 }), await dashboard(app, low, at)];
      return [list.totalCount, list.nodes.length, board.reportCount, board.sourceCount, board.lastPublishedAt];
    };
    const expected = await seen();
    const { log } = app.application.kernel;
    const pool = createPool(app.stores.databaseUrl, {
      max: models.length + 1,
      name: 'spec',
      onError: () => undefined,
      role: PROJECTOR,
    });
    const building = { done: false };
    const built = rebuild(models, { pool, log, now: () => new Date() }).finally(() => {
      building.done = true;
    });
    while (!building.done) assert.deepEqual(await seen(), expected);
    await built;
    await pool.end();
    assert.deepEqual(await seen(), expected);
  });

  it('from logs, metrics or health', async () => {
    for (const path of ['/metrics', '/health/ready', '/health/live']) {
      const text = await (await fetch(`${app.url}${path}`)).text();
      for (const trace of [SECRET_WORD, hidden, hiddenSource, 'clara'])
        assert.ok(!text.includes(trace), `${path} tells ${trace}`);
    }
    assert.ok(logged.join('').includes('ledger'), 'something was logged');
    assert.ok(!logged.join('').includes(SECRET_WORD));
  });
});
