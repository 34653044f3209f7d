/** Reads intelligence reports: lists from the read model, one report from its stream. */
import type { Subject } from '../access/actor.js';
import type { Visible } from '../access/compartment-registry.js';
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
import { type AsOf, type ReadModels, type ReadOptions, type Statement } from '../read-side/read-model.queries.js';
import type { IntelReportRecord, IntelReportStatus, WorkingStatus } from './intel-report.record.js';

/** Every field narrows; a list matches any of its entries. */
export interface IntelReportFilter extends MarkingFilter {
  readonly ids?: readonly string[];
  readonly status?: readonly IntelReportStatus[];
  readonly workingStatus?: readonly WorkingStatus[];
  readonly reportTypes?: readonly string[];
  readonly sourceIds?: readonly string[];
  readonly techniqueIds?: readonly string[];
  /** STIX ids. */
  readonly objectRefs?: readonly string[];
  readonly author?: readonly string[];
  readonly assignee?: readonly string[];
  readonly organisationId?: readonly string[];
  readonly minimumConfidence?: number;
  readonly publishedFrom?: string;
  readonly publishedBefore?: string;
  readonly updatedFrom?: string;
  readonly dueBefore?: string;
}
export interface IntelReportOrder {
  readonly field: 'updatedAt' | 'createdAt' | 'publishedAt' | 'dueAt' | 'title';
  readonly direction: 'asc' | 'desc';
}
export type ListedReport = Loaded<IntelReportRecord>;

const ORDERS: Record<IntelReportOrder['field'], { sql: string; type: 'text' | 'timestamptz' }> = {
  updatedAt: { sql: 'r.updated_at', type: 'timestamptz' },
  createdAt: { sql: 'r.created_at', type: 'timestamptz' },
  publishedAt: { sql: `coalesce(r.published_at, '-infinity'::timestamptz)`, type: 'timestamptz' },
  dueAt: { sql: `coalesce(r.due_at, 'infinity'::timestamptz)`, type: 'timestamptz' },
  title: { sql: 'r.title', type: 'text' },
};
const DEFAULT_ORDER: IntelReportOrder = { field: 'updatedAt', direction: 'desc' };

type Row = BoardRow<IntelReportRecord> & { readonly sort: string };

export class IntelReportQueries {
  constructor(private readonly models: ReadModels) {}

  async list(
    subject: Subject,
    filter: IntelReportFilter,
    order: IntelReportOrder | undefined,
    page: PageInput,
    options: ReadOptions,
  ): Promise<Page<ListedReport> & { readonly asOf: AsOf }> {
    const moment = await this.models.momentOf(options);
    const { rows, asOf } = await this.models.query<Row>('intelligence', subject, { ...options, moment }, (visible) =>
      listSql(filter, order ?? DEFAULT_ORDER, page, moment?.position, visible),
    );
    return { ...pageOf(rows.map(listed), page), asOf };
  }

  /** How many reports a list has in all. */
  async count(subject: Subject, filter: IntelReportFilter, options: ReadOptions): Promise<number> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<{ n: bigint }>('intelligence', subject, { ...options, moment }, (visible) => {
      const { where, values } = conditions(filter, moment?.position, visible);
      return { text: `select count(*) as n from rm_intelligence.report_state r where ${where}`, values };
    });
    return Number(rows[0].n);
  }
}

const listed = (row: Row) => ({ cursor: { value: row.sort, id: row.id }, node: loadedOf(row) });

const listSql = (
  filter: IntelReportFilter,
  { field, direction }: IntelReportOrder,
  page: PageInput,
  position: bigint | undefined,
  visible: Visible,
): Statement => {
  const { where, values, leftOut } = conditions(filter, position, visible);
  const { sql, type } = ORDERS[field];
  const cursor = readCursor(page, type);
  const after = cursor
    ? ` and (${sql}, r.id) ${direction === 'desc' ? '<' : '>'} ($${values.length + 4}::${type}, $${values.length + 5}::uuid)`
    : '';
  return {
    text: `select ${recordColumnsOf('r')}, (${sql})::text as sort
      from rm_intelligence.report_state r where ${where}${after} order by ${sql} ${direction}, r.id ${direction} limit $${values.length + 3}`,
    values: [...values, pageSize(page) + 1, ...(cursor ? [cursor.value, cursor.id] : [])],
    leftOut,
  };
};

const LISTS: Comparisons<IntelReportFilter> = [
  { key: 'ids', sql: (p) => `r.id = any(${p}::uuid[])` },
  { key: 'status', sql: (p) => `r.status = any(${p}::text[])` },
  { key: 'workingStatus', sql: (p) => `r.working_status = any(${p}::text[])` },
  { key: 'reportTypes', sql: (p) => `r.report_types && ${p}::text[]` },
  {
    key: 'sourceIds',
    // A source that may not be seen is not found by what it is named in.
    sql: (p) => `r.source_ids && array(select s.id from rm_intelligence.source_state s
      where s.tenant_id = $1 and s.id = any(${p}::uuid[]) and s.to_position is null and s.acl_id = any($2))`,
  },
  { key: 'techniqueIds', sql: (p) => `r.technique_ids && ${p}::text[]` },
  { key: 'objectRefs', sql: (p) => `r.object_refs && ${p}::text[]` },
  { key: 'author', sql: (p) => `r.author = any(${p}::text[])` },
  { key: 'assignee', sql: (p) => `r.assignee = any(${p}::text[])` },
  { key: 'organisationId', sql: (p) => `r.organisation_id = any(${p}::text[])` },
  { key: 'minimumConfidence', sql: (p) => `r.confidence >= ${p}::int` },
  { key: 'publishedFrom', sql: (p) => `r.published_at >= ${p}::timestamptz` },
  { key: 'publishedBefore', sql: (p) => `r.published_at < ${p}::timestamptz` },
  { key: 'updatedFrom', sql: (p) => `r.updated_at >= ${p}::timestamptz` },
  { key: 'dueBefore', sql: (p) => `r.due_at < ${p}::timestamptz` },
];

const conditions = (filter: IntelReportFilter, position: bigint | undefined, visible: Visible) =>
  boardConditions('rm_intelligence.report_state', 'r', LISTS, filter, position, visible);
