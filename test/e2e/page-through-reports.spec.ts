/** An analyst pages through a long list in any order and narrows it down. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, change, create, type Listing, publish, reports, sources } from './requests.js';
import { bundleOf, importText, stix } from './shared-stix.js';

const MANY = 230;

describe('paging through reports', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  let position: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['analyst', 'source_manager'] });
    const campaign = stix('campaign', 'c', { name: 'Quiet Harbour' });
    const uuid = (i: number) => `${i.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    // Many share a title and a date of publication, so that only the id tells them apart.
    const many = Array.from({ length: MANY }, (_, i) => ({
      ...stix('report', 'b', {
        name: `Report ${i % 7}`,
        published: `2026-01-0${1 + (i % 3)}T09:30:00.000Z`,
        report_types: [i % 2 === 0 ? 'campaign' : 'malware'],
        confidence: i % 100,
        object_refs: [campaign.id],
        created_by_ref: `identity--${uuid(i % 2)}`,
        external_references: i % 5 === 0 ? [{ source_name: 'mitre-attack', external_id: 'T1059.001' }] : undefined,
      }),
      id: `report--${uuid(i)}`,
    }));
    const feeds = [0, 1].map((i) => ({
      ...stix('identity', 'a', { name: `Feed ${i}`, identity_class: 'organization' }),
      id: `identity--${uuid(i)}`,
    }));
    ({ position } = (await importText(app, ann, bundleOf(campaign, ...feeds, ...many))) as { position: string });
    const { receipt } = await create(app, ann, { title: 'Own draft' });
    ({
      receipt: { position },
    } = await change(app, ann, 'assignIntelligenceReport', {
      id: receipt.id,
      input: { assignee: await actorOf(app, ann), dueAt: '2026-06-01T00:00:00.000Z' },
    }));
  });
  after(() => app?.stop());

  const pages = async (listing: Listing, fields: string) => {
    const nodes: Record<string, string>[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await reports(app, ann, { ...listing, ...(after ? { after } : {}), atLeast: position }, fields);
      assert.equal(page.totalCount, MANY + 1);
      assert.equal(page.pageInfo.hasPreviousPage, after !== undefined);
      nodes.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) return nodes;
      after = page.pageInfo.endCursor;
    }
  };

  for (const field of ['updatedAt', 'createdAt', 'publishedAt', 'dueAt', 'title'])
    for (const direction of ['asc', 'desc'])
      it(`brings every report once, ordered by ${field} ${direction}`, async () => {
        const nodes = await pages({ first: 60, orderBy: { field, direction } }, `id ${field}`);
        assert.equal(new Set(nodes.map(({ id }) => id)).size, MANY + 1);
        const [last, first] = field === 'dueAt' ? ['9', ''] : ['', '0'];
        const values = nodes.map((node) => node[field] ?? last + first);
        const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        assert.deepEqual(values, direction === 'asc' ? sorted : sorted.toReversed());
      });

  it('orders downwards when no direction is given', async () => {
    const down = await reports(app, ann, { orderBy: { field: 'title' } as never, first: 1, atLeast: position });
    assert.equal(down.nodes[0].title, 'Report 6');
  });

  it('pages through sources', async () => {
    const first = await sources(app, ann, { first: 1, atLeast: position });
    const second = await sources(app, ann, { first: 1, after: first.pageInfo.endCursor });
    assert.deepEqual(
      [first.nodes[0].name, second.nodes[0].name, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage],
      ['Feed 0', 'Feed 1', true, false],
    );
  });

  it('refuses pages that are too large and cursors of its own making', async () => {
    for (const args of ['first: 0', 'first: 201', 'first: -1', 'after: "x"', 'after: "WyJhIiwiYiJd"']) {
      const { errors } = await app.ask(ann, `{ intelligenceReports(${args}) { nodes { id } } }`);
      assert.equal(errors[0]?.extensions.code, 'INVALID_INPUT', args);
    }
    const { pageInfo } = await reports(app, ann, { first: 1, orderBy: { field: 'title', direction: 'asc' } });
    const { errors } = await app.ask(
      ann,
      `{ intelligenceReports(after: "${pageInfo.endCursor}", orderBy: { field: publishedAt }) { nodes { id } } }`,
    );
    assert.equal(errors[0]?.extensions.code, 'INVALID_INPUT');
  });

  it('narrows the list by every kind of filter', async () => {
    const ben = await app.token({ sub: 'ben', roles: ['senior_analyst'] });
    const { record } = await publish(app, ann, ben, {
      title: 'Own',
      confidence: 99,
      secrecyLevel: 'SECRET',
      tlp: 'GREEN',
      reportTypes: ['threat-report'],
    });
    const me = await actorOf(app, ann);
    const feed = '00000001-0000-4000-8000-000000000000';
    const expected: readonly [object, number][] = [
      [{}, MANY + 2],
      [{ ids: [record.id] }, 1],
      [{ ids: [] }, 0],
      [{ status: ['draft'] }, 1],
      [{ status: ['published', 'draft'] }, MANY + 2],
      [{ workingStatus: ['draft'] }, 1],
      [{ secrecyLevel: ['SECRET'] }, 1],
      [{ tlp: ['GREEN'] }, 1],
      [{ tlp: ['AMBER'], secrecyLevel: ['RESTRICTED'] }, MANY + 1],
      [{ reportTypes: ['malware'] }, MANY / 2],
      [{ reportTypes: ['malware', 'threat-report'] }, MANY / 2 + 1],
      [{ sourceIds: [feed] }, MANY / 2],
      [{ techniqueIds: ['T1059.001'] }, MANY / 5],
      [{ author: [me] }, MANY + 2],
      [{ author: ['somebody else'] }, 0],
      [{ assignee: [me] }, 1],
      [{ organisationId: ['demo-org'] }, MANY + 2],
      [{ organisationId: ['other'] }, 0],
      [{ minimumConfidence: 99 }, 3],
      [{ publishedFrom: '2026-01-02T00:00:00.000Z', publishedBefore: '2026-01-03T00:00:00.000Z' }, 77],
      [{ updatedFrom: '2100-01-01T00:00:00.000Z' }, 0],
      [{ dueBefore: '2026-06-02T00:00:00.000Z' }, 1],
      [{ status: null, ids: null }, MANY + 2],
    ];
    for (const [filter, count] of expected)
      assert.equal(
        (await reports(app, ann, { filter, first: 1, atLeast: record.position })).totalCount,
        count,
        JSON.stringify(filter),
      );
  });
});
