/** A program whose connection breaks repeats its request, and two people who edit the same record notice. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { attempt, change, create, refused, report } from './requests.js';

describe('doing a thing once', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['senior_analyst', 'source_manager', 'tenant_admin'] });
  });
  after(() => app?.stop());

  it('answers a repeated creation with the first receipt and the record as it is', async () => {
    const first = await create(app, ann, { title: 'Once' }, { idempotencyKey: 'create-once' });
    await change(app, ann, 'reviseIntelligenceReport', { id: first.receipt.id, input: { summary: 'Since then' } });
    const again = await create(app, ann, { title: 'Once' }, { idempotencyKey: 'create-once' });
    assert.deepEqual(again.receipt, first.receipt);
    assert.deepEqual(again.record, await report(app, ann, first.receipt.id));
    assert.equal(again.record.summary, 'Since then');
  });

  it('answers a repeated change with the first receipt, also after others', async () => {
    const { receipt } = await create(app, ann, { title: 'Change me' });
    const args = { id: receipt.id, input: { title: 'Changed' }, idempotencyKey: 'change-once' };
    const first = await change(app, ann, 'reviseIntelligenceReport', args);
    await change(app, ann, 'reviseIntelligenceReport', { id: receipt.id, input: { title: 'Changed again' } });
    const again = await change(app, ann, 'reviseIntelligenceReport', args);
    assert.deepEqual(again.receipt, first.receipt);
    assert.equal(again.record.title, 'Changed again');
  });

  it('does a creation once when it is sent several times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => create(app, ann, { title: 'All at once' }, { idempotencyKey: 'at-once' })),
    );
    assert.equal(new Set(answers.map(({ receipt }) => JSON.stringify(receipt))).size, 1);
  });

  it('refuses a key that was used for something else', async () => {
    await create(app, ann, { title: 'One thing' }, { idempotencyKey: 'reused' });
    await refused(app, ann, 'IDEMPOTENCY_KEY_REUSED', 'createIntelligenceReport', {
      input: { title: 'Another thing' },
      idempotencyKey: 'reused',
    });
    const { receipt } = await create(app, ann, { title: 'Yet another' });
    const args = { id: receipt.id, idempotencyKey: 'reused-on-change' };
    await change(app, ann, 'reviseIntelligenceReport', { ...args, input: { title: 'A' } });
    await refused(app, ann, 'IDEMPOTENCY_KEY_REUSED', 'reviseIntelligenceReport', { ...args, input: { title: 'B' } });
    await refused(app, ann, 'IDEMPOTENCY_KEY_REUSED', 'submitIntelligenceReport', args);
  });

  it('keeps the keys of two people apart', async () => {
    const ben = await app.token({ sub: 'ben', roles: ['analyst'] });
    const [mine, theirs] = [
      await create(app, ann, { title: 'Mine' }, { idempotencyKey: 'shared' }),
      await create(app, ben, { title: 'Theirs' }, { idempotencyKey: 'shared' }),
    ];
    assert.notEqual(mine.receipt.id, theirs.receipt.id);
  });

  it('tells of the revision that came in between', async () => {
    const { receipt } = await create(app, ann, { title: 'Contended' });
    const { id, revision: expectedRevision } = receipt;
    await change(app, ann, 'reviseIntelligenceReport', { id, input: { title: 'Mine' }, expectedRevision });
    const conflict = await refused(app, ann, 'CONFLICT', 'reviseIntelligenceReport', {
      id,
      input: { title: 'Yours' },
      expectedRevision,
    });
    assert.equal(conflict.extensions['currentRevision'], '1');
    assert.equal((await report(app, ann, id)).title, 'Mine');
    const { errors } = await attempt(app, ann, 'reviseIntelligenceReport', {
      id,
      input: { title: 'Yours' },
      expectedRevision: 'first',
    });
    assert.equal(errors[0].extensions.code, 'INVALID_INPUT');
  });

  it('lets one of several who race win, and tells the others', async () => {
    const { receipt } = await create(app, ann, { title: 'Raced for' });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        attempt(app, ann, 'reviseIntelligenceReport', { id: receipt.id, input: { title: `Winner ${i}` }, expectedRevision: '0' }),
      ),
    );
    const codes = answers.map(({ errors }) => errors[0]?.extensions.code ?? 'OK').toSorted();
    assert.deepEqual(codes, ['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'OK']);
  });

  it('answers a command that changes nothing with the last receipt', async () => {
    const { receipt } = await create(app, ann, { title: 'Same' });
    const same = await change(app, ann, 'reviseIntelligenceReport', { id: receipt.id, input: { title: 'Same' } });
    assert.deepEqual(same.receipt, receipt);
    const source = await change(app, ann, 'registerIntelligenceSource', { input: { name: 'Same' } });
    const paused = await change(app, ann, 'pauseIntelligenceSource', { id: source.receipt.id });
    assert.deepEqual((await change(app, ann, 'pauseIntelligenceSource', { id: source.receipt.id })).receipt, paused.receipt);
    await refused(app, ann, 'NOTHING_CHANGED', 'changeTenantSettings', { input: { zone: 'UTC' } });
    const settings = await change(app, ann, 'changeTenantSettings', { input: { zone: 'Europe/London' } });
    assert.deepEqual(
      (await change(app, ann, 'changeTenantSettings', { input: { zone: 'Europe/London' } })).receipt,
      settings.receipt,
    );
  });

  it('takes a source through all its states', async () => {
    const { record } = await change(app, ann, 'registerIntelligenceSource', {
      input: { name: 'Harbour watch', kind: 'humint', reliability: 'B', credibility: 2, expectedCadenceSeconds: 86_400 },
    });
    assert.deepEqual([record.kind, record.reliability, record.credibility, record.status], ['humint', 'B', 2, 'active']);
    const { id } = record;
    const revised = await change(app, ann, 'reviseIntelligenceSource', {
      id,
      input: { reliability: 'C', expectedCadenceSeconds: null },
    });
    assert.deepEqual(
      [revised.record.reliability, revised.record.expectedCadenceSeconds, revised.record.kind],
      ['C', null, 'humint'],
    );
    for (const [name, status] of [
      ['pauseIntelligenceSource', 'paused'],
      ['resumeIntelligenceSource', 'active'],
      ['retireIntelligenceSource', 'retired'],
    ] as const)
      assert.equal((await change(app, ann, name, { id })).record.status, status);
    await refused(app, ann, 'RETIRED', 'reviseIntelligenceSource', { id, input: { name: 'Again' } });
    assert.equal((await change(app, ann, 'reinstateIntelligenceSource', { id })).record.status, 'active');
    await refused(app, ann, 'INVALID_INPUT', 'registerIntelligenceSource', { input: { name: 'Judged', credibility: 7 } });
  });
});
