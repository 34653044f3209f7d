/** The rules of an intelligence report. Pure: no clock, no ids, no I/O. */
import { type Marking, raisedTo, withCreator } from '../access/marking.js';
import type { StixOrigin } from '../exchange/stix/stix-object.events.js';
import { importOutcome } from '../exchange/stix/stix-object.record.js';
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields, sameValue } from '../ledger/text.js';
import type { IntelReportChanges, IntelReportContent, IntelReportEvent, ReportRemark } from './intel-report.events.js';
import {
  absent,
  commentsOf,
  currentContent,
  evolve,
  type IntelReport,
  type IntelReportRecord,
  publishedVersion,
  type WorkingVersion,
} from './intel-report.record.js';

/** A report published elsewhere, outside the four-eyes rule. `by` is the importing actor, `now` the time of the command. */
export interface ImportReport {
  readonly type: 'Import';
  readonly content: IntelReportContent;
  readonly marking: Marking;
  readonly by: string;
  readonly publishedAt: string;
  readonly now: string;
  readonly stix: StixOrigin;
}

/** Another marking, what is left out stays; `hasReason`: whether the caller gave a reason for it. */
export interface Remark {
  readonly marking: Partial<Marking>;
  readonly hasReason: boolean;
}

/**
 * What may be asked of a report. `by` is the acting actor, `now` the time of the command, `hasReason` whether the caller gave
 * a reason for the change, `authorMayApprove` the tenant's setting.
 */
export type IntelReportCommand =
  | { readonly type: 'Draft'; readonly content: IntelReportContent; readonly marking: Marking; readonly by: string }
  | { readonly type: 'Revise'; readonly changes: IntelReportChanges; readonly by: string; readonly remark?: Remark }
  | { readonly type: 'Discard' }
  | ({ readonly type: 'Mark' } & Remark)
  | { readonly type: 'Assign'; readonly assignee: string | null; readonly dueAt: string | null }
  | { readonly type: 'Submit' }
  | { readonly type: 'Approve'; readonly by: string; readonly authorMayApprove: boolean }
  | { readonly type: 'Return'; readonly comment: string }
  | { readonly type: 'Publish'; readonly publishedAt: string; readonly now: string }
  | { readonly type: 'Retract'; readonly hasReason: boolean }
  | { readonly type: 'Archive'; readonly hasReason: boolean }
  | { readonly type: 'Restore' }
  | Discussion
  | ImportReport;
/** What is said about a report; `moderates`: whether the caller may withdraw what others said. */
type Discussion =
  | ({ readonly type: 'Comment'; readonly commentId: string; readonly by: string } & ReportRemark)
  | { readonly type: 'WithdrawComment'; readonly commentId: string; readonly by: string; readonly moderates: boolean };
type ChangeCommand = Exclude<IntelReportCommand, Discussion | { type: 'Draft' | 'Import' | 'Mark' | 'Restore' }>;

/** Bytes of JSON; with marking and names an event stays below 64 KiB. */
const CONTENT_LIMIT = 56 * 1024;
const none = {};
const MAX_COMMENTS = 5_000;
/** Of one report: each of them is a row that moves with the report's marking. */
const MAX_MENTIONS = 2_000;

const refuseOversize = (content: IntelReportContent): void => {
  if (Buffer.byteLength(JSON.stringify(content)) > CONTENT_LIMIT)
    throw new RuleViolation(
      'CONTENT_TOO_LARGE',
      'The report is larger than 56 KiB; a body above 32 KiB, which is stored apart, does not count. Shorten its summary or its lists.',
    );
};

const requireReason = (hasReason: boolean, change: string): void => {
  if (!hasReason) throw new RuleViolation('REASON_REQUIRED', `Say why ${change}: give a reason.`, 'reason');
};

const refuseFuture = (publishedAt: string, now: string): void => {
  if (publishedAt > now)
    throw new RuleViolation(
      'PUBLISHED_IN_FUTURE',
      'The publication date lies in the future. Give the present or a past time.',
      'publishedAt',
    );
};

const refuseArchived = (report: IntelReportRecord): void => {
  if (report.archived) throw new RuleViolation('ARCHIVED', 'The report is archived. Restore it first.');
};

