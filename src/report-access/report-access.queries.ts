/** Lists who opened SOC reports: those reports that the reader may see. */
import type { Subject } from '../access/actor.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { ReportAccessEvent } from './report-access.events.js';

export interface AccessFilter {
  readonly reportId?: string | undefined;
  /** UTC, ISO 8601: accesses at it or later. */
  readonly from?: string | undefined;
  /** Accesses before it. */
  readonly to?: string | undefined;
}

export interface ListedAccess {
  readonly reportId: string;
  readonly reportTitle: string;
  readonly actor: string;
  readonly action: ReportAccessEvent['data']['action'];
  readonly format: ReportAccessEvent['data']['format'];
  readonly at: string;
  readonly position: bigint;
}
type Row = ListedAccess & { readonly id: string };

export class ReportAccessQueries {
  constructor(private readonly models: ReadModels) {}

  /** The newest first. The caller has asked the policy whether the subject may. */
  async list(
    subject: Subject,
    { reportId, from, to }: AccessFilter,
    page: PageInput,
    options: Pick<ReadOptions, 'atLeast'>,
  ): Promise<Page<ListedAccess> & { readonly asOf: AsOf }> {
    const cursor = readCursor(page, 'revision');
    const { rows, asOf } = await this.models.query<Row>('soc_reports', subject, options, () => ({
      text: `select a.id, a.report_id as "reportId", r.record ->> 'title' as "reportTitle", a.actor, a.action, a.format, a.at,
          a.from_position as position
        from rm_soc_reports.report_access a
        join rm_soc_reports.soc_report_state r on r.id = a.report_id and r.to_position is null
        where a.tenant_id = $1 and r.tenant_id = $1 and a.acl_id = any($2) and r.acl_id = any($2)
          and ($3::uuid is null or a.report_id = $3) and ($4::timestamptz is null or a.at >= $4) and ($5::timestamptz is null or a.at < $5)
          and ($6::bigint is null or a.from_position < $6)
        order by a.from_position desc limit $7`,
      values: [reportId ?? null, from ?? null, to ?? null, cursor?.value ?? null, pageSize(page) + 1],
    }));
    const found = rows.map((row) => ({ cursor: { value: `${row.position}`, id: row.id }, node: row }));
    return { ...pageOf(found, page), asOf };
  }
}
