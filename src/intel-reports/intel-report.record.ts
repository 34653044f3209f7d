/** An intelligence report as its events leave it. The one fold: decider, history, projections and answers all use it. */
import type { Marking } from '../access/marking.js';
import type { StixOrigin } from '../exchange/stix/stix-object.events.js';
import { assertNever } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import type { IntelReportContent, IntelReportEvent } from './intel-report.events.js';

export type WorkingStatus = 'draft' | 'in_review' | 'approved';
export type IntelReportStatus = WorkingStatus | 'published' | 'retracted' | 'archived';

/** The version in production; at most one. */
export interface WorkingVersion {
  readonly content: IntelReportContent;
  readonly status: WorkingStatus;
  /** Who drafted or redrafted it. */
  readonly author: string;
  /** Who else revised it. */
  readonly editors: readonly string[];
  readonly approvedBy: string | null;
}

export interface ReportVersion {
  /** From 1. */
  readonly number: number;
  readonly content: IntelReportContent;
  readonly publishedAt: string;
  /** At most one is published, and that is the last. */
  readonly status: 'published' | 'superseded' | 'retracted';
  readonly author: string;
  /** Null for a version that was published elsewhere. */
  readonly approvedBy: string | null;
  /** The `modified` of the STIX object it came from; null for our own. */
  readonly stixModified: string | null;
}

export interface ReportComment {
  readonly id: string;
  readonly author: string;
  /** Null: withdrawn. */
  readonly text: string | null;
  /** Actor ids; empty once it was withdrawn. */
  readonly mentions: readonly string[];
  /** The comment it answers. */
  readonly inReplyTo: string | null;
}

export interface IntelReportRecord {
  /** As {@link effectiveStatus} has it. */
  readonly status: IntelReportStatus;
  readonly working?: WorkingVersion;
  /** In order of publication. */
  readonly versions: readonly ReportVersion[];
  readonly archived: boolean;
  readonly marking: Marking;
  /** Marked here since it came: imports no longer lower its marking. */
  readonly remarked: boolean;
  /** Who drafted it first, or imported it. */
  readonly author: string;
  /** Who is to finish the working version, and until when; empty again after publication. */
  readonly assignee: string | null;
  readonly dueAt: string | null;
  /** As {@link commentsOf} reads them: in short lists, so that one more does not copy thousands. */
  readonly comments: readonly (readonly ReportComment[])[];
  /** Of all comments, withdrawn ones too; also where the comments themselves are not kept. */
  readonly commentCount: number;
  /** The STIX report it follows, if it was imported. */
  readonly stix?: StixOrigin;
}
export type IntelReport = { readonly status: 'absent' } | IntelReportRecord;

export const absent: IntelReport = { status: 'absent' };

export const publishedVersion = (report: IntelReport): ReportVersion | undefined =>
  report.status === 'absent' ? undefined : report.versions.find(({ status }) => status === 'published');

/** The content readers see: the last published version's, even when it was retracted, else the working one's. */
export const currentContent = (report: IntelReport): IntelReportContent | undefined =>
  report.status === 'absent' ? undefined : (report.versions.at(-1)?.content ?? report.working?.content);

/** Oldest first. */
export const commentsOf = (report: IntelReport): readonly ReportComment[] =>
  report.status === 'absent' ? [] : report.comments.flat();

/** For boards: comments stay in the log as bodies do, and the record keeps how many there are. */
export const withoutComments = (report: IntelReportRecord): IntelReportRecord =>
  report.comments.length === 0 ? report : { ...report, comments: [] };

/** `archived`, else the state of the published versions if there are any, else the working version's. */
export const effectiveStatus = (report: IntelReport): IntelReportStatus | 'absent' =>
  report.status === 'absent' ? 'absent' : statusOf(report);

const statusOf = ({ archived, versions, working }: Omit<IntelReportRecord, 'status'>): IntelReportStatus => {
  if (archived) return 'archived';
  if (versions.length === 0) return working?.status ?? 'draft';
  return versions.some(({ status }) => status === 'published') ? 'published' : 'retracted';
};

const COMMENTS_PER_LIST = 64;
const withComment = (comments: IntelReportRecord['comments'], comment: ReportComment): IntelReportRecord['comments'] => {
  const last = comments.at(-1) ?? [];
  return last.length > 0 && last.length < COMMENTS_PER_LIST
    ? [...comments.slice(0, -1), [...last, comment]]
    : [...comments, [comment]];
};

const superseded = (versions: readonly ReportVersion[]): ReportVersion[] =>
  versions.map((version) => (version.status === 'published' ? { ...version, status: 'superseded' } : version));

