/** What may be said about a report, and what is left of a comment that was withdrawn. */
import assert from 'node:assert/strict';
import { intelReport, type IntelReportCommand } from '../../../src/intel-reports/intel-report.decider.js';
import { commentsOf, type IntelReportRecord } from '../../../src/intel-reports/intel-report.record.js';
import { ana, ben, cleo } from '../../examples/actors.js';
import { archived, commented, commentId, drafted, imported, published, withdrawn } from '../../examples/intel-report.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(intelReport);
const uuid = (n: number): string => `00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`;
const comment = (said: Partial<Extract<IntelReportCommand, { type: 'Comment' }>> = {}): IntelReportCommand => ({
  type: 'Comment',
  commentId,
  text: 'Which networks?',
  mentions: [],
  inReplyTo: null,
  by: ben,
  ...said,
});
const withdraw = (by: string, moderates = false): IntelReportCommand => ({ type: 'WithdrawComment', commentId, by, moderates });
const many = (count: number, mentions: (n: number) => readonly string[]) =>
  Array.from({ length: count }, (_, n) => commented({ commentId: uuid(n), mentions: [...mentions(n)] }));

describe('a comment on a report', () => {
  it('needs a report', () => given().when(comment()).thenRejects('NOT_FOUND'));
  it('can be made in any status', () => {
    for (const history of [[drafted], published, [...published, archived], [imported('2026-01-05T10:00:00.000Z')]])
      given(...history)
        .when(comment())
        .then(commented());
  });
  it('names people, and answers another comment', () =>
    given(drafted, commented())
      .when(comment({ commentId: uuid(2), mentions: [ana, cleo], inReplyTo: commentId, by: ana }))
      .then(commented({ commentId: uuid(2), mentions: [ana, cleo], inReplyTo: commentId, author: ana })));
  it('answers only comments on the same report', () =>
    given(drafted)
      .when(comment({ inReplyTo: uuid(7) }))
      .thenRejects('NO_SUCH_COMMENT', 'inReplyTo'));
  it('has an id of its own', () =>
    given(drafted, commented())
      .when(comment({ by: ana }))
      .thenRejects('ALREADY_EXISTS', 'commentId'));
  it('leaves status, content and versions as they are', () => {
    const { comments: _, commentCount: __, ...before } = given(...published).record() as IntelReportRecord;
    const discussed = given(...published, commented()).record() as IntelReportRecord;
    const { comments: ___, commentCount, ...after } = discussed;
    assert.deepEqual(after, before);
    assert.equal(commentCount, 1);
    assert.deepEqual(commentsOf(discussed), [
      { id: commentId, author: ben, text: 'Which networks?', mentions: [], inReplyTo: null },
    ]);
  });
  it('stays when the report is imported again', () => {
    const versions = [imported('2026-01-05T10:00:00.000Z'), commented(), imported('2026-01-06T10:00:00.000Z')];
    assert.equal(commentsOf(given(...versions).record()).length, 1);
  });
  it('stays in order among hundreds, and can still be withdrawn there', () => {
    const hundreds = many(300, () => []);
    const report = given(drafted, ...hundreds, { type: 'IntelReportCommentWithdrawn', data: { commentId: uuid(130) } }).record();
    assert.deepEqual(
      commentsOf(report).map(({ id }) => id),
      hundreds.map(({ data }) => data.commentId),
    );
    assert.deepEqual(
      commentsOf(report).flatMap(({ id, text }) => (text === null ? [id] : [])),
      [uuid(130)],
    );
  });
  it('is refused after 5,000 others', () =>
    given(drafted, ...many(5_000, () => []))
      .when(comment())
      .thenRejects('TOO_MANY_COMMENTS'));
  it('is refused when people were mentioned 2,000 times, unless it mentions nobody', () => {
    const fifty = Array.from({ length: 50 }, (_, n) => `actor-${n}`);
    const history = [drafted, ...many(40, () => fifty)];
    given(...history)
      .when(comment({ mentions: [ana] }))
      .thenRejects('TOO_MANY_MENTIONS', 'mentions');
    given(...history)
      .when(comment())
      .then(commented());
  });
});

describe('withdrawing a comment', () => {
  it('is for its author', () => given(drafted, commented()).when(withdraw(ben)).then(withdrawn));
  it('is for moderators too', () => given(drafted, commented()).when(withdraw(cleo, true)).then(withdrawn));
  it('is for nobody else', () => given(drafted, commented()).when(withdraw(cleo)).thenRejects('NOT_YOUR_COMMENT'));
  it('happens once', () => given(drafted, commented(), withdrawn).when(withdraw(ben)).thenNothing());
  it('needs the comment', () => given(drafted).when(withdraw(ben)).thenRejects('NO_SUCH_COMMENT', 'commentId'));
  it('leaves that it was made, and by whom, without its text and mentions', () => {
    const report = given(drafted, commented({ mentions: [ana] }), withdrawn).record() as IntelReportRecord;
    assert.deepEqual(commentsOf(report), [{ id: commentId, author: ben, text: null, mentions: [], inReplyTo: null }]);
    assert.equal(report.commentCount, 1);
  });
});
