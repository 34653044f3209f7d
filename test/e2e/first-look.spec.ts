/** A watch officer's first look: what is there, drafted, reviewed and published. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';

describe('the first look', function () {
  this.timeout(60_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  it('counts a report once it is published', async () => {
    const ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['analyst', 'source_manager'] });
    const ben = await app.token({ sub: 'ben', name: 'Ben', roles: ['senior_analyst'] });
    const source = await app.data(
      ann,
      'mutation { registerIntelligenceSource(input: { name: "Harbour watch", kind: humint, reliability: B, credibility: 2 }) { record { id name } receipt { id position } } }',
    );
    const sourceId = source.registerIntelligenceSource.record.id;
    const { createIntelligenceReport: created } = await app.data(
      ann,
      'mutation ($input: CreateIntelligenceReportInput!) { createIntelligenceReport(input: $input) { record { id status author tlp secrecyLevel } receipt { position } } }',
      {
        input: {
          title: 'Loader seen in retail',
          summary: 'New loader',
          body: 'Long text',
          sourceIds: [sourceId],
          techniqueIds: ['T1059.001'],
        },
      },
    );
    assert.equal(created.record.author, 'Ann');
    const id = created.record.id;
    await app.data(ann, 'mutation ($id: UUID!) { submitIntelligenceReport(id: $id) { record { workingStatus } } }', { id });
    const own = await app.ask(ann, 'mutation ($id: UUID!) { approveIntelligenceReport(id: $id) { record { workingStatus } } }', {
      id,
    });
    assert.equal(own.errors[0]?.extensions.code, 'FORBIDDEN');
    await app.data(ben, 'mutation ($id: UUID!) { approveIntelligenceReport(id: $id) { record { workingStatus } } }', { id });
    const { publishIntelligenceReport: published } = await app.data(
      ben,
      'mutation ($id: UUID!) { publishIntelligenceReport(id: $id) { record { status version } receipt { position } } }',
      { id },
    );
    assert.equal(published.record.status, 'published');
    const { intelligenceDashboard: board } = await app.data(
      ann,
      'query ($p: Position) { intelligenceDashboard(atLeast: $p) { reportCount publishedCount draftCount lastPublishedAt reportsByTlp { key count filter } sourceCount activeSourceCount workspace { reports } asOf { position fresh lagMs } } }',
      { p: published.receipt.position },
    );
    assert.equal(board.reportCount, 1);
    assert.equal(board.publishedCount, 1);
    assert.equal(board.asOf.fresh, true);
    const { intelligenceReports: list } = await app.data(
      ann,
      'query ($f: IntelligenceReportFilter) { intelligenceReports(filter: $f) { totalCount nodes { id title body status versions { number body } sources { id name lastReportAt } } pageInfo { hasNextPage } } }',
      { f: board.reportsByTlp[0].filter },
    );
    assert.equal(list.totalCount, 1);
    assert.equal(list.nodes[0].sources[0].name, 'Harbour watch');
    assert.equal(list.nodes[0].body, 'Long text');
    const { recordHistory } = await app.data(
      ann,
      'query ($id: UUID!) { recordHistory(type: "intelReport", id: $id) { frames { label actorName recordedAt changes { field old new } } } }',
      { id },
    );
    assert.deepEqual(
      recordHistory.frames.map((f: { label: string }) => f.label),
      ['Drafted', 'Submitted for review', 'Approved', 'Published'],
    );
  });
});
