/** What the lists of all temporal boards have in common: their columns and the conditions that every list starts from. */
import type { Marking } from '../access/marking.js';
import type { Visible } from '../access/compartment-registry.js';
import type { Loaded } from '../ledger/ledger.js';
import { validAt } from './read-model.queries.js';

export interface MarkingFilter {
  readonly secrecyLevel?: readonly Marking['secrecyLevel'][];
  readonly tlp?: readonly Marking['tlp'][];
}

/** The columns of a record row, for an alias. */
export const recordColumnsOf = (alias: string): string =>
  ['id', 'tenant_id', 'organisation_id', 'created_by', 'created_at', 'updated_at', 'revision', 'from_position', 'record']
    .map((column) => `${alias}.${column}`)
    .join(', ');

export interface BoardRow<State> {
  readonly id: string;
  readonly tenant_id: string;
  readonly organisation_id: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly revision: bigint;
  readonly from_position: bigint;
  readonly record: State;
}

export const loadedOf = <State>(row: BoardRow<State>): Loaded<State> => ({
  id: row.id,
  tenantId: row.tenant_id,
  ownerOrganisation: row.organisation_id,
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  revision: row.revision,
  position: row.from_position,
  record: row.record,
});

/** How a filter field narrows a board; the parameter is already cast to nothing. */
export type Comparisons<Filter> = readonly { readonly key: keyof Filter; readonly sql: (param: string) => string }[];

export interface Conditions {
  readonly where: string;
  readonly values: unknown[];
  /** SQL that is true when records were left out that matched then and may not be seen today; undefined for the live state. */
  readonly leftOut: string | undefined;
}

/** SQL: the record of a past row may not be seen today. */
export const hiddenToday = (table: string, alias: string): string =>
  `not exists (select 1 from ${table} n where n.id = ${alias}.id and n.to_position is null and n.acl_id = any($2))`;

/** SQL: the records of a board that were re-marked since `position`. */
export const remarkedSince = (table: string, position: string): string => {
  const [schema, board] = table.split('.');
  return `(select distinct id from ${schema}.remark where tenant_id = $1 and position > ${position} and board = '${board}')`;
};

/**
 * SQL: the record of a row that was in sight at `position` may be seen today as well. Only a re-marked one may be out of sight since, so these few
 * are looked up once, instead of every row's record.
 */
export const seenToday = (table: string, alias: string, position: string): string =>
  `${alias}.id not in (select m.id from ${remarkedSince(table, position)} m where ${hiddenToday(table, 'm')})`;

/**
 * SQL: a record, of which this row is the first in sight after an instant, was there by then, out of sight. Rows out of sight are not there to
 * be asked, but the first in sight says when it all began.
 */
export const wasThereBefore = (alias: string, instant: string): string =>
  `(${alias}.revision > 0 and ${alias}.created_at <= ${instant})`;

/** SQL: rows that matched then, of records that were re-marked since `position` and may not be seen today. */
export const leftOutSql = (table: string, alias: string, conditions: string, position: string): string =>
  `exists (select 1 from ${remarkedSince(table, position)} m
    join ${table} ${alias} on ${alias}.id = m.id where ${conditions} and ${hiddenToday(table, alias)})`;

/**
 * Conditions of a list over `table` (with its schema) as `alias`: the tenant, the visible compartments, the moment, and the filter. A past row counts only
 * while the record is visible today as well. Marking filters narrow the compartments.
 */
export const boardConditions = <Filter extends MarkingFilter>(
  table: string,
  alias: string,
  comparisons: Comparisons<Filter>,
  filter: Filter,
  position: bigint | undefined,
  visible: Visible,
): Conditions => {
  const values: unknown[] = [];
  const param = (value: unknown): string => `$${values.push(value) + 2}`;
  const where = [`${alias}.tenant_id = $1`, `${alias}.acl_id = any($2)`];
  if (filter.secrecyLevel || filter.tlp) {
    const wanted = visible.compartments.filter(
      ({ marking }) =>
        (filter.secrecyLevel?.includes(marking.secrecyLevel) ?? true) && (filter.tlp?.includes(marking.tlp) ?? true),
    );
    where.push(`${alias}.acl_id = any(${param(wanted.map(({ aclId }) => aclId))}::text[])`);
  }
  const at = position === undefined ? undefined : param(position);
  where.push(validAt(alias, at));
  for (const { key, sql } of comparisons) if (filter[key] !== undefined) where.push(sql(param(filter[key])));
  const then = where.join(' and ');
  if (at === undefined) return { where: then, values, leftOut: undefined };
  return { where: `${then} and ${seenToday(table, alias, at)}`, values, leftOut: leftOutSql(table, alias, then, at) };
};
