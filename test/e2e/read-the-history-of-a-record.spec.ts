/** An auditor reads who changed what, when and why, sees the record as it stood, and compares any two of its revisions. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { attempt, change, create, publishAgain, reports } from './requests.js';

const FRAMES = `frames { revision position label eventType actorId actorName organisationId happenedAt recordedAt reason withheld changes { field old new } }`;

interface Change {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}
interface Frame {
  readonly revision: string;
  readonly position: string;
  readonly label: string;
  readonly actorName: string | null;
  readonly happenedAt: string;
  readonly recordedAt: string;
  readonly reason: string | null;
  readonly withheld: boolean;
  readonly changes: readonly Change[];
}

describe('reading the history of a record', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  let ben: string;
  let auditor: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['analyst', 'source_manager'] });
    ben = await app.token({ sub: 'ben', name: 'Ben', roles: ['senior_analyst', 'tenant_admin'] });
    auditor = await app.token({ sub: 'audrey', roles: ['auditor'] });
  });
  after(() => app?.stop());

  const history = async (token: string, id: string, type = 'intelReport'): Promise<readonly Frame[]> =>
    (
      await app.data(token, `query ($type: String!, $id: UUID!) { recordHistory(type: $type, id: $id) { ${FRAMES} } }`, {
        type,
        id,
      })
    ).recordHistory.frames;
  const asOf = (token: string, id: string, when: object, type = 'intelReport') =>
    app.ask(
      token,
      'query ($type: String!, $id: UUID!, $at: DateTime, $position: Position) { recordAsOf(type: $type, id: $id, at: $at, position: $position) { revision position recordedAt fields } }',
      { type, id, ...when },
    );
  const diff = (token: string, id: string, from: string, to: string, type = 'intelReport') =>
    app.ask(
      token,
      `query ($type: String!, $id: UUID!, $from: Revision!, $to: Revision!) { recordDiff(type: $type, id: $id, from: $from, to: $to) { from { revision } to { revision } changes { field old new } ${FRAMES} } }`,
      { type, id, from, to },
    );
  const codeOf = async (answer: ReturnType<typeof asOf>): Promise<string> => (await answer).errors[0]?.extensions.code ?? 'OK';

  it('tells old and new of every field, markings too, with who, when and why', async () => {
    const { receipt } = await create(app, ann, { title: 'First', confidence: 20 });
    const { id } = receipt;
    await change(app, ann, 'reviseIntelligenceReport', {
      id,
      input: { title: 'Second', confidence: 70 },
      reason: 'A second source',
    });
    await change(app, ann, 'reviseIntelligenceReport', {
      id,
      input: { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' },
      reason: 'Cleared for partners',
    });
    const publishedAt = '2026-01-05T10:00:00.000Z';
    await publishAgain(app, ann, ben, id, { publishedAt });
    const frames = await history(auditor, id);
    assert.deepEqual(
      frames.map(({ label, actorName, reason }) => [label, actorName, reason]),
      [
        ['Drafted', 'Ann', null],
        ['Revised', 'Ann', 'A second source'],
        ['Marking changed', 'Ann', 'Cleared for partners'],
        ['Submitted for review', 'Ann', null],
        ['Approved', 'Ben', null],
        ['Published', 'Ben', null],
      ],
    );
    assert.deepEqual(frames[1].changes, [
      { field: 'title', old: 'First', new: 'Second' },
      { field: 'confidence', old: 20, new: 70 },
    ]);
    assert.deepEqual(
      frames[2].changes.toSorted((a, b) => (a.field < b.field ? -1 : 1)),
      [
        { field: 'secrecyLevel', old: 'RESTRICTED', new: 'UNCLASSIFIED' },
        { field: 'tlp', old: 'AMBER', new: 'GREEN' },
      ],
    );
    const published = frames.at(-1)!;
    assert.deepEqual([published.happenedAt, published.recordedAt > publishedAt], [publishedAt, true]);
    assert.deepEqual(
      published.changes.find(({ field }) => field === 'status'),
      { field: 'status', old: 'approved', new: 'published' },
    );
  });

  it('shows the record after each of its events, by position and by instant', async () => {
    const { receipt } = await create(app, ann, { title: 'v0' });
    const { id } = receipt;
    for (const title of ['v1', 'v2', 'v3']) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      await change(app, ann, 'reviseIntelligenceReport', { id, input: { title } });
    }
    for (const [index, { position, recordedAt, revision }] of (await history(ann, id)).entries())
      for (const when of [{ position }, { at: recordedAt }]) {
        const { data } = await asOf(ann, id, when);
        assert.deepEqual([data.recordAsOf.fields.title, data.recordAsOf.revision], [`v${index}`, revision]);
      }
    const [first] = await history(ann, id);
    assert.equal(await codeOf(asOf(ann, id, { position: `${BigInt(first.position) - 1n}` })), 'NOT_FOUND');
    assert.equal(await codeOf(asOf(ann, id, { at: '2026-01-01T00:00:00.000Z' })), 'NOT_FOUND');
  });

  it('tells who asserted each field, who said otherwise, and which sources and reports name a record', async () => {
    const PROVENANCE = `query ($type: String!, $id: UUID!, $atLeast: Position) { recordProvenance(type: $type, id: $id, atLeast: $atLeast) {
      fields { field value frame { actorName } disputed { value frame { actorName reason } } }
      sources { source { name } reports { title } } corroborated unsourcedReports { title } truncated } }`;
    const provenance = async (token: string, type: string, id: string, atLeast?: string) =>
      (await app.data(token, PROVENANCE, { type, id, atLeast })).recordProvenance;
    const open = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };
    const campaign = (
      await app.data(ben, 'mutation { createCampaign(input: { name: "Spider", threatLevel: LOW }) { record { id } } }')
    ).createCampaign.record.id as string;
    await app.data(
      ann,
      'mutation ($id: UUID!) { reviseCampaign(id: $id, input: { threatLevel: HIGH }, reason: "Seen again") { record { id } } }',
      { id: campaign },
    );
    const sourceOf = async (name: string, input: object = {}) =>
      (await change(app, ann, 'registerIntelligenceSource', { input: { name, kind: 'partner', ...input } })).receipt.id;
    const [harbour, market, hidden] = [
      await sourceOf('Harbour watch'),
      await sourceOf('Market watch'),
      await sourceOf('Hidden watch', { secrecyLevel: 'SECRET' }),
    ];
    let last = '';
    for (const [title, sourceIds] of [
      ['Spider in port', [harbour]],
      ['Spider on the market', [market, harbour]],
      ['Spider by hearsay', []],
      ['Spider overheard', [hidden]],
    ] as const) {
      const { receipt } = await create(app, ann, { title, sourceIds, objectRefs: [`campaign--${campaign}`], ...open });
      last = (await publishAgain(app, ann, ben, receipt.id)).receipt.position;
    }
    const told = await provenance(auditor, 'campaign', campaign, last);
    assert.deepEqual(
      told.fields.find(({ field }: { field: string }) => field === 'threatLevel'),
      {
        field: 'threatLevel',
        value: 'HIGH',
        frame: { actorName: 'Ann' },
        disputed: [{ value: 'LOW', frame: { actorName: 'Ben', reason: null } }],
      },
    );
    const sourcesIn = ({ sources }: { sources: { source: { name: string }; reports: unknown[] }[] }) =>
      sources.map(({ source, reports: naming }) => `${source.name}: ${naming.length}`).toSorted();
    assert.deepEqual(sourcesIn(told), ['Harbour watch: 2', 'Hidden watch: 1', 'Market watch: 1']);
    assert.deepEqual([told.corroborated, told.truncated, told.unsourcedReports], [true, false, [{ title: 'Spider by hearsay' }]]);
    const low = await provenance(await app.token({ sub: 'lou', clearance: 'RESTRICTED' }), 'campaign', campaign, last);
    assert.deepEqual(sourcesIn(low), ['Harbour watch: 2', 'Market watch: 1']);
    assert.deepEqual(low.unsourcedReports.map(({ title }: { title: string }) => title).toSorted(), [
      'Spider by hearsay',
      'Spider overheard',
    ]);
    assert.deepEqual(
      (await provenance(auditor, 'source', harbour, last)).fields.find(({ field }: { field: string }) => field === 'name').value,
      'Harbour watch',
    );
  });

  it('compares any two revisions, in both directions', async () => {
    const { receipt } = await create(app, ann, { title: 'v0', summary: 'Same' });
    const { id } = receipt;
    for (const i of [1, 2, 3])
      await change(app, ann, 'reviseIntelligenceReport', { id, input: { title: `v${i}` }, reason: `step ${i}` });
    for (const from of [0, 1, 2, 3])
      for (const to of [0, 1, 2, 3]) {
        const { data } = await diff(auditor, id, `${from}`, `${to}`);
        const { changes, frames } = data.recordDiff;
        assert.deepEqual(changes, from === to ? [] : [{ field: 'title', old: `v${from}`, new: `v${to}` }]);
        assert.deepEqual(
          frames.map(({ reason }: Frame) => reason),
          [1, 2, 3].filter((i) => i > Math.min(from, to) && i <= Math.max(from, to)).map((i) => `step ${i}`),
        );
      }
    assert.equal(await codeOf(diff(auditor, id, '0', '9')), 'NOT_FOUND');
  });

  it('keeps the history of sources and settings too', async () => {
    const { receipt } = await change(app, ann, 'registerIntelligenceSource', {
      input: { name: 'Harbour watch', reliability: 'B' },
    });
    await change(app, ann, 'reviseIntelligenceSource', {
      id: receipt.id,
      input: { reliability: 'C' },
      reason: 'Two false alarms',
    });
    const [, revised] = await history(auditor, receipt.id, 'source');
    assert.deepEqual([revised.changes, revised.reason], [[{ field: 'reliability', old: 'B', new: 'C' }], 'Two false alarms']);
    const settings = await change(app, ben, 'changeTenantSettings', { input: { zone: 'Europe/London' } });
    const [changed] = await history(auditor, settings.receipt.id, 'tenant');
    assert.deepEqual([changed.label, changed.actorName], ['Settings changed', 'Ben']);
    for (const type of ['nothing', '__proto__', 'constructor']) {
      const { errors } = await app.ask(
        auditor,
        'query ($type: String!, $id: UUID!) { recordHistory(type: $type, id: $id) { type } }',
        { type, id: receipt.id },
      );
      assert.equal(errors[0]?.extensions.code, 'INVALID_INPUT');
    }
  });

  it('pages through a long history', async () => {
    const { receipt } = await create(app, ann, { title: 'v0' });
    for (let i = 1; i < 7; i += 1)
      await change(app, ann, 'reviseIntelligenceReport', { id: receipt.id, input: { title: `v${i}` } });
    const revisions: string[] = [];
    let after: string | null = null;
    do {
      const { recordHistory } = await app.data(
        ann,
        'query ($id: UUID!, $after: String) { recordHistory(type: "intelReport", id: $id, first: 3, after: $after) { frames { revision } pageInfo { hasNextPage endCursor } } }',
        { id: receipt.id, after },
      );
      revisions.push(...recordHistory.frames.map(({ revision }: Frame) => revision));
      after = recordHistory.pageInfo.hasNextPage ? recordHistory.pageInfo.endCursor : null;
    } while (after);
    assert.deepEqual(revisions, ['0', '1', '2', '3', '4', '5', '6']);
  });

  it('does without a name where none is known', async () => {
    const nameless = await app.token({ sub: 'nameless', roles: ['analyst'] });
    const { receipt, record } = await create(app, nameless, { title: 'By whom?' });
    assert.equal(record.author, record.authorId);
    const [drafted] = await history(ann, receipt.id);
    assert.equal(drafted.actorName, null);
  });

  describe('of a record whose marking changed', () => {
    let low: string;
    before(async () => {
      low = await app.token({ sub: 'lou', roles: ['senior_analyst'], clearance: 'RESTRICTED' });
    });

    it('is closed to who may not see it any more, now and in the past', async () => {
      const { receipt } = await create(app, ann, { title: 'Raised' });
      const { id, position } = receipt;
      assert.equal(await codeOf(asOf(low, id, { position })), 'OK');
      await change(app, ann, 'reviseIntelligenceReport', { id, input: { title: 'Raised since' } });
      const raised = await change(app, ann, 'reviseIntelligenceReport', {
        id,
        input: { secrecyLevel: 'SECRET' },
        reason: 'Names a person',
      });
      const unknown = '00000000-0000-4000-8000-000000000000';
      const asked = (what: string) => [
        app.ask(low, `query { intelligenceReport(id: "${what}") { id } }`),
        app.ask(low, `query { recordHistory(type: "intelReport", id: "${what}") { id } }`),
        asOf(low, what, { position }),
        diff(low, what, '0', '1'),
        attempt(app, low, 'approveIntelligenceReport', { id: what }),
        attempt(app, low, 'reviseIntelligenceReport', { id: what, input: { title: 'Mine' } }),
      ];
      const [hidden, absent] = [await Promise.all(asked(id)), await Promise.all(asked(unknown))];
      assert.deepEqual(hidden, absent);
      for (const { errors } of hidden) assert.equal(errors[0]?.extensions.code, 'NOT_FOUND');
      for (const when of [{ atLeast: raised.receipt.position }, { position }])
        assert.equal((await reports(app, low, { filter: { ids: [id] }, ...when })).totalCount, 0);
    });

    it('withholds what happened while it was marked above the reader', async () => {
      const { receipt } = await create(app, ann, { title: 'Open' });
      const { id } = receipt;
      const raise = { secrecyLevel: 'SECRET' };
      await change(app, ann, 'reviseIntelligenceReport', { id, input: raise, reason: 'For now' });
      const secret = await change(app, ann, 'reviseIntelligenceReport', { id, input: { title: 'The secret name' } });
      await change(app, ann, 'reviseIntelligenceReport', { id, input: { title: 'Open again' } });
      await change(app, ann, 'reviseIntelligenceReport', {
        id,
        input: { secrecyLevel: 'RESTRICTED' },
        reason: 'No longer sensitive',
      });
      const frames = await history(low, id);
      assert.deepEqual(
        frames.map(({ revision, withheld, changes }) => [revision, withheld, changes.length > 0]),
        [
          ['0', false, true],
          ['4', true, false],
        ],
      );
      assert.ok(!JSON.stringify(frames).includes('The secret name'));
      assert.equal(await codeOf(asOf(low, id, { position: secret.receipt.position })), 'NOT_FOUND');
      assert.equal(await codeOf(diff(low, id, '0', '2')), 'NOT_FOUND');
      const { data } = await diff(low, id, '0', '4');
      assert.deepEqual(data.recordDiff.changes, [{ field: 'title', old: 'Open', new: 'Open again' }]);
      assert.equal(data.recordDiff.frames.length, 1);
      assert.equal((await reports(app, low, { filter: { ids: [id] }, position: secret.receipt.position })).totalCount, 0);
      assert.equal((await history(ann, id)).length, 5);
    });
  });
});
