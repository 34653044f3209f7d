/** An officer watches records, and finds what is new since the last visit. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, change, create } from './requests.js';

const RECORD = 'type id title status position';

describe('watching what changes', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  let wim: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['supervisor'] });
    wim = await app.token({ sub: 'wim', name: 'Wim', roles: ['watch_officer'], clearance: 'CONFIDENTIAL' });
  });
  after(() => app?.stop());

  const head = async () => `${await app.application.kernel.log.head()}`;
  const ask = (token: string, mutation: string, variables: Record<string, unknown>) =>
    app.ask(
      token,
      mutation === 'markWatchListSeen'
        ? `mutation ($position: Position!) { markWatchListSeen(position: $position) { record { seenPosition } receipt { revision position } } }`
        : `mutation ($type: WatchableType!, $id: UUID!, $key: String) { ${mutation}(type: $type, id: $id, idempotencyKey: $key) {
            record { seenPosition items { id } } receipt { id revision position } } }`,
      variables,
    );
  const done = async (token: string, mutation: string, variables: Record<string, unknown>) => {
    const { data, errors } = await ask(token, mutation, variables);
    assert.deepEqual(errors, []);
    return data[mutation];
  };
  const watch = (token: string, type: string, id: string) => done(token, 'watchRecord', { type, id });
  const list = async (token: string) =>
    (
      await app.data(
        token,
        `query ($atLeast: Position) { watchList(atLeast: $atLeast) { seenPosition items { ${RECORD} updatedAt changedSinceSeen } } }`,
        { atLeast: await head() },
      )
    ).watchList;
  const watched = async (token: string): Promise<readonly string[]> =>
    (await list(token)).items.map(({ id }: { id: string }) => id);
  const news = async (token: string, args: Record<string, unknown> = {}) =>
    (
      await app.data(
        token,
        `query ($position: Position, $watchedOnly: Boolean, $first: Int, $after: String, $atLeast: Position) {
          newSince(position: $position, watchedOnly: $watchedOnly, first: $first, after: $after, atLeast: $atLeast) {
            since asOf { position fresh } pageInfo { hasNextPage endCursor }
            nodes { ${RECORD} changeCount actors changes { label actorName fields } } } }`,
        { atLeast: await head(), ...args },
      )
    ).newSince;
  const source = async (token: string, name: string) =>
    (await change(app, token, 'registerIntelligenceSource', { input: { name } })).record;

  it('shows how watched records stand, and what changed since they were seen', async () => {
    const { record } = await create(app, ann, { title: 'Loader seen in retail' });
    const { id: sourceId } = await source(ann, 'Harbour Watch');
    await watch(wim, 'intelReport', record.id);
    await watch(wim, 'source', sourceId);
    const before = await list(wim);
    assert.equal(before.seenPosition, null);
    assert.deepEqual(
      before.items.map((item: Record<string, unknown>) => [
        item['type'],
        item['title'],
        item['status'],
        item['changedSinceSeen'],
      ]),
      [
        ['source', 'Harbour Watch', 'active', true],
        ['intelReport', 'Loader seen in retail', 'draft', true],
      ],
    );
    const { asOf } = await news(wim);
    await done(wim, 'markWatchListSeen', { position: asOf.position });
    await change(app, ann, 'submitIntelligenceReport', { id: record.id });
    const after = await list(wim);
    assert.equal(after.seenPosition, asOf.position);
    assert.deepEqual(
      after.items.map((item: Record<string, unknown>) => [item['id'], item['changedSinceSeen']]),
      [
        [record.id, true],
        [sourceId, false],
      ],
    );
    await done(wim, 'unwatchRecord', { type: 'intelReport', id: record.id });
    assert.deepEqual(await watched(wim), [sourceId]);
  });

  it('watches a record once, however often it is asked to', async () => {
    const vera = await app.token({ sub: 'vera', roles: ['report_consumer'] });
    const { record } = await create(app, ann, { title: 'Watched once' });
    const first = await done(vera, 'watchRecord', { type: 'intelReport', id: record.id, key: 'k' });
    assert.deepEqual((await done(vera, 'watchRecord', { type: 'intelReport', id: record.id, key: 'k' })).receipt, first.receipt);
    assert.deepEqual((await watch(vera, 'intelReport', record.id)).receipt, first.receipt);
    assert.deepEqual(await watched(vera), [record.id]);
  });

  it('tells what is new since the last visit, who did it, and page by page', async () => {
    const nora = await app.token({ sub: 'nora', roles: ['watch_officer'] });
    await done(nora, 'markWatchListSeen', { position: await head() });
    assert.deepEqual((await news(nora)).nodes, []);
    const { record: first } = await create(app, ann, { title: 'First' });
    await change(app, wim, 'reviseIntelligenceReport', { id: first.id, input: { summary: 'In short', confidence: 60 } });
    await change(app, wim, 'commentOnIntelligenceReport', { id: first.id, input: { text: 'Ready?' } });
    const { id: sourceId } = await source(ann, 'Night desk');
    const all = await news(nora);
    assert.equal(all.asOf.fresh, true);
    assert.deepEqual(
      all.nodes.map(({ type, title, changeCount, actors }: Record<string, unknown>) => [type, title, changeCount, actors]),
      [
        ['source', 'Night desk', 1, ['Ann']],
        ['intelReport', 'First', 3, ['Ann', 'Wim']],
      ],
    );
    const { changes } = all.nodes[1];
    assert.deepEqual(
      changes.map(({ label }: { label: string }) => label),
      ['Drafted', 'Revised', 'Commented'],
    );
    assert.deepEqual(changes[1].fields.toSorted(), ['confidence', 'summary', 'workingEditors']);

    const page = await news(nora, { first: 1 });
    assert.deepEqual([page.nodes[0].id, page.pageInfo.hasNextPage], [sourceId, true]);
    const next = await news(nora, { first: 1, after: page.pageInfo.endCursor });
    assert.deepEqual([next.nodes[0].id, next.pageInfo.hasNextPage], [first.id, false]);

    await watch(nora, 'intelReport', first.id);
    const own = await news(nora, { watchedOnly: true });
    assert.deepEqual(
      own.nodes.map(({ id }: { id: string }) => id),
      [first.id],
    );
    const since = own.nodes[0].position;
    await change(app, ann, 'submitIntelligenceReport', { id: first.id });
    const { nodes } = await news(nora, { position: since, watchedOnly: true });
    assert.deepEqual([nodes[0].changeCount, nodes[0].changes[0].label], [1, 'Submitted for review']);
  });

  it('says nothing of a record that was re-marked out of sight', async () => {
    const rolf = await app.token({ sub: 'rolf', roles: ['watch_officer'], clearance: 'CONFIDENTIAL' });
    const start = await head();
    const { record } = await create(app, ann, { title: 'Going up', secrecyLevel: 'RESTRICTED' });
    await watch(rolf, 'intelReport', record.id);
    assert.deepEqual((await news(rolf, { position: start })).nodes.length, 1);
    await change(app, ann, 'reviseIntelligenceReport', {
      id: record.id,
      input: { secrecyLevel: 'SECRET' },
      reason: 'a human source',
    });
    await change(app, ann, 'reviseIntelligenceReport', { id: record.id, input: { summary: 'Not for Rolf' } });
    assert.deepEqual(await watched(rolf), []);
    for (const watchedOnly of [true, false]) assert.deepEqual((await news(rolf, { position: start, watchedOnly })).nodes, []);
    await change(app, ann, 'reviseIntelligenceReport', {
      id: record.id,
      input: { secrecyLevel: 'RESTRICTED' },
      reason: 'redacted',
    });
    assert.deepEqual(await watched(rolf), [record.id]);
    const [back] = (await news(rolf, { position: start })).nodes;
    assert.deepEqual(
      [back.changeCount, back.changes.map(({ label }: { label: string }) => label)],
      [2, ['Drafted', 'Marking changed']],
    );
    assert.deepEqual(back.changes[1].fields, []);
  });

  it('lets nobody watch, or learn of, what they may not see', async () => {
    const { record } = await create(app, ann, { title: 'Kept close', secrecyLevel: 'SECRET' });
    const stranger = await app.token({ sub: 'olga', tenant: 'elsewhere', roles: ['supervisor'] });
    for (const token of [wim, stranger])
      for (const type of ['intelReport', 'source']) {
        const hidden = await ask(token, 'watchRecord', { type, id: record.id });
        assert.equal(hidden.errors[0]?.extensions.code, 'NOT_FOUND');
        assert.deepEqual(hidden.errors, (await ask(token, 'watchRecord', { type, id: randomUUID() })).errors);
      }
    assert.deepEqual((await news(stranger, { position: '0' })).nodes, []);
  });

  it('is nobody else\u2019s business', async () => {
    const { record } = await create(app, ann, { title: 'Watched in private' });
    const { receipt } = await watch(wim, 'intelReport', record.id);
    const replay = (token: string) =>
      app.ask(token, 'query ($id: UUID!) { recordHistory(type: "watchList", id: $id) { frames { label } } }', { id: receipt.id });
    assert.equal((await replay(ann)).errors[0]?.extensions.code, 'NOT_FOUND');
    assert.equal((await replay(wim)).data.recordHistory.frames.at(-1).label, 'Watched');
    assert.deepEqual(await watched(await app.token({ sub: 'another', roles: ['watch_officer'] })), []);
    const elsewhere = await app.token({ sub: 'wim', tenant: 'elsewhere', roles: ['watch_officer'] });
    assert.equal(await actorOf(app, elsewhere), await actorOf(app, wim));
    assert.deepEqual(await watched(elsewhere), []);
  });

  it('is refused to auditors, and for positions that are not there yet', async () => {
    const { record } = await create(app, ann, { title: 'Not for auditors' });
    const auditor = await app.token({ sub: 'audrey', roles: ['auditor', 'supervisor'] });
    for (const mutation of ['watchRecord', 'unwatchRecord'])
      assert.equal(
        (await ask(auditor, mutation, { type: 'intelReport', id: record.id })).errors[0]?.extensions.code,
        'FORBIDDEN',
      );
    assert.equal((await ask(auditor, 'markWatchListSeen', { position: '0' })).errors[0]?.extensions.code, 'FORBIDDEN');
    const early = await ask(wim, 'markWatchListSeen', { position: '9223372036854775807' });
    assert.equal(early.errors[0]?.extensions.code, 'NOT_YET_RECORDED');
  });
});
