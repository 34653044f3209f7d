/** An analyst brings a published report up to date while its readers go on reading; every version stays readable. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, create, publish, publishAgain, refused, report, reports } from './requests.js';

const KIB = 1024;

describe('publishing again', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  let ben: string;
  before(async () => {
    app = await startTestApplication({ env: { REQUEST_BODY_LIMIT: `${16 * KIB * KIB}` } });
    ann = await app.token({ sub: 'ann', name: 'Ann', roles: ['analyst'] });
    ben = await app.token({ sub: 'ben', name: 'Ben', roles: ['senior_analyst'] });
  });
  after(() => app?.stop());

  it('leaves the published version readable while the next is in the works', async () => {
    const { record } = await publish(app, ann, ben, { title: 'First words', body: 'The first body' });
    const { id } = record;
    const redrafted = await change(app, ann, 'reviseIntelligenceReport', {
      id,
      input: { title: 'Second words', body: 'The second body' },
    });
    assert.deepEqual(
      [
        redrafted.record.status,
        redrafted.record.workingStatus,
        redrafted.record.title,
        redrafted.record.body,
        redrafted.record.working.title,
        redrafted.record.working.body,
      ],
      ['published', 'draft', 'First words', 'The first body', 'Second words', 'The second body'],
    );
    const again = await publishAgain(app, ann, ben, id);
    assert.deepEqual(
      again.record.versions.map(({ number, status, title, body }: Record<string, unknown>) => [number, status, title, body]),
      [
        [1, 'superseded', 'First words', 'The first body'],
        [2, 'published', 'Second words', 'The second body'],
      ],
    );
    assert.deepEqual([again.record.version, again.record.title, again.record.working], [2, 'Second words', null]);
    const listed = await reports(
      app,
      ann,
      { filter: { ids: [id] }, atLeast: again.receipt.position },
      'id body versions { number body }',
    );
    assert.deepEqual(listed.nodes, [
      {
        id,
        body: 'The second body',
        versions: [
          { number: 1, body: 'The first body' },
          { number: 2, body: 'The second body' },
        ],
      },
    ]);
  });

  it('can be thought better of: the draft is dropped and the published version stays', async () => {
    const { record } = await publish(app, ann, ben, { title: 'Stays' });
    const { id } = record;
    await change(app, ann, 'reviseIntelligenceReport', { id, input: { title: 'Thought better of' } });
    const discarded = await change(app, ann, 'discardIntelligenceReportDraft', { id });
    assert.deepEqual([discarded.record.title, discarded.record.working, discarded.record.status], ['Stays', null, 'published']);
    await refused(app, ann, 'NEVER_PUBLISHED', 'discardIntelligenceReportDraft', {
      id: (await create(app, ann, { title: 'Only a draft' })).record.id,
    });
  });

  it('keeps long bodies whole, in every version', async () => {
    const long = 'Größe 一二三 🛰 '.repeat(8 * KIB);
    const longer = `${'a'.repeat(KIB)}é\n`.repeat(3 * KIB);
    const { record } = await publish(app, ann, ben, { title: 'Long', body: long });
    assert.equal(record.body, long);
    await change(app, ann, 'reviseIntelligenceReport', { id: record.id, input: { body: longer } });
    const again = await publishAgain(app, ann, ben, record.id);
    const { versions, body } = await report(app, ann, record.id);
    assert.deepEqual(
      [body === longer, versions[0].body === long, versions[1].body === longer, again.record.body === longer],
      [true, true, true, true],
    );
    const asOf = await app.data(
      ann,
      'query ($id: UUID!, $position: Position) { recordAsOf(type: "intelReport", id: $id, position: $position) { fields } }',
      {
        id: record.id,
        position: record.position,
      },
    );
    assert.equal(asOf.recordAsOf.fields.body, long);
  });

  it('stores no body for somebody who may not write', async () => {
    const consumer = await app.token({ sub: 'carl', roles: ['report_consumer'] });
    const before = await app.application.kernel.log.head();
    await refused(app, consumer, 'FORBIDDEN', 'createIntelligenceReport', {
      input: { title: 'Long', body: 'x'.repeat(64 * KIB) },
    });
    const { record } = await create(app, ann, { title: 'Not yours' });
    const after = await app.application.kernel.log.head();
    assert.notEqual(after, before);
    await refused(app, consumer, 'FORBIDDEN', 'reviseIntelligenceReport', {
      id: record.id,
      input: { body: 'x'.repeat(64 * KIB) },
    });
    assert.equal(await app.application.kernel.log.head(), after);
  });
});
