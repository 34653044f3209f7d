/** The read model of a projection: its tables, its fold and its checksums. */
import type { ClientBase } from 'pg';
import type { LogItem } from '../../src/ledger/subscription.js';
import { BoardFold, SPILL_AT_BYTES } from './board-fold.js';
import type { Model, ModelFold } from './model.js';
import type { Projection } from './projection.js';
import { createIndexSql, createTableSql, type Entity, tableOf, type TableShape, withoutStatisticsSql } from './table.js';

export class BoardModel implements Model {
  readonly name: string;
  readonly version: number;
  readonly patienceMs: number | undefined;
  readonly currentOnly: boolean;
  private readonly tables: readonly TableShape[];
  private readonly categories: ReadonlySet<string>;

  /** @param spillAtBytes what a rebuild keeps in memory before it spills. */
  constructor(
    protected readonly projection: Projection,
    protected readonly spillAtBytes = SPILL_AT_BYTES,
  ) {
    this.name = projection.name;
    this.version = projection.version;
    this.patienceMs = projection.patienceMs;
    this.currentOnly = projection.currentOnly === true;
    this.categories = new Set(projection.boards.map(({ from }) => from.category));
    const entities: Entity[] = projection.boards.flatMap(({ table, children = [] }) => [
      table,
      ...children.map((child) => child.table),
    ]);
    if (projection.counters) entities.push(projection.counters);
    if (projection.remarks) entities.push(projection.remarks);
    // Boards may share a child table.
    this.tables = [...new Set(entities)].map(tableOf);
  }

  concerns(item: LogItem): boolean {
    if (item.kind === 'skipped') return false;
    return this.categories.has(item.kind === 'event' ? item.recorded.at.category : item.category);
  }

  async create(client: ClientBase, schema: string): Promise<void> {
    for (const table of this.tables)
      for (const sql of [createTableSql(schema, table), ...withoutStatisticsSql(schema, table)]) await client.query(sql);
  }

  async index(client: ClientBase, schema: string): Promise<void> {
    for (const table of this.tables) for (const sql of createIndexSql(schema, table)) await client.query(sql);
  }

  open(schema: string, bulk: boolean): ModelFold {
    return new BoardFold(this.projection, schema, bulk, this.spillAtBytes);
  }

  async checksums(client: ClientBase, schema: string, position: bigint): Promise<Record<string, string>> {
    const sums: Record<string, string> = {};
    for (const table of this.tables) {
      const { rows } = await client.query(checksumSql(asOfSql(schema, table)), [position]);
      sums[table.name] = `${rows[0].n} rows ${rows[0].sum}`;
    }
    return sums;
  }
}

/** The rows as they were right after position $1, whatever came later. */
const asOfSql = (schema: string, { name, columns }: TableShape): string => {
  const temporal = columns.some((column) => column.name === 'to_position');
  const shown = columns.map((column) =>
    column.name === 'to_position' ? 'case when to_position <= $1 then to_position end as to_position' : column.name,
  );
  return `select ${shown.join(', ')} from "${schema}".${name} where ${temporal ? 'from_position' : 'position'} <= $1`;
};

export const checksumSql = (rows: string): string =>
  `select count(*) as n, coalesce(sum(('x' || substr(md5(r::text), 1, 15))::bit(60)::bigint::numeric), 0) as sum from (${rows}) r`;
