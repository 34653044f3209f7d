/** Analysts discuss a report, and whoever is mentioned finds it, as long as they may see it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, attempt, change, create, publish, refused, report } from './requests.js';

const COMMENT = 'id text withdrawn author authorId mentions mentionIds inReplyTo commentedAt revision';

describe('discussing a report', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  let ben: string;
  let annId: string;
  let benId: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', name: 'Ann Archer', roles: ['analyst'] });
    ben = await app.token({ sub: 'ben', name: 'Ben Archer', roles: ['senior_analyst'], clearance: 'CONFIDENTIAL' });
    [annId, benId] = await Promise.all([actorOf(app, ann), actorOf(app, ben)]);
  });
  after(() => app?.stop());

  const comments = async (token: string, id: string, page = '') =>
    (
      await app.data(
        token,
        `query ($id: UUID!) { intelligenceReport(id: $id) { commentCount comments${page} { nodes { ${COMMENT} } pageInfo { hasNextPage endCursor } } } }`,
        { id },
      )
    ).intelligenceReport;
  const say = async (token: string, id: string, input: object, idempotencyKey: string = randomUUID()) =>
    (
      await app.data(
        token,
        `mutation ($id: UUID!, $input: CommentOnIntelligenceReportInput!, $idempotencyKey: String) {
          commentOnIntelligenceReport(id: $id, input: $input, idempotencyKey: $idempotencyKey) {
            record { commentCount status version } comment { ${COMMENT} } receipt { id revision position } } }`,
        { id, input, idempotencyKey },
      )
    ).commentOnIntelligenceReport;
  const mentions = async (token: string, atLeast: string, page = '') =>
    (
      await app.data(
        token,
        `query ($atLeast: Position) { myMentions(atLeast: $atLeast${page}) {
          nodes { reportId reportTitle reportStatus commentId author comment { text } } pageInfo { hasNextPage endCursor } asOf { fresh } } }`,
        { atLeast },
      )
    ).myMentions;
  const head = async () => `${await app.application.kernel.log.head()}`;
  const withdraw = (token: string, id: string, commentId: string) =>
    change(app, token, 'withdrawIntelligenceReportComment', { id, input: { commentId } });

  it('goes back and forth, oldest first, and each finds where they are mentioned', async () => {
    const { record } = await create(app, ann, { title: 'Loader seen in retail' });
    const asked = await say(ben, record.id, { text: 'Which networks?', mentions: [annId, annId] });
    assert.deepEqual([asked.record.commentCount, asked.comment.mentionIds, asked.comment.mentions], [1, [annId], ['Ann Archer']]);
    const answered = await say(ann, record.id, { text: 'Three in the north.', mentions: [benId], inReplyTo: asked.comment.id });
    const { commentCount, comments: listed } = await comments(ben, record.id);
    assert.equal(commentCount, 2);
    assert.deepEqual(listed.nodes, [asked.comment, answered.comment]);
    assert.deepEqual(
      listed.nodes.map(({ author, inReplyTo }: { author: string; inReplyTo: string | null }) => [author, inReplyTo]),
      [
        ['Ben Archer', null],
        ['Ann Archer', asked.comment.id],
      ],
    );
    const found = await mentions(ann, answered.receipt.position);
    assert.deepEqual(found.nodes, [
      {
        reportId: record.id,
        reportTitle: 'Loader seen in retail',
        reportStatus: 'draft',
        commentId: asked.comment.id,
        author: 'Ben Archer',
        comment: { text: 'Which networks?' },
      },
    ]);
    assert.equal((await mentions(ben, answered.receipt.position)).nodes[0].commentId, answered.comment.id);
  });

  it('is possible on a published report and leaves its version alone', async () => {
    const { record } = await publish(app, ann, ben, { title: 'Published already' });
    const { record: after } = await say(ann, record.id, { text: 'Quoted in the press.' });
    assert.deepEqual(after, { commentCount: 1, status: 'published', version: 1 });
    assert.equal((await report(app, ann, record.id)).versions.length, 1);
  });

  it('says a thing once, however often it is sent', async () => {
    const { record } = await create(app, ann, { title: 'Sent twice' });
    const key = randomUUID();
    const first = await say(ann, record.id, { text: 'Once' }, key);
    assert.deepEqual(await say(ann, record.id, { text: 'Once' }, key), first);
    assert.equal((await comments(ann, record.id)).commentCount, 1);
    const other = await create(app, ann, { title: 'Another report, the same key' });
    assert.notEqual((await say(ann, other.record.id, { text: 'Once' }, key)).comment.id, first.comment.id);
    await refused(app, ann, 'IDEMPOTENCY_KEY_REUSED', 'commentOnIntelligenceReport', {
      id: record.id,
      input: { text: 'Something else' },
      idempotencyKey: key,
    });
  });

  it('is read page by page, and mentions are too', async () => {
    const { record } = await create(app, ann, { title: 'Much to say' });
    const carl = await app.token({ sub: 'carl', name: 'Carl' });
    const carlId = await actorOf(app, carl);
    let position = '';
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { comment, receipt } = await say(ann, record.id, { text: `Comment ${n}`, mentions: [carlId] });
      ids.push(comment.id);
      ({ position } = receipt);
    }
    const all = async (
      read: (page: string) => Promise<{ nodes: object[]; pageInfo: { hasNextPage: boolean; endCursor: string } }>,
      lead: string,
    ) => {
      const found: object[] = [];
      for (let after = ''; ;) {
        const { nodes, pageInfo } = await read(`${lead}first: 2${after}`);
        found.push(...nodes);
        if (!pageInfo.hasNextPage) return found;
        after = `, after: "${pageInfo.endCursor}"`;
      }
    };
    const listed = await all(async (page) => (await comments(ann, record.id, `(${page})`)).comments, '');
    assert.deepEqual(
      listed.map((comment) => (comment as { id: string }).id),
      ids,
    );
    const named = await all((page) => mentions(carl, position, page), ', ');
    assert.deepEqual(
      named.map((mention) => (mention as { commentId: string }).commentId),
      ids.toReversed(),
    );
  });

  it('shows a list of reports how much was said', async () => {
    const { record } = await create(app, ann, { title: 'In the list' });
    const { comment, receipt } = await say(ben, record.id, { text: 'Noted' });
    const { intelligenceReports } = await app.data(
      ann,
      `query ($ids: [UUID!], $atLeast: Position) { intelligenceReports(filter: { ids: $ids }, atLeast: $atLeast) {
        nodes { commentCount comments { nodes { id text } } } } }`,
      { ids: [record.id], atLeast: receipt.position },
    );
    assert.deepEqual(intelligenceReports.nodes, [{ commentCount: 1, comments: { nodes: [{ id: comment.id, text: 'Noted' }] } }]);
  });

  it('hides the text of a withdrawn comment everywhere, and keeps that it was made', async () => {
    const { record } = await create(app, ann, { title: 'Said too much' });
    const { id } = record;
    const { comment, receipt } = await say(ann, id, { text: 'A name that should not be here', mentions: [benId] });
    await refused(app, ben, 'NOT_YOUR_COMMENT', 'withdrawIntelligenceReportComment', { id, input: { commentId: comment.id } });
    const { receipt: last } = await withdraw(ann, id, comment.id);
    assert.equal((await withdraw(ann, id, comment.id)).receipt.revision, last.revision);

    const [shown] = (await comments(ben, id)).comments.nodes;
    assert.deepEqual(
      [shown.id, shown.text, shown.withdrawn, shown.authorId, shown.mentionIds],
      [comment.id, null, true, annId, []],
    );
    const { nodes } = await mentions(ben, last.position);
    assert.ok(!nodes.some(({ commentId }: { commentId: string }) => commentId === comment.id));
    const past = await app.data(
      ben,
      `query ($id: UUID!, $ids: [UUID!], $p: Position) { recordHistory(type: "intelReport", id: $id) { frames { label changes { field old new } } }
        recordAsOf(type: "intelReport", id: $id, position: $p) { fields }
        recordDiff(type: "intelReport", id: $id, from: "0", to: "1") { changes { field new } frames { changes { field new } } }
        intelligenceReports(filter: { ids: $ids }, position: $p) { nodes { commentCount comments { nodes { text } } } } }`,
      { id, ids: [id], p: receipt.position },
    );
    assert.ok(!JSON.stringify(past).includes('A name that'));
    assert.deepEqual(
      past.recordHistory.frames.map(({ label }: { label: string }) => label),
      ['Drafted', 'Commented', 'Comment withdrawn'],
    );
    assert.deepEqual(past.intelligenceReports.nodes, [{ commentCount: 1, comments: { nodes: [{ text: null }] } }]);
  });

  it('is moderated by supervisors', async () => {
    const { record } = await create(app, ann, { title: 'Heated' });
    const { comment } = await say(ben, record.id, { text: 'Uncalled for' });
    const supervisor = await app.token({ sub: 'sue', roles: ['supervisor'] });
    const { record: after } = await withdraw(supervisor, record.id, comment.id);
    assert.equal(after.id, record.id);
    assert.equal((await comments(ann, record.id)).comments.nodes[0].withdrawn, true);
  });

  it('tells the history what was said, with author and reply', async () => {
    const { record } = await create(app, ann, { title: 'For the record' });
    const { comment } = await say(ben, record.id, { text: 'Confirmed by phone' });
    const { recordHistory } = await app.data(
      ann,
      'query ($id: UUID!) { recordHistory(type: "intelReport", id: $id) { frames { label changes { field new } } } }',
      { id: record.id },
    );
    const { label, changes } = recordHistory.frames[1];
    assert.equal(label, 'Commented');
    assert.ok(
      changes.some(
        ({ field, new: now }: { field: string; new: unknown }) =>
          field === `comments.${comment.id}.text` && now === 'Confirmed by phone',
      ),
    );
  });

  it('takes a mention away from somebody who may no longer see the report, and gives it back', async () => {
    const { record } = await create(app, ann, { title: 'Going up', secrecyLevel: 'RESTRICTED' });
    const { id } = record;
    const { comment, receipt } = await say(ann, id, { text: 'Have a look', mentions: [benId] });
    const named = async (atLeast: string) =>
      (await mentions(ben, atLeast)).nodes.some(({ commentId }: { commentId: string }) => commentId === comment.id);
    assert.equal(await named(receipt.position), true);
    const secret = await change(app, ann, 'reviseIntelligenceReport', {
      id,
      input: { secrecyLevel: 'SECRET' },
      reason: 'a human source',
    });
    assert.equal(await named(secret.receipt.position), false);
    const { errors } = await attempt(app, ben, 'commentOnIntelligenceReport', { id, input: { text: 'Still there?' } });
    const unknown = await attempt(app, ben, 'commentOnIntelligenceReport', { id: randomUUID(), input: { text: 'Still there?' } });
    assert.equal(errors[0]?.extensions.code, 'NOT_FOUND');
    assert.deepEqual(errors, unknown.errors);
    const lowered = await change(app, ann, 'reviseIntelligenceReport', {
      id,
      input: { secrecyLevel: 'RESTRICTED' },
      reason: 'redacted',
    });
    assert.equal(await named(lowered.receipt.position), true);
  });

  it('is closed to auditors, readers and other tenants', async () => {
    const { record } = await create(app, ann, { title: 'Closed circle' });
    const { id } = record;
    const { comment } = await say(ann, id, { text: 'Among us' });
    const outsider = await app.token({ sub: 'olga', tenant: 'elsewhere', roles: ['supervisor'] });
    for (const [claims, code] of [
      [{ sub: 'audrey', roles: ['auditor', 'supervisor'] }, 'FORBIDDEN'],
      [{ sub: 'rita', roles: ['report_consumer'] }, 'FORBIDDEN'],
      [{ sub: 'olga', tenant: 'elsewhere', roles: ['supervisor'] }, 'NOT_FOUND'],
    ] as const) {
      const token = await app.token(claims);
      await refused(app, token, code, 'commentOnIntelligenceReport', { id, input: { text: 'Me too' } });
      await refused(app, token, code, 'withdrawIntelligenceReportComment', { id, input: { commentId: comment.id } });
    }
    const audrey = await app.token({ sub: 'audrey', roles: ['auditor'] });
    assert.equal((await comments(audrey, id)).comments.nodes[0].text, 'Among us');
    await say(ann, id, { text: 'For a stranger', mentions: [await actorOf(app, outsider)] });
    assert.deepEqual((await mentions(outsider, await head())).nodes, []);
  });

  it('refuses what is no comment, and says which field is wrong', async () => {
    const { record } = await create(app, ann, { title: 'Checked' });
    const { id } = record;
    const fifty = Array.from({ length: 51 }, (_, n) => `actor-${n}`);
    for (const [input, path] of [
      [{ text: '  ' }, 'input.text'],
      [{ text: 'x'.repeat(10_001) }, 'input.text'],
      [{ text: 'Everybody', mentions: fifty }, 'input.mentions'],
    ] as const) {
      const { extensions } = await refused(app, ann, 'INVALID_INPUT', 'commentOnIntelligenceReport', { id, input });
      assert.equal((extensions['fields'] as { path: string }[])[0].path, path);
    }
    await refused(app, ann, 'NO_SUCH_COMMENT', 'commentOnIntelligenceReport', { id, input: { text: 'To whom?', inReplyTo: id } });
    await say(ann, id, { text: 'ü'.repeat(10_000), mentions: fifty.slice(1) });
  });

  it('finds the people of one tenant by how their names begin', async () => {
    const find = async (token: string, text: string, first = 10) =>
      (
        await app.data(token, 'query ($text: String!, $first: Int) { people(text: $text, first: $first) { actorId name } }', {
          text,
          first,
        })
      ).people;
    assert.deepEqual(await find(ann, 'arch'), [
      { actorId: annId, name: 'Ann Archer' },
      { actorId: benId, name: 'Ben Archer' },
    ]);
    assert.deepEqual(await find(ann, 'BEN'), [{ actorId: benId, name: 'Ben Archer' }]);
    assert.equal((await find(ann, 'arch', 1)).length, 1);
    for (const text of ['rcher', '%', '_nn', '\\']) assert.deepEqual(await find(ann, text), [], text);
    assert.deepEqual(await find(await app.token({ sub: 'olga', tenant: 'elsewhere' }), 'arch'), []);
    const { errors } = await app.ask(
      await app.token({ sub: 'rita', roles: ['report_consumer'] }),
      '{ people(text: "a") { name } }',
    );
    assert.equal(errors[0]?.extensions.code, 'FORBIDDEN');
  });

  it('lists what one is to finish, overdue work first', async () => {
    const dora = await app.token({ sub: 'dora', name: 'Dora' });
    const assignee = await actorOf(app, dora);
    const assign = async (title: string, dueAt: string | null) => {
      const { record } = await create(app, ann, { title });
      return change(app, ann, 'assignIntelligenceReport', { id: record.id, input: { assignee, dueAt } });
    };
    await assign('Whenever', null);
    await assign('Next century', '2100-01-01T00:00:00.000Z');
    await assign('Overdue', '2026-01-01T00:00:00.000Z');
    const dropped = await assign('Dropped', '2025-01-01T00:00:00.000Z');
    await change(app, ben, 'archiveIntelligenceReport', { id: dropped.record.id, reason: 'no longer wanted' });
    await create(app, dora, { title: 'Assigned to nobody' });
    const mine = async (args: string) =>
      (
        await app.data(
          dora,
          `query ($atLeast: Position) { myAssignments(atLeast: $atLeast${args}) { totalCount nodes { title } } }`,
          {
            atLeast: await head(),
          },
        )
      ).myAssignments;
    const all = await mine('');
    assert.deepEqual(
      [all.totalCount, all.nodes.map(({ title }: { title: string }) => title)],
      [3, ['Overdue', 'Next century', 'Whenever']],
    );
    const overdue = await mine(', dueBefore: "2026-06-01T00:00:00.000Z"');
    assert.deepEqual(overdue, { totalCount: 1, nodes: [{ title: 'Overdue' }] });
  });
});
