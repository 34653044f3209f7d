/** Reads where an actor is mentioned, in reports that the actor may see now. */
import type { Subject } from '../access/actor.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { IntelReportStatus } from './intel-report.record.js';

export interface ListedMention {
  readonly tenantId: string;
  readonly reportId: string;
  readonly reportTitle: string;
  readonly reportStatus: IntelReportStatus;
  readonly commentId: string;
  readonly authorId: string;
  readonly mentionedAt: string;
}

interface Row {
  readonly id: string;
  readonly title: string;
  readonly status: IntelReportStatus;
  readonly comment_id: string;
  readonly author: string;
  readonly mentioned_at: string;
  readonly sort: string;
}

export class MentionQueries {
  constructor(private readonly models: ReadModels) {}

  /** Newest first; a withdrawn comment mentions nobody. */
  async ofSubject(
    subject: Subject,
    page: PageInput,
    { atLeast }: ReadOptions,
  ): Promise<Page<ListedMention> & { readonly asOf: AsOf }> {
    const cursor = readCursor(page, 'timestamptz');
    const { rows, asOf } = await this.models.query<Row>('intelligence', subject, { atLeast }, () => ({
      text: `select m.id, r.title, r.status, m.comment_id, m.author, m.mentioned_at, m.mentioned_at::text as sort
        from rm_intelligence.mention m
        join rm_intelligence.report_state r on r.id = m.id and r.to_position is null and r.acl_id = any($2)
        where m.tenant_id = $1 and m.acl_id = any($2) and m.to_position is null and m.actor = $3
        ${cursor ? 'and (m.mentioned_at, m.comment_id) < ($5::timestamptz, $6::uuid)' : ''}
        order by m.mentioned_at desc, m.comment_id desc limit $4`,
      values: [subject.actorId, pageSize(page) + 1, ...(cursor ? [cursor.value, cursor.id] : [])],
    }));
    const found = rows.map((row) => ({
      cursor: { value: row.sort, id: row.comment_id },
      node: {
        tenantId: subject.tenantId,
        reportId: row.id,
        reportTitle: row.title,
        reportStatus: row.status,
        commentId: row.comment_id,
        authorId: row.author,
        mentionedAt: row.mentioned_at,
      },
    }));
    return { ...pageOf(found, page), asOf };
  }
}
