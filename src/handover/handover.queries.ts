/** Reads shift handovers: lists from the read model, and what is new since the last one. */
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
  seenToday,
  wasThereBefore,
} from '../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import { type AsOf, type ReadModels, type ReadOptions, type Statement, validAt } from '../read-side/read-model.queries.js';
import type { HandoverRecord } from './handover.record.js';

/** Every field narrows; a list matches any of its entries. */
export interface HandoverFilter extends MarkingFilter {
  readonly ids?: readonly string[];
  readonly status?: readonly HandoverRecord['status'][];
  readonly outgoing?: readonly string[];
  readonly incoming?: readonly string[];
}
export type ListedHandover = Loaded<HandoverRecord>;

type Row = BoardRow<HandoverRecord> & { readonly sort: string };

const STANDING: HandoverFilter = { status: ['recorded', 'countersigned'] };
const REPORTS = 'rm_intelligence.report_state';

export class HandoverQueries {
  constructor(private readonly models: ReadModels) {}

  /** The newest first. */
  async list(
    subject: Subject,
    filter: HandoverFilter,
    page: PageInput,
    options: ReadOptions,
  ): Promise<Page<ListedHandover> & { readonly asOf: AsOf }> {
    const moment = await this.models.momentOf(options);
    const { rows, asOf } = await this.models.query<Row>('intelligence', subject, { ...options, moment }, (visible) =>
      listSql(filter, page, moment?.position, visible),
    );
    return {
      ...pageOf(
        rows.map((row) => ({ cursor: { value: row.sort, id: row.id }, node: loadedOf(row) })),
        page,
      ),
      asOf,
    };
  }

  async count(subject: Subject, filter: HandoverFilter, options: ReadOptions): Promise<number> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<{ n: bigint }>('intelligence', subject, { ...options, moment }, (visible) => {
      const { where, values } = conditions(filter, moment?.position, visible);
      return { text: `select count(*) as n from rm_intelligence.handover_state h where ${where}`, values };
    });
    return Number(rows[0].n);
  }

  /** The last handover that the subject may see and that was not withdrawn. */
  async last(
    subject: Subject,
    options: ReadOptions,
  ): Promise<{ readonly handover: ListedHandover | undefined; readonly asOf: AsOf }> {
    const { edges, asOf } = await this.list(subject, STANDING, { first: 1 }, options);
    return { handover: edges[0]?.node, asOf };
  }

  /** How many reports that are published, and that the subject may see, got a version published after `position`. */
  async publishedSince(subject: Subject, position: bigint, options: ReadOptions): Promise<number> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<{ n: bigint }>('intelligence', subject, { ...options, moment }, () =>
      publishedSinceSql(position, moment?.position),
    );
    return Number(rows[0].n);
  }
}

const listSql = (filter: HandoverFilter, page: PageInput, position: bigint | undefined, visible: Visible): Statement => {
  const { where, values, leftOut } = conditions(filter, position, visible);
  const cursor = readCursor(page, 'revision');
  const after = cursor
    ? ` and (h.range_to, h.id) < ($${values.push(cursor.value) + 2}::bigint, $${values.push(cursor.id) + 2}::uuid)`
    : '';
  return {
    text: `select ${recordColumnsOf('h')}, h.range_to::text as sort from rm_intelligence.handover_state h
      where ${where}${after} order by h.range_to desc, h.id desc limit $${values.push(pageSize(page) + 1) + 2}`,
    values,
    leftOut,
  };
};

const INSTANT_OF_POSITION = 'select max_recorded_at from rm_log_time.log_time where position >= $3 order by position limit 1';

/** A report that was out of sight at the position counts when a version was published after it came into sight. */
const publishedSinceSql = (since: bigint, position: bigint | undefined): Statement => ({
  text: `select count(*) as n
    from (select distinct s.id from ${REPORTS} s where s.tenant_id = $1 and s.from_position > $3 ${position === undefined ? '' : 'and s.from_position <= $4'}) c
    join ${REPORTS} r on r.id = c.id and ${validAt('r', position === undefined ? undefined : '$4')}
    left join ${REPORTS} b on b.id = c.id and ${validAt('b', '$3')} and b.acl_id = any($2)
    left join lateral (select f.version_count, ${wasThereBefore('f', `(${INSTANT_OF_POSITION})`)} as older from ${REPORTS} f
      where f.id = c.id and f.from_position > $3 and f.acl_id = any($2) order by f.from_position limit 1) f on true
    where r.acl_id = any($2) and r.status = 'published' ${position === undefined ? '' : `and ${seenToday(REPORTS, 'r', '$4')}`}
      and r.version_count > case when b.id is not null then b.version_count when f.older then f.version_count else 0 end`,
  values: position === undefined ? [since] : [since, position],
});

const LISTS: Comparisons<HandoverFilter> = [
  { key: 'ids', sql: (p) => `h.id = any(${p}::uuid[])` },
  { key: 'status', sql: (p) => `h.status = any(${p}::text[])` },
  { key: 'outgoing', sql: (p) => `h.outgoing = any(${p}::text[])` },
  { key: 'incoming', sql: (p) => `h.incoming = any(${p}::text[])` },
];

const conditions = (filter: HandoverFilter, position: bigint | undefined, visible: Visible) =>
  boardConditions('rm_intelligence.handover_state', 'h', LISTS, filter, position, visible);
