/** Reads intelligence sources and when each last delivered, as far as the reader may see. */
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
  hiddenToday,
  remarkedSince,
  seenToday,
} from '../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import { type AsOf, type ReadModels, type ReadOptions, type Statement, validAt } from '../read-side/read-model.queries.js';
import type { SourceRecord } from './source.record.js';

/** Every field narrows; a list matches any of its entries. */
export interface SourceFilter extends MarkingFilter {
  readonly ids?: readonly string[];
  readonly status?: readonly SourceRecord['status'][];
  readonly kind?: readonly string[];
  readonly reliability?: readonly string[];
  readonly owner?: readonly string[];
}
export interface ListedSource extends Loaded<SourceRecord> {
  /** Publication of the newest report that names it, among those the reader may see. */
  readonly lastReportAt: string | null;
}

type Row = BoardRow<SourceRecord> & { readonly sort: string; readonly last_report_at: string | null };

export class SourceQueries {
  constructor(private readonly models: ReadModels) {}

  async list(
    subject: Subject,
    filter: SourceFilter,
    page: PageInput,
    options: ReadOptions,
  ): Promise<Page<ListedSource> & { readonly asOf: AsOf }> {
    const moment = await this.models.momentOf(options);
    const { rows, asOf } = await this.models.query<Row>('intelligence', subject, { ...options, moment }, (visible) =>
      listSql(filter, page, moment?.position, visible),
    );
    return {
      ...pageOf(
        rows.map((row) => ({ cursor: { value: row.sort, id: row.id }, node: listed(row) })),
        page,
      ),
      asOf,
    };
  }

  async count(subject: Subject, filter: SourceFilter, options: ReadOptions): Promise<number> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<{ n: bigint }>('intelligence', subject, { ...options, moment }, (visible) => {
      const { where, values } = conditions(filter, moment?.position, visible);
      return { text: `select count(*) as n from rm_intelligence.source_state s where ${where}`, values };
    });
    return Number(rows[0].n);
  }

  /** The sources among `ids` that the subject may see, by id. */
  async byIds(subject: Subject, ids: readonly string[], options: ReadOptions): Promise<ReadonlyMap<string, ListedSource>> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<Row>('intelligence', subject, { ...options, moment }, (visible) => {
      const { where, values } = conditions({ ids: [...new Set(ids)] }, moment?.position, visible);
      return { text: `${selectSql(moment?.position, values)} where ${where}`, values };
    });
    return new Map(rows.map((row) => [row.id, listed(row)]));
  }
}

const listed = (row: Row): ListedSource => ({ ...loadedOf(row), lastReportAt: row.last_report_at });

const listSql = (filter: SourceFilter, page: PageInput, position: bigint | undefined, visible: Visible): Statement => {
  const { where, values, leftOut } = conditions(filter, position, visible);
  const select = selectSql(position, values);
  const cursor = readCursor(page, 'text');
  const after = cursor ? ` and (s.name, s.id) > ($${values.push(cursor.value) + 2}, $${values.push(cursor.id) + 2}::uuid)` : '';
  return {
    text: `${select} where ${where}${after} order by s.name, s.id limit $${values.push(pageSize(page) + 1) + 2}`,
    values,
    leftOut: leftOut && `(${leftOut} or ${deliveriesLeftOut(where, `$${values.push(position) + 2}`)})`,
  };
};

const selectSql = (position: bigint | undefined, values: unknown[]): string => {
  const p = position === undefined ? undefined : `$${values.push(position) + 2}`;
  const valid = `${validAt('d', p)} ${p ? `and ${seenToday(REPORTS, 'd', p)}` : ''}`;
  return `select ${recordColumnsOf('s')}, s.name as sort,
      (select d.published_at from rm_intelligence.delivery d
        where d.source_id = s.id and d.acl_id = any($2) and ${valid} order by d.published_at desc limit 1) as last_report_at
    from rm_intelligence.source_state s`;
};

/** SQL: a report that may not be seen today was a listed source's delivery then. */
export const deliveriesLeftOut = (where: string, position: string): string =>
  `exists (select 1 from ${remarkedSince(REPORTS, position)} m
    join rm_intelligence.delivery d on d.id = m.id and d.acl_id = any($2) and ${validAt('d', position)}
    join rm_intelligence.source_state s on s.id = d.source_id where ${where} and ${hiddenToday(REPORTS, 'd')})`;

export const REPORTS = 'rm_intelligence.report_state';

export const SOURCE_LISTS: Comparisons<SourceFilter> = [
  { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
  { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
  { key: 'kind', sql: (p) => `s.kind = any(${p}::text[])` },
  { key: 'reliability', sql: (p) => `s.reliability = any(${p}::text[])` },
  { key: 'owner', sql: (p) => `s.owner = any(${p}::text[])` },
];

const conditions = (filter: SourceFilter, position: bigint | undefined, visible: Visible) =>
  boardConditions('rm_intelligence.source_state', 's', SOURCE_LISTS, filter, position, visible);
