/** An analyst takes a report from draft to publication, with a second pair of eyes. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, attempt, change, create, publish, publishAgain, refused, report, reports } from './requests.js';

describe('taking a report through review', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  let ben: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['senior_analyst'] });
    ben = await app.token({ sub: 'ben', name: 'Ben', roles: ['senior_analyst'] });
  });
  after(() => app?.stop());

  it('goes from draft over review and approval to publication', async () => {
    const { record } = await create(app, ann, { title: 'Loader seen in retail', body: 'Long text' });
    assert.deepEqual([record.status, record.workingStatus, record.version, record.author], ['draft', 'draft', null, 'Ann']);
    const { id } = record;
    assert.equal((await change(app, ann, 'submitIntelligenceReport', { id })).record.workingStatus, 'in_review');
    const approved = await change(app, ben, 'approveIntelligenceReport', { id });
    assert.equal(approved.record.workingStatus, 'approved');
    assert.equal(approved.record.working.approvedById, await actorOf(app, ben));
    const published = await change(app, ben, 'publishIntelligenceReport', { id });
    assert.deepEqual([published.record.status, published.record.workingStatus, published.record.version], ['published', null, 1]);
    assert.deepEqual(published.record, await report(app, ann, id));
  });

  it('comes back to its author with a comment', async () => {
    const { record } = await create(app, ann, { title: 'Needs work' });
    const { id } = record;
    await refused(app, ben, 'NOT_IN_REVIEW', 'returnIntelligenceReport', { id, input: { comment: 'Too early' } });
    await change(app, ann, 'submitIntelligenceReport', { id });
    const returned = await change(app, ben, 'returnIntelligenceReport', { id, input: { comment: 'Name the source' } });
    assert.equal(returned.record.workingStatus, 'draft');
    await change(app, ann, 'reviseIntelligenceReport', { id, input: { summary: 'Named' } });
    const published = await publishAgain(app, ann, ben, id);
    assert.equal(published.record.summary, 'Named');
    const empty = await refused(app, ben, 'INVALID_INPUT', 'returnIntelligenceReport', { id, input: { comment: '' } });
    assert.equal((empty.extensions['fields'] as { path: string }[])[0].path, 'input.comment');
  });

  it('is never approved by who wrote or revised it, unless the tenant allows it', async () => {
    const { record } = await create(app, ann, { title: 'Four eyes' });
    const { id } = record;
    const cleo = await app.token({ sub: 'cleo', name: 'Cleo', roles: ['senior_analyst'] });
    await change(app, cleo, 'reviseIntelligenceReport', { id, input: { summary: 'With a summary' } });
    await change(app, ann, 'submitIntelligenceReport', { id });
    await refused(app, ann, 'FOUR_EYES', 'approveIntelligenceReport', { id });
    await refused(app, cleo, 'FOUR_EYES', 'approveIntelligenceReport', { id });
    await change(app, ben, 'approveIntelligenceReport', { id });

    const small = { tenant: 'one-man', roles: ['senior_analyst', 'tenant_admin'], sub: 'solo' };
    const solo = await app.token(small);
    const own = await create(app, solo, { title: 'All alone' });
    await change(app, solo, 'submitIntelligenceReport', { id: own.record.id });
    await refused(app, solo, 'FOUR_EYES', 'approveIntelligenceReport', { id: own.record.id });
    await change(app, solo, 'changeTenantSettings', { input: { authorMayApprove: true } });
    await change(app, solo, 'approveIntelligenceReport', { id: own.record.id });
    assert.equal((await change(app, solo, 'publishIntelligenceReport', { id: own.record.id })).record.status, 'published');
  });

  it('says what to do next when a step is missing', async () => {
    const { record } = await create(app, ann, { title: 'Too fast' });
    const { id } = record;
    await refused(app, ben, 'NOT_IN_REVIEW', 'approveIntelligenceReport', { id });
    const early = await refused(app, ben, 'NOT_APPROVED', 'publishIntelligenceReport', { id });
    assert.match(early.message, /reviewed and approved/);
    await change(app, ann, 'submitIntelligenceReport', { id });
    await refused(app, ann, 'NOT_A_DRAFT', 'reviseIntelligenceReport', { id, input: { title: 'Changed under review' } });
    await refused(app, ben, 'IN_REVIEW', 'archiveIntelligenceReport', { id, reason: 'no longer wanted' });
  });

  it('is not published in the future, and may be dated in the past', async () => {
    const { record } = await create(app, ann, { title: 'Dated' });
    const { id } = record;
    await change(app, ann, 'submitIntelligenceReport', { id });
    await change(app, ben, 'approveIntelligenceReport', { id });
    const future = new Date(Date.now() + 3_600_000).toISOString();
    const answer = await refused(app, ben, 'PUBLISHED_IN_FUTURE', 'publishIntelligenceReport', {
      id,
      input: { publishedAt: future },
    });
    assert.deepEqual(
      (answer.extensions['fields'] as { path: string }[]).map(({ path }) => path),
      ['publishedAt'],
    );
    const past = '2026-01-05T10:00:00.000Z';
    assert.equal(
      (await change(app, ben, 'publishIntelligenceReport', { id, input: { publishedAt: past } })).record.publishedAt,
      past,
    );
  });

  it('is retracted, archived and restored for a reason', async () => {
    const { record } = await publish(app, ann, ben, { title: 'Wrong after all' });
    const { id } = record;
    const missing = await refused(app, ben, 'REASON_REQUIRED', 'retractIntelligenceReport', { id });
    assert.equal((missing.extensions['fields'] as { path: string }[])[0].path, 'reason');
    assert.equal(
      (await change(app, ben, 'retractIntelligenceReport', { id, reason: 'The sample was mislabelled' })).record.status,
      'retracted',
    );
    await refused(app, ben, 'REASON_REQUIRED', 'archiveIntelligenceReport', { id });
    const archived = await change(app, ben, 'archiveIntelligenceReport', { id, reason: 'Closed' });
    assert.equal(archived.record.status, 'archived');
    await refused(app, ann, 'ARCHIVED', 'reviseIntelligenceReport', { id, input: { title: 'Again' } });
    const restored = await change(app, ben, 'restoreIntelligenceReport', { id });
    assert.equal(restored.record.status, 'retracted');
    await refused(app, ben, 'NOT_PUBLISHED', 'retractIntelligenceReport', {
      id: (await create(app, ann, { title: 'A draft' })).record.id,
      reason: 'none',
    });
  });

  it('has somebody to finish it, and a time', async () => {
    const { record } = await create(app, ann, { title: 'Assigned' });
    const { id } = record;
    const assignee = await actorOf(app, ben);
    const dueAt = '2026-12-01T12:00:00.000Z';
    const assigned = await change(app, ann, 'assignIntelligenceReport', { id, input: { assignee, dueAt } });
    assert.deepEqual([assigned.record.assignee, assigned.record.assigneeId, assigned.record.dueAt], ['Ben', assignee, dueAt]);
    const mine = await reports(
      app,
      ben,
      { filter: { assignee: [assignee], dueBefore: '2026-12-02T00:00:00.000Z' }, atLeast: assigned.receipt.position },
      'id dueAt',
    );
    assert.deepEqual(mine.nodes, [{ id, dueAt }]);
    const nobody = await change(app, ann, 'assignIntelligenceReport', { id, input: { assignee: null, dueAt: null } });
    assert.deepEqual([nobody.record.assignee, nobody.record.dueAt], [null, null]);
  });

  it('names only sources that there are', async () => {
    const manager = await app.token({ sub: 'sam', roles: ['source_manager'], clearance: 'TOP_SECRET' });
    const { record: open } = await change(app, manager, 'registerIntelligenceSource', { input: { name: 'Harbour watch' } });
    const { record: hidden } = await change(app, manager, 'registerIntelligenceSource', {
      input: { name: 'Deep', secrecyLevel: 'TOP_SECRET' },
    });
    for (const wrong of [hidden.id, '00000000-0000-4000-8000-000000000000']) {
      const answer = await refused(app, ann, 'INVALID_INPUT', 'createIntelligenceReport', {
        input: { title: 'From where?', sourceIds: [open.id, wrong] },
      });
      assert.deepEqual(
        (answer.extensions['fields'] as { path: string }[]).map(({ path }) => path),
        ['input.sourceIds.1'],
      );
    }
    const answer = await app.data(
      ann,
      'mutation ($input: CreateIntelligenceReportInput!) { createIntelligenceReport(input: $input) { record { sourceIds sources { name } } } }',
      { input: { title: 'From the harbour', sourceIds: [open.id] } },
    );
    assert.deepEqual(answer.createIntelligenceReport.record, { sourceIds: [open.id], sources: [{ name: 'Harbour watch' }] });
  });

  it('takes nothing that only the ledger may say', async () => {
    for (const field of ['tenantId', 'organisationId', 'author', 'authorId', 'createdBy', 'status']) {
      const { errors, data } = await attempt(app, ann, 'createIntelligenceReport', { input: { title: 'Mine', [field]: 'else' } });
      assert.equal(errors[0]?.extensions.code, 'INVALID_INPUT');
      assert.equal(data, null);
    }
  });
});
