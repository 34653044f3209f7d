/** Reads the comments on a report, always from its stream. */
import type { Subject } from '../access/actor.js';
import { decide } from '../access/policy.js';
import { foldInto, type Ledger, type Loaded } from '../ledger/ledger.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import { intelReportEvents } from './intel-report.events.js';
import { commentsOf, type IntelReport, type ReportComment } from './intel-report.record.js';
import { intelReportType } from './intel-report.type.js';

export interface ListedComment extends ReportComment {
  readonly tenantId: string;
  /** When it was recorded: UTC ISO 8601. */
  readonly commentedAt: string;
  /** Of the event that made it. */
  readonly revision: bigint;
}

export class ReportCommentQueries {
  constructor(private readonly ledger: Ledger) {}

  /**
   * Comments made up to the revision of a report that the caller was allowed to see, oldest first. What was withdrawn since then
   * shows as withdrawn.
   * @throws LedgerError INVALID_INPUT
   */
  async list(report: Pick<Loaded<unknown>, 'tenantId' | 'id' | 'revision'>, page: PageInput): Promise<Page<ListedComment>> {
    const cursor = readCursor(page, 'revision');
    const after = cursor ? BigInt(cursor.value) : -1n;
    const { comments } = await this.read(report.tenantId, report.id);
    const found = comments
      .filter(({ revision }) => revision > after && revision <= report.revision)
      .slice(0, pageSize(page) + 1)
      .map((comment) => ({ cursor: { value: `${comment.revision}`, id: comment.id }, node: comment }));
    return pageOf(found, page);
  }

  /** @returns the comment that the event at a revision made, for the actor who made it. */
  async madeAt(report: Pick<Loaded<unknown>, 'tenantId' | 'id'>, revision: bigint): Promise<ListedComment> {
    const { comments } = await this.read(report.tenantId, report.id);
    return comments.find((comment) => comment.revision === revision)!;
  }

  /** @returns the comments of a report by their ids; none when the subject may not read it. */
  async visibleTo(subject: Subject, reportId: string): Promise<ReadonlyMap<string, ListedComment>> {
    const { loaded, comments } = await this.read(subject.tenantId, reportId);
    const marking = loaded && intelReportType.markingOf(loaded.record);
    if (!loaded || !marking || !decide(subject, 'read', { ...loaded, marking }).allow) return new Map();
    return new Map(comments.map((comment) => [comment.id, comment]));
  }

  private async read(
    tenantId: string,
    reportId: string,
  ): Promise<{ loaded: Loaded<IntelReport> | undefined; comments: readonly ListedComment[] }> {
    const events = await this.ledger.events(intelReportEvents, tenantId, reportId);
    const loaded = events.reduce<Loaded<IntelReport> | undefined>(
      (before, { event, at }) => foldInto(intelReportType.decider, before, event, at),
      undefined,
    );
    const made = events.filter(({ event }) => event.type === 'IntelReportCommented');
    const comments = loaded ? commentsOf(loaded.record) : [];
    return {
      loaded,
      // In the order of the stream, both of them.
      comments: comments.map((comment, index) => ({
        ...comment,
        tenantId,
        commentedAt: made[index].at.recordedAt,
        revision: made[index].at.revision,
      })),
    };
  }
}
