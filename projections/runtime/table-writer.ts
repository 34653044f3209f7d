/** Collects what a batch does to one temporal or append-only table and writes it with COPY or one unnest per statement. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type TableShape, toCopyLine, toText } from './table.js';

/** Below this many rows one INSERT beats the extra round trips of COPY. */
const COPY_FROM_ROWS = 48;

/** A row that the log made is not there. */
export class ModelDamaged extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelDamaged';
  }
}

interface Temporal {
  toPosition: bigint | null;
  readonly id: string;
  readonly tenantId: string;
  readonly key?: string;
}

export const insertRows = async (
  client: ClientBase,
  schema: string,
  table: TableShape,
  rows: readonly object[],
): Promise<void> => {
  if (rows.length === 0) return;
  const { name, columns } = table;
  const names = columns.map((column) => column.name).join(', ');
  if (rows.length < COPY_FROM_ROWS) {
    const values = columns.map((column) => rows.map((row) => toText(column, (row as Record<string, unknown>)[column.property])));
    const casts = columns.map((column, i) => `c${i}::${column.type}`).join(', ');
    const params = columns.map((_, i) => `$${i + 1}::text[]`).join(', ');
    const aliases = columns.map((_, i) => `c${i}`).join(', ');
    await client.query({
      name: `insert ${schema}.${name}`,
      text: `insert into "${schema}".${name} (${names}) select ${casts} from unnest(${params}) v(${aliases})`,
      values,
    });
    return;
  }
  const stream = client.query(copyFrom(`copy "${schema}".${name} (${names}) from stdin`));
  await pipeline(Readable.from(copyChunks(table, rows)), stream);
};

const CHUNK_CHARS = 256 * 1024;
function* copyChunks({ columns }: TableShape, rows: readonly object[]): Generator<Buffer> {
  let chunk = '';
  for (const row of rows) {
    chunk += toCopyLine(columns, row);
    if (chunk.length > CHUNK_CHARS) {
      yield Buffer.from(chunk);
      chunk = '';
    }
  }
  if (chunk) yield Buffer.from(chunk);
}

export class TemporalWriter<Row extends Temporal = Temporal> {
  /** Rows that are open and not yet in PostgreSQL, oldest first. */
  private readonly open = new Map<string, Row>();
  private inserts: Row[] = [];
  private closes: { id: string; key: string | undefined; tenantId: string; toPosition: bigint }[] = [];

  /** @param keepsPast false: what is closed is gone. */
  constructor(
    readonly table: TableShape,
    readonly keepsPast = true,
  ) {}

  insert(row: Row): void {
    this.open.set(rowKey(row), row);
  }

  close(known: Pick<Row, 'id' | 'key' | 'tenantId'>, position: bigint): void {
    const row = this.open.get(rowKey(known));
    if (!row) this.closes.push({ id: known.id, key: known.key, tenantId: known.tenantId, toPosition: position });
    else {
      this.open.delete(rowKey(known));
      row.toPosition = position;
      if (this.keepsPast) this.inserts.push(row);
    }
  }

  get openRows(): number {
    return this.open.size;
  }

  /** Gives out the `count` oldest open rows to be written although they are still open. */
  release(count: number): readonly Row[] {
    const released: Row[] = [];
    for (const [key, row] of this.open) {
      if (released.length >= count) break;
      released.push(row);
      this.open.delete(key);
    }
    this.inserts = this.inserts.concat(released);
    return released;
  }

  /** Takes what is to be written; the writer goes on empty, but for the open rows when they are kept back. */
  take(keepOpen: boolean): { inserts: readonly Row[]; closes: TemporalWriter['closes'] } {
    if (!keepOpen) this.release(this.open.size);
    const taken = { inserts: this.inserts, closes: this.closes };
    this.inserts = [];
    this.closes = [];
    return taken;
  }

  get hasCloses(): boolean {
    return this.closes.length > 0;
  }
}

export const writeTemporal = async (
  client: ClientBase,
  schema: string,
  { table, keepsPast }: TemporalWriter,
  { inserts, closes }: ReturnType<TemporalWriter['take']>,
): Promise<void> => {
  if (closes.length > 0) {
    const keyed = table.primaryKey.includes('key');
    const { rowCount } = await client.query({
      name: `close ${schema}.${table.name}`,
      text: `${keepsPast ? `update "${schema}".${table.name} t set to_position = v.p from` : `delete from "${schema}".${table.name} t using`}
        unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) v(id, p, key, tenant_id)
        where t.id = v.id and t.tenant_id = v.tenant_id ${keyed ? 'and t.key = v.key' : ''} and t.to_position is null`,
      values: [
        closes.map(({ id }) => id),
        closes.map(({ toPosition }) => toPosition),
        closes.map(({ key }) => key ?? null),
        closes.map(({ tenantId }) => tenantId),
      ],
    });
    if (rowCount !== closes.length)
      throw new ModelDamaged(
        `${table.name}: ${closes.length} rows to close, ${rowCount} found: the read model is not what the log made; rebuild it`,
      );
  }
  await insertRows(client, schema, table, inserts);
};

const rowKey = ({
  tenantId,
  id,
  key,
}: {
  readonly tenantId: string;
  readonly id: string;
  readonly key?: string | undefined;
}): string => `${tenantId}/${id}/${key ?? ''}`;