const requireDraft = (working: WorkingVersion | undefined): WorkingVersion => {
  if (!working) throw new RuleViolation('NOT_A_DRAFT', 'The report has no draft. Revise it to open one.');
  if (working.status !== 'draft')
    throw new RuleViolation('NOT_A_DRAFT', `The draft is ${working.status.replace('_', ' ')}. Return it to draft first.`);
  return working;
};

const revise = (changes: IntelReportChanges, by: string, report: IntelReportRecord): IntelReportEvent[] => {
  const content = report.working ? requireDraft(report.working).content : currentContent(report);
  const changed = content && changedFields(content, changes);
  if (!changed) return [];
  refuseOversize({ ...content, ...changed });
  return report.working
    ? [{ type: 'IntelReportRevised', data: { changes: changed, editor: by } }]
    : [{ type: 'IntelReportRedrafted', data: { changes: changed, author: by } }];
};

const approve = (by: string, authorMayApprove: boolean, { working }: IntelReportRecord): IntelReportEvent[] => {
  if (working?.status === 'approved') return [];
  if (working?.status !== 'in_review')
    throw new RuleViolation('NOT_IN_REVIEW', 'Only a report in review can be approved. Submit it first.');
  if (!authorMayApprove && (working.author === by || working.editors.includes(by)))
    throw new RuleViolation('FOUR_EYES', 'You wrote or revised this version. Somebody else has to approve it.');
  return [{ type: 'IntelReportApproved', data: { approver: by } }];
};

const publish = (publishedAt: string, now: string, report: IntelReportRecord): IntelReportEvent[] => {
  if (!report.working && publishedVersion(report)) return [];
  if (report.working?.status !== 'approved')
    throw new RuleViolation('NOT_APPROVED', 'Only an approved report can be published. Have it reviewed and approved first.');
  refuseFuture(publishedAt, now);
  return [{ type: 'IntelReportPublished', data: { publishedAt, version: (report.versions.at(-1)?.number ?? 0) + 1 } }];
};

const mark = (command: Remark, report: IntelReportRecord): IntelReportEvent[] => {
  const marking = withCreator({ ...report.marking, ...command.marking }, report.author);
  if (sameValue(marking, report.marking)) return [];
  requireReason(command.hasReason, 'the marking changes');
  return [{ type: 'IntelReportMarked', data: { marking } }];
};

const comment = (command: Extract<Discussion, { type: 'Comment' }>, report: IntelReportRecord): IntelReportEvent[] => {
  const comments = commentsOf(report);
  const { commentId, text, mentions, inReplyTo, by } = command;
  if (comments.some(({ id }) => id === commentId))
    throw new RuleViolation('ALREADY_EXISTS', 'The report has a comment of this id already. Give another one.', 'commentId');
  if (comments.length >= MAX_COMMENTS)
    throw new RuleViolation('TOO_MANY_COMMENTS', `The report has ${MAX_COMMENTS} comments, which is the most that it can have.`);
  const mentioned = comments.reduce((sum, earlier) => sum + earlier.mentions.length, mentions.length);
  if (mentioned > MAX_MENTIONS)
    throw new RuleViolation(
      'TOO_MANY_MENTIONS',
      `The comments of a report mention people at most ${MAX_MENTIONS} times. Comment without mentions, or withdraw comments.`,
      'mentions',
    );
  if (inReplyTo !== null && !comments.some(({ id }) => id === inReplyTo))
    throw new RuleViolation('NO_SUCH_COMMENT', 'The report has no comment of this id to reply to.', 'inReplyTo');
  return [{ type: 'IntelReportCommented', data: { commentId, text, mentions, inReplyTo, author: by } }];
};

const withdrawComment = (
  { commentId, by, moderates }: Extract<Discussion, { type: 'WithdrawComment' }>,
  report: IntelReportRecord,
): IntelReportEvent[] => {
  const found = commentsOf(report).find(({ id }) => id === commentId);
  if (!found) throw new RuleViolation('NO_SUCH_COMMENT', 'The report has no comment of this id.', 'commentId');
  if (found.author !== by && !moderates)
    throw new RuleViolation('NOT_YOUR_COMMENT', 'Somebody else wrote this comment. Its author or a supervisor can withdraw it.');
  return found.text === null ? [] : [{ type: 'IntelReportCommentWithdrawn', data: { commentId } }];
};

