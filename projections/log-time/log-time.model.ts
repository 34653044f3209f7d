/** Keeps `log_time`: "as of T" is the prefix of the log before the first event whose running maximum of `recordedAt` exceeds T. */
import type { ClientBase } from 'pg';
import type { LogItem } from '../../src/ledger/subscription.js';
import { checksumSql } from '../runtime/board-model.js';
import type { Folded, Model, ModelFold } from '../runtime/model.js';
import { createIndexSql, createTableSql, tableOf } from '../runtime/table.js';
import { LogTimeRow } from './log-time.entity.js';

const table = tableOf(LogTimeRow);

class LogTimeFold implements ModelFold {
  readonly overlaps = true;
  private maximum: string | undefined;
  private rows = new Map<string, bigint>();

  constructor(private readonly schema: string) {}

  async fold(client: ClientBase, items: readonly LogItem[]): Promise<Folded> {
    if (this.maximum === undefined) {
      const { rows } = await client.query(`select max(max_recorded_at) as maximum from "${this.schema}".log_time`);
      this.maximum = rows[0].maximum ?? '';
    }
    for (const item of items) {
      if (item.kind !== 'skipped' && item.recordedAt > this.maximum!) this.maximum = item.recordedAt;
      if (this.maximum !== '') this.rows.set(this.maximum!, item.position);
    }
    return { items: items.length };
  }

  async flush(client: ClientBase): Promise<void> {
    const rows = this.rows;
    this.rows = new Map();
    if (rows.size === 0) return;
    await client.query(
      `insert into "${this.schema}".log_time (max_recorded_at, position) select * from unnest($1::timestamptz[], $2::bigint[])
       on conflict (max_recorded_at) do update set position = excluded.position`,
      [[...rows.keys()], [...rows.values()]],
    );
  }

  forget(): void {
    this.maximum = undefined;
    this.rows = new Map();
  }
}

export const logTimeModel: Model = {
  name: 'log_time',
  version: 1,
  concerns: () => false,
  foldsAll: true,
  /** The key is needed from the first row on: rows are upserted. */
  async create(client, schema) {
    await client.query(createTableSql(schema, table));
    for (const sql of createIndexSql(schema, table)) await client.query(sql);
  },
  async index() {},
  open: (schema) => new LogTimeFold(schema),
  /** The row that the position falls into may have moved on; the rows before it may not. */
  async checksums(client, schema, position) {
    const { rows } = await client.query(checksumSql(`select * from "${schema}".log_time where position < $1`), [position]);
    return { log_time: `${rows[0].n} rows ${rows[0].sum}` };
  },
};
