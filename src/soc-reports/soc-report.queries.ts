/** Reads SOC reports: lists, and the report that another one restates. */
import type { Subject } from '../access/actor.js';
import type { Visible } from '../access/compartment-registry.js';
import type { Marking } from '../access/marking.js';
import type { Loaded } from '../ledger/ledger.js';
import {
  type BoardRow,
  boardConditions,
  type Comparisons,
  loadedOf,
  type MarkingFilter,
  recordColumnsOf,
} from '../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels, ReadOptions, Statement } from '../read-side/read-model.queries.js';
import type { ReportPeriodType, ReportRequest, ReportType } from './soc-report.events.js';
import type { SocReportRecord } from './soc-report.record.js';

/** Every field narrows; a list matches any of its entries. */
export interface SocReportFilter extends MarkingFilter {
  readonly ids?: readonly string[];
  readonly reportType?: readonly ReportType[];
  readonly periodType?: readonly ReportPeriodType[];
  readonly status?: readonly SocReportRecord['status'][];
  readonly scheduleId?: readonly string[];
  /** Periods that end after it. */
  readonly from?: string;
  /** Periods that begin before it. */
  readonly to?: string;
}
export type ListedSocReport = Loaded<SocReportRecord>;

const MODEL = 'soc_reports';
const BOARD = 'rm_soc_reports.soc_report_state';

type Row = BoardRow<SocReportRecord> & { readonly sort: string };

const COMPARISONS: Comparisons<SocReportFilter> = [
  { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
  { key: 'reportType', sql: (p) => `s.report_type = any(${p}::text[])` },
  { key: 'periodType', sql: (p) => `s.period_type = any(${p}::text[])` },
  { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
  { key: 'scheduleId', sql: (p) => `s.schedule_id = any(${p}::uuid[])` },
  { key: 'from', sql: (p) => `s.period_end > ${p}::timestamptz` },
  { key: 'to', sql: (p) => `s.period_start < ${p}::timestamptz` },
];

const conditions = (filter: SocReportFilter, position: bigint | undefined, visible: Visible) =>
  boardConditions(BOARD, 's', COMPARISONS, filter, position, visible);

const listSql = (filter: SocReportFilter, page: PageInput, position: bigint | undefined, visible: Visible): Statement => {
  const { where, values, leftOut } = conditions(filter, position, visible);
  const cursor = readCursor(page, 'timestamptz');
  const after = cursor
    ? ` and (s.created_at, s.id) < ($${values.push(cursor.value) + 2}::timestamptz, $${values.push(cursor.id) + 2}::uuid)`
    : '';
  return {
    text: `select ${recordColumnsOf('s')}, s.created_at::text as sort from ${BOARD} s
      where ${where}${after} order by s.created_at desc, s.id desc limit $${values.push(pageSize(page) + 1) + 2}`,
    values,
    leftOut,
  };
};

export class SocReportQueries {
  constructor(private readonly models: ReadModels) {}

  /** The newest first. */
  async list(
    subject: Subject,
    filter: SocReportFilter,
    page: PageInput,
    options: ReadOptions,
  ): Promise<Page<ListedSocReport> & { readonly asOf: AsOf }> {
    const moment = await this.models.momentOf(options);
    const { rows, asOf } = await this.models.query<Row>(MODEL, subject, { ...options, moment }, (visible) =>
      listSql(filter, page, moment?.position, visible),
    );
    const found = rows.map((row) => ({ cursor: { value: row.sort, id: row.id }, node: loadedOf(row) }));
    return { ...pageOf(found, page), asOf };
  }

  async count(subject: Subject, filter: SocReportFilter, options: ReadOptions): Promise<number> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<{ n: bigint }>(MODEL, subject, { ...options, moment }, (visible) => {
      const { where, values } = conditions(filter, moment?.position, visible);
      return { text: `select count(*) as n from ${BOARD} s where ${where}`, values };
    });
    return Number(rows[0].n);
  }

  /** @returns the id of the newest completed report of the subject's organisation of this type and period under this very marking. */
  async restated(
    subject: Subject,
    { reportType, periodType, periodStart, periodEnd, zone }: Omit<ReportRequest, 'title' | 'restates' | 'recommendations'>,
    marking: Marking,
    options: ReadOptions,
  ): Promise<string | null> {
    const { rows } = await this.models.query<{ id: string }>(MODEL, subject, options, () => ({
      text: `select s.id from ${BOARD} s where s.tenant_id = $1 and s.acl_id = any($2) and s.to_position is null and s.status = 'completed'
        and s.report_type = $3 and s.period_type = $4 and s.period_start = $5 and s.period_end = $6 and s.zone = $7
        and s.organisation_id = $8 and s.record -> 'marking' = $9::jsonb
        order by s.generated_at desc, s.id limit 1`,
      values: [reportType, periodType, periodStart, periodEnd, zone, subject.orgId, JSON.stringify(marking)],
    }));
    return rows[0]?.id ?? null;
  }
}
