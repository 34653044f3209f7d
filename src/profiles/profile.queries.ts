/** Lists profiled records, and others that have a board of their own, as far as the reader may see. */
import type { Subject } from '../access/actor.js';
import type { Visible } from '../access/compartment-registry.js';
import type { Loaded } from '../ledger/ledger.js';
import {
  boardConditions,
  type BoardRow,
  type Comparisons,
  loadedOf,
  type MarkingFilter,
  recordColumnsOf,
} from '../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels, ReadOptions, Statement } from '../read-side/read-model.queries.js';
import type { AnyProfile } from './profile.record.js';

/** Where the records of a type are listed. */
export interface ProfileList<Filter extends MarkingFilter = MarkingFilter> {
  /** The read model; `profiles` when left out. */
  readonly model?: string;
  /** Of the model: `target_state`. */
  readonly table: string;
  /** The column that sorts the list: what names a record. */
  readonly name: string;
  /** The column is an instant instead, and the latest comes first. */
  readonly newestFirst?: boolean;
  readonly comparisons: Comparisons<Filter>;
}

type Row = BoardRow<AnyProfile> & { readonly sort: string };

export class ProfileQueries {
  constructor(private readonly models: ReadModels) {}

  /** Pages by name. */
  async list<Filter extends MarkingFilter>(
    list: ProfileList<Filter>,
    subject: Subject,
    filter: Filter,
    page: PageInput,
    options: ReadOptions,
  ): Promise<Page<Loaded<AnyProfile>> & { readonly asOf: AsOf }> {
    const moment = await this.models.momentOf(options);
    const { rows, asOf } = await this.models.query<Row>(modelOf(list), subject, { ...options, moment }, (visible) =>
      listSql(list, filter, page, moment?.position, visible),
    );
    const found = rows.map((row) => ({ cursor: { value: row.sort, id: row.id }, node: loadedOf(row) }));
    return { ...pageOf(found, page), asOf };
  }

  async count<Filter extends MarkingFilter>(
    list: ProfileList<Filter>,
    subject: Subject,
    filter: Filter,
    options: ReadOptions,
  ): Promise<number> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<{ n: bigint }>(modelOf(list), subject, { ...options, moment }, (visible) => {
      const { where, values } = conditions(list, filter, moment?.position, visible);
      return { text: `select count(*) as n from ${tableOf(list)} s where ${where}`, values };
    });
    return Number(rows[0].n);
  }
}

const modelOf = <Filter extends MarkingFilter>({ model = 'profiles' }: ProfileList<Filter>): string => model;

const tableOf = <Filter extends MarkingFilter>(list: ProfileList<Filter>): string => `rm_${modelOf(list)}.${list.table}`;

const conditions = <Filter extends MarkingFilter>(
  list: ProfileList<Filter>,
  filter: Filter,
  position: bigint | undefined,
  visible: Visible,
) => boardConditions(tableOf(list), 's', list.comparisons, filter, position, visible);

const listSql = <Filter extends MarkingFilter>(
  list: ProfileList<Filter>,
  filter: Filter,
  page: PageInput,
  position: bigint | undefined,
  visible: Visible,
): Statement => {
  const { where, values, leftOut } = conditions(list, filter, position, visible);
  const sort = `s.${list.name}`;
  const [type, beyond, direction] = list.newestFirst ? (['timestamptz', '<', 'desc'] as const) : (['text', '>', 'asc'] as const);
  const cursor = readCursor(page, type);
  const after = cursor
    ? ` and (${sort}, s.id) ${beyond} ($${values.push(cursor.value) + 2}::${type}, $${values.push(cursor.id) + 2}::uuid)`
    : '';
  return {
    text: `select ${recordColumnsOf('s')}, ${sort}::text as sort from ${tableOf(list)} s where ${where}${after}
      order by ${sort} ${direction}, s.id ${direction} limit $${values.push(pageSize(page) + 1) + 2}`,
    values,
    leftOut,
  };
};