const change = (command: ChangeCommand, report: IntelReportRecord): IntelReportEvent[] => {
  const { working } = report;
  if (command.type === 'Archive' && report.archived) return [];
  refuseArchived(report);
  switch (command.type) {
    case 'Revise':
      return [...revise(command.changes, command.by, report), ...(command.remark ? mark(command.remark, report) : [])];
    case 'Discard':
      if (!working) return [];
      requireDraft(working);
      if (report.versions.length === 0)
        throw new RuleViolation('NEVER_PUBLISHED', 'The draft is all there is of this report. Archive it instead.');
      return [{ type: 'IntelReportDiscarded', data: none }];
    case 'Assign': {
      const { assignee, dueAt } = command;
      return assignee === report.assignee && dueAt === report.dueAt
        ? []
        : [{ type: 'IntelReportAssigned', data: { assignee, dueAt } }];
    }
    case 'Submit':
      if (working?.status === 'in_review') return [];
      requireDraft(working);
      return [{ type: 'IntelReportSubmitted', data: none }];
    case 'Approve':
      return approve(command.by, command.authorMayApprove, report);
    case 'Return':
      if (!working || working.status === 'draft')
        throw new RuleViolation('NOT_IN_REVIEW', 'Only a report that is in review or approved can be returned.');
      return [{ type: 'IntelReportReturned', data: { comment: command.comment } }];
    case 'Publish':
      return publish(command.publishedAt, command.now, report);
    case 'Retract':
      if (report.status === 'retracted') return [];
      if (!publishedVersion(report))
        throw new RuleViolation('NOT_PUBLISHED', 'Only a published report can be retracted. Archive it instead.');
      requireReason(command.hasReason, 'the report is retracted');
      return [{ type: 'IntelReportRetracted', data: none }];
    case 'Archive':
      if (working && working.status !== 'draft')
        throw new RuleViolation('IN_REVIEW', 'A version of the report is in review or approved. Return it to draft first.');
      requireReason(command.hasReason, 'the report is archived');
      return [{ type: 'IntelReportArchived', data: none }];
    default:
      return assertNever(command);
  }
};

const importReport = (command: ImportReport, report: IntelReport): IntelReportEvent[] => {
  const { content, by, publishedAt, now, stix } = command;
  const existing = report.status === 'absent' ? undefined : report;
  if (existing && !existing.stix)
    throw new RuleViolation(
      'NOT_IMPORTED',
      `A report of your own has the id of ${stix.id}; an import does not change it.`,
      'stix.id',
    );
  const outcome = importOutcome(existing?.stix, stix);
  if (outcome === 'unchanged' || outcome === 'older') return [];
  if (existing) refuseArchived(existing);
  if (existing?.stix?.revoked)
    throw new RuleViolation('REVOKED', `${stix.id} was revoked by its creator and has no newer versions.`, 'stix.modified');
  refuseFuture(publishedAt, now);
  refuseOversize(content);
  const marking = existing?.remarked ? raisedTo(existing.marking, command.marking) : command.marking;
  return [
    {
      type: 'IntelReportImported',
      data: { content, marking: withCreator(withCreator(marking, existing?.author ?? by), by), author: by, publishedAt, stix },
    },
    ...(stix.revoked ? [{ type: 'IntelReportRetracted' as const, data: none }] : []),
  ];
};

export const intelReport: Decider<IntelReportCommand, IntelReportEvent, IntelReport> = {
  initial: absent,
  evolve,

  decide(command, report) {
    if (command.type === 'Import') return importReport(command, report);
    if (command.type === 'Draft') {
      if (report.status !== 'absent')
        throw new RuleViolation('ALREADY_EXISTS', 'This report exists already. Revise it, or draft another id.');
      const { content, marking, by } = command;
      refuseOversize(content);
      return [{ type: 'IntelReportDrafted', data: { content, marking: withCreator(marking, by), author: by } }];
    }
    if (report.status === 'absent') throw new RuleViolation('NOT_FOUND', 'There is no such report. Draft it first.');
    if (command.type === 'Mark') return mark(command, report);
    if (command.type === 'Comment') return comment(command, report);
    if (command.type === 'WithdrawComment') return withdrawComment(command, report);
    if (command.type === 'Restore') return report.archived ? [{ type: 'IntelReportRestored', data: none }] : [];
    return change(command, report);
  },
};
