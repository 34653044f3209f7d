/** The current rows of all boards whose records can be watched, as SQL. */
import type { WatchListRecord } from './watch-list.record.js';
import { watchables, type WatchableType } from './watchable.js';

export interface BoardRecordRow {
  readonly type: WatchableType;
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly updated_at: string;
  readonly from_position: bigint;
}
export interface BoardRecord {
  readonly type: WatchableType;
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly updatedAt: string;
  /** Of its last event. */
  readonly position: bigint;
}

export const boardRecordOf = ({ type, id, title, status, updated_at: updatedAt, from_position: position }: BoardRecordRow) => ({
  type,
  id,
  title,
  status,
  updatedAt,
  position,
});

/**
 * A union over the boards; `$1` is the tenant, `$2` the visible compartments.
 * @param where narrows a board, as `b`.
 * @param tail of each board, such as a limit.
 */
export const boardsSql = (where: (type: WatchableType) => string, tail = ''): string =>
  Object.entries(watchables)
    .map(
      ([type, { table, title }]) => `(select '${type}' as type, b.id, b.${title} as title, b.status, b.updated_at, b.from_position
        from ${table} b where b.tenant_id = $1 and b.acl_id = any($2) and b.to_position is null and ${where(type as WatchableType)} ${tail})`,
    )
    .join(' union all ');

export const watchedIds = ({ watched }: WatchListRecord, type: WatchableType): readonly string[] =>
  watched.filter((record) => record.type === type).map(({ id }) => id);