const nextNumber = (versions: readonly ReportVersion[]): number => (versions.at(-1)?.number ?? 0) + 1;

const imported = (report: IntelReport, data: EventData<IntelReportEvent, 'IntelReportImported'>): IntelReportRecord => {
  const { content, marking, author, publishedAt, stix } = data;
  const before: Omit<IntelReportRecord, 'marking'> =
    report.status === 'absent'
      ? {
          status: 'published',
          versions: [],
          archived: false,
          remarked: false,
          author,
          assignee: null,
          dueAt: null,
          comments: [],
          commentCount: 0,
        }
      : report;
  const version: ReportVersion = {
    number: nextNumber(before.versions),
    content,
    publishedAt,
    status: 'published',
    author,
    approvedBy: null,
    stixModified: stix.modified,
  };
  return { ...before, marking, stix, versions: [...superseded(before.versions), version] };
};

const withWorking = (report: IntelReportRecord, change: (working: WorkingVersion) => WorkingVersion): IntelReportRecord =>
  report.working ? { ...report, working: change(report.working) } : report;

const published = (report: IntelReportRecord, publishedAt: string, number: number): IntelReportRecord => {
  const { working, ...rest } = report;
  if (!working) return report;
  const { content, author, approvedBy } = working;
  const version: ReportVersion = { number, content, publishedAt, status: 'published', author, approvedBy, stixModified: null };
  return { ...rest, assignee: null, dueAt: null, versions: [...superseded(report.versions), version] };
};

type ChangeEvent = Exclude<IntelReportEvent, { type: 'IntelReportDrafted' | 'IntelReportImported' }>;

const changed = (report: IntelReportRecord, event: ChangeEvent): IntelReportRecord => {
  switch (event.type) {
    case 'IntelReportRevised': {
      const { changes, editor } = event.data;
      return withWorking(report, (working) => ({
        ...working,
        content: { ...working.content, ...changes },
        editors: editor === working.author || working.editors.includes(editor) ? working.editors : [...working.editors, editor],
      }));
    }
    case 'IntelReportRedrafted': {
      const { changes, author } = event.data;
      const content = currentContent(report);
      return content
        ? { ...report, working: { content: { ...content, ...changes }, status: 'draft', author, editors: [], approvedBy: null } }
        : report;
    }
    case 'IntelReportDiscarded': {
      const { working: _, ...rest } = report;
      return rest;
    }
    case 'IntelReportMarked':
      return { ...report, marking: event.data.marking, remarked: true };
    case 'IntelReportAssigned':
      return { ...report, ...event.data };
    case 'IntelReportSubmitted':
      return withWorking(report, (working) => ({ ...working, status: 'in_review' }));
    case 'IntelReportApproved':
      return withWorking(report, (working) => ({ ...working, status: 'approved', approvedBy: event.data.approver }));
    case 'IntelReportReturned':
      return withWorking(report, (working) => ({ ...working, status: 'draft', approvedBy: null }));
    case 'IntelReportPublished':
      return published(report, event.data.publishedAt, event.data.version);
    case 'IntelReportRetracted':
      return {
        ...report,
        versions: report.versions.map((version) =>
          version.status === 'published' ? { ...version, status: 'retracted' } : version,
        ),
      };
    case 'IntelReportCommented': {
      const { commentId: id, author, text, mentions, inReplyTo } = event.data;
      const comment: ReportComment = { id, author, text, mentions, inReplyTo };
      return { ...report, comments: withComment(report.comments, comment), commentCount: report.commentCount + 1 };
    }
    case 'IntelReportCommentWithdrawn':
      return {
        ...report,
        comments: report.comments.map((list) =>
          list.map((comment) => (comment.id === event.data.commentId ? { ...comment, text: null, mentions: [] } : comment)),
        ),
      };
    case 'IntelReportArchived':
      return { ...report, archived: true };
    case 'IntelReportRestored':
      return { ...report, archived: false };
    default:
      return assertNever(event);
  }
};

const settled = (report: IntelReportRecord): IntelReportRecord => ({ ...report, status: statusOf(report) });

export const evolve = (report: IntelReport, event: IntelReportEvent): IntelReport => {
  switch (event.type) {
    case 'IntelReportDrafted': {
      const { content, marking, author } = event.data;
      return {
        status: 'draft',
        working: { content, status: 'draft', author, editors: [], approvedBy: null },
        versions: [],
        archived: false,
        marking,
        remarked: false,
        author,
        assignee: null,
        dueAt: null,
        comments: [],
        commentCount: 0,
      };
    }
    case 'IntelReportImported':
      return settled(imported(report, event.data));
    default:
      return report.status === 'absent' ? report : settled(changed(report, event));
  }
};
