/** The life of an intelligence report, told by its rules. */
import type { IntelReportCommand } from '../../../src/intel-reports/intel-report.decider.js';
import { intelReport } from '../../../src/intel-reports/intel-report.decider.js';
import { ana, ben, cleo } from '../../examples/actors.js';
import {
  approvedBy,
  archived,
  assigned,
  discarded,
  draft,
  drafted,
  loader,
  monday,
  published,
  publishedAt,
  redrafted,
  restored,
  retracted,
  returned,
  revised,
  submitted,
  tuesday,
  wednesday,
} from '../../examples/intel-report.js';
import { amber, redFor, secret } from '../../examples/marking.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(intelReport);

const revise = (changes: Extract<IntelReportCommand, { type: 'Revise' }>['changes'], by = ben): IntelReportCommand => ({
  type: 'Revise',
  changes,
  by,
});
const submit: IntelReportCommand = { type: 'Submit' };
const approve = (by: string, authorMayApprove = false): IntelReportCommand => ({ type: 'Approve', by, authorMayApprove });
const sendBack: IntelReportCommand = { type: 'Return', comment: 'Say which networks.' };
const publish = (at: string): IntelReportCommand => ({ type: 'Publish', publishedAt: at, now: wednesday });
const retract = (hasReason = true): IntelReportCommand => ({ type: 'Retract', hasReason });
const archive = (hasReason = true): IntelReportCommand => ({ type: 'Archive', hasReason });
const restore: IntelReportCommand = { type: 'Restore' };
const discard: IntelReportCommand = { type: 'Discard' };

describe('drafting an intelligence report', () => {
  it('starts with a draft', () => given().when(draft).then(drafted));
  it('happens once', () => given(drafted).when(draft).thenRejects('ALREADY_EXISTS'));
  it('comes before everything else', () => given().when(submit).thenRejects('NOT_FOUND'));
  it('makes the author a recipient of TLP:RED', () =>
    given()
      .when({ type: 'Draft', content: loader, marking: redFor(ben), by: ana })
      .then({ type: 'IntelReportDrafted', data: { content: loader, marking: redFor(ben, ana), author: ana } }));
  it('refuses content that would not fit into an event', () =>
    given()
      .when({
        type: 'Draft',
        content: { ...loader, summary: 'ü'.repeat(20_000), body: 'x'.repeat(32_000) },
        marking: amber,
        by: ana,
      })
      .thenRejects('CONTENT_TOO_LARGE'));
});

describe('revising a draft', () => {
  it('records what was changed and by whom', () =>
    given(drafted)
      .when(revise({ title: 'Loader seen in retail and logistics', confidence: 70 }))
      .then(revised));
  it('records nothing when nothing is different', () =>
    given(drafted)
      .when(revise({ title: loader.title, killChainPhases: [{ phaseName: 'initial-access', killChainName: 'mitre-attack' }] }))
      .thenNothing());
  it('sees a difference in a list', () =>
    given(drafted)
      .when(revise({ labels: ['retail', 'loader'] }))
      .then({ type: 'IntelReportRevised', data: { changes: { labels: ['retail', 'loader'] }, editor: ben } }));
  it('waits until a report in review is returned', () =>
    given(drafted, submitted)
      .when(revise({ title: 'Other' }))
      .thenRejects('NOT_A_DRAFT'));
  it('waits until an approved report is returned', () =>
    given(drafted, submitted, approvedBy(ben))
      .when(revise({ title: 'Other' }))
      .thenRejects('NOT_A_DRAFT'));
  it('keeps the whole report within an event', () =>
    given(drafted)
      .when(revise({ summary: 'ü'.repeat(20_000), body: 'x'.repeat(32_000) }))
      .thenRejects('CONTENT_TOO_LARGE'));
});

describe('reviewing a report', () => {
  it('is asked for by submitting', () => given(drafted).when(submit).then(submitted));
  it('is asked for once', () => given(drafted, submitted).when(submit).thenNothing());
  it('is not asked for when it is over', () =>
    given(drafted, submitted, approvedBy(ben)).when(submit).thenRejects('NOT_A_DRAFT'));
  it('needs something to review', () =>
    given(...published)
      .when(submit)
      .thenRejects('NOT_A_DRAFT'));

  it('ends in approval by somebody else', () => given(drafted, submitted).when(approve(ben)).then(approvedBy(ben)));
  it('approves once', () => given(drafted, submitted, approvedBy(ben)).when(approve(cleo)).thenNothing());
  it('approves only what was submitted', () => given(drafted).when(approve(ben)).thenRejects('NOT_IN_REVIEW'));
  it('is not done by the author', () => given(drafted, submitted).when(approve(ana)).thenRejects('FOUR_EYES'));
  it('is not done by an editor', () => given(drafted, revised, submitted).when(approve(ben)).thenRejects('FOUR_EYES'));
  it('may be done by the author where the tenant allows it', () =>
    given(drafted, submitted).when(approve(ana, true)).then(approvedBy(ana)));
  it('of a new version is not done by who redrafted it', () =>
    given(...published, redrafted, submitted)
      .when(approve(ben))
      .thenRejects('FOUR_EYES'));
  it('of a new version may be done by the author of the first', () =>
    given(...published, redrafted, submitted)
      .when(approve(ana))
      .then(approvedBy(ana)));

  it('ends in a return with a comment', () => given(drafted, submitted).when(sendBack).then(returned));
  it('returns what was approved, too', () => given(drafted, submitted, approvedBy(ben)).when(sendBack).then(returned));
  it('returns nothing that is a draft already', () => given(drafted).when(sendBack).thenRejects('NOT_IN_REVIEW'));
  it('returns nothing that is published', () =>
    given(...published)
      .when(sendBack)
      .thenRejects('NOT_IN_REVIEW'));
  it('starts anew after a return', () =>
    given(drafted, submitted, approvedBy(ben), returned).when(publish(monday)).thenRejects('NOT_APPROVED'));
});

describe('publishing a report', () => {
  it('follows approval', () => given(drafted, submitted, approvedBy(ben)).when(publish(monday)).then(publishedAt(monday)));
  it('does not skip approval', () => given(drafted, submitted).when(publish(monday)).thenRejects('NOT_APPROVED'));
  it('happens once', () =>
    given(...published)
      .when(publish(tuesday))
      .thenNothing());
  it('is never dated in the future', () =>
    given(drafted, submitted, approvedBy(ben))
      .when(publish('2026-01-07T10:00:00.001Z'))
      .thenRejects('PUBLISHED_IN_FUTURE', 'publishedAt'));
  it('may be dated now', () => given(drafted, submitted, approvedBy(ben)).when(publish(wednesday)).then(publishedAt(wednesday)));
});

describe('publishing a report again', () => {
  it('starts with a revision that opens a new working version', () =>
    given(...published)
      .when(revise({ confidence: 85, title: loader.title }))
      .then(redrafted));
  it('opens none for a revision that changes nothing', () =>
    given(...published)
      .when(revise({ confidence: 70 }))
      .thenNothing());
  it('revises the new working version from then on', () =>
    given(...published, redrafted)
      .when(revise({ confidence: 90 }, cleo))
      .then({ type: 'IntelReportRevised', data: { changes: { confidence: 90 }, editor: cleo } }));
  it('numbers the versions', () =>
    given(...published, redrafted, submitted, approvedBy(cleo))
      .when(publish(tuesday))
      .then(publishedAt(tuesday, 2)));
  it('can be given up', () =>
    given(...published, redrafted)
      .when(discard)
      .then(discarded));
  it('is given up once', () =>
    given(...published, redrafted, discarded)
      .when(discard)
      .thenNothing());
  it('is given up only as a draft', () =>
    given(...published, redrafted, submitted)
      .when(discard)
      .thenRejects('NOT_A_DRAFT'));
  it('never gives up all there is', () => given(drafted).when(discard).thenRejects('NEVER_PUBLISHED'));
});

describe('retracting a report', () => {
  it('takes back what was published', () =>
    given(...published)
      .when(retract())
      .then(retracted));
  it('needs a reason', () =>
    given(...published)
      .when(retract(false))
      .thenRejects('REASON_REQUIRED', 'reason'));
  it('happens once', () =>
    given(...published, retracted)
      .when(retract())
      .thenNothing());
  it('needs something published', () => given(drafted, submitted).when(retract()).thenRejects('NOT_PUBLISHED'));
  it('can be followed by a corrected version', () =>
    given(...published, retracted)
      .when(revise({ confidence: 85 }))
      .then(redrafted));
});

describe('archiving a report', () => {
  it('puts away a draft', () => given(drafted).when(archive()).then(archived));
  it('puts away a published report', () =>
    given(...published)
      .when(archive())
      .then(archived));
  it('puts away a retracted report', () =>
    given(...published, retracted)
      .when(archive())
      .then(archived));
  it('needs a reason', () => given(drafted).when(archive(false)).thenRejects('REASON_REQUIRED', 'reason'));
  it('happens once', () => given(drafted, archived).when(archive()).thenNothing());
  it('waits for a review to end', () => given(drafted, submitted).when(archive()).thenRejects('IN_REVIEW'));
  it('waits for an approved version to be returned or published', () =>
    given(drafted, submitted, approvedBy(ben)).when(archive()).thenRejects('IN_REVIEW'));

  for (const command of [revise({ title: 'Other' }), submit, approve(ben), sendBack, publish(monday), retract(), discard])
    it(`leaves nothing to ${command.type.toLowerCase()}`, () =>
      given(...published, archived)
        .when(command)
        .thenRejects('ARCHIVED'));

  it('can be undone', () => given(drafted, archived).when(restore).then(restored));
  it('is undone once', () => given(drafted, archived, restored).when(restore).thenNothing());
});

describe('marking a report', () => {
  const mark = (marking = secret, hasReason = true): IntelReportCommand => ({ type: 'Mark', marking, hasReason });
  const marked = { type: 'IntelReportMarked', data: { marking: secret } } as const;

  it('applies at once, whatever the state', () =>
    given(...published)
      .when(mark())
      .then(marked));
  it('keeps what was raised meanwhile when only a part of it changes', () =>
    given(drafted, { type: 'IntelReportMarked', data: { marking: secret } })
      .when({ type: 'Revise', changes: {}, by: ana, remark: { marking: { tlp: 'GREEN' }, hasReason: true } })
      .then({ type: 'IntelReportMarked', data: { marking: { ...secret, tlp: 'GREEN' } } }));
  it('applies to an archived report', () => given(drafted, archived).when(mark()).then(marked));
  it('needs a reason', () => given(drafted).when(mark(secret, false)).thenRejects('REASON_REQUIRED', 'reason'));
  it('records nothing when the marking is the same', () => given(drafted).when(mark(amber, false)).thenNothing());
  it('never shuts out the author', () =>
    given(drafted)
      .when(mark(redFor(ben)))
      .then({ type: 'IntelReportMarked', data: { marking: redFor(ben, ana) } }));
});

describe('assigning a report', () => {
  const assign = (assignee: string | null, dueAt: string | null): IntelReportCommand => ({ type: 'Assign', assignee, dueAt });

  it('says who is to finish it and until when', () => given(drafted).when(assign(ben, wednesday)).then(assigned));
  it('records nothing when it is so already', () => given(drafted, assigned).when(assign(ben, wednesday)).thenNothing());
  it('can be taken back', () =>
    given(drafted, assigned)
      .when(assign(null, null))
      .then({ type: 'IntelReportAssigned', data: { assignee: null, dueAt: null } }));
});
