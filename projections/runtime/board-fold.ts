/** Folds log items into the boards, children, counters and remarks of one projection. */
import type { ClientBase } from 'pg';
import type { Recorded, RecordedEvent } from '../../src/ledger/event-contract.js';
import type { LogItem } from '../../src/ledger/subscription.js';
import { CompartmentStore } from './compartment-store.js';
import type { Folded, ModelFold } from './model.js';
import type { Board, Projection } from './projection.js';
import { fromRow, tableOf, type TableShape } from './table.js';
import { insertRows, TemporalWriter, writeTemporal } from './table-writer.js';
import type { ChildRow, TemporalRow } from './temporal.entity.js';

/** Current rows a live fold remembers per board. */
const REMEMBERED = 1_000;
/** What a bulk fold keeps in memory before it spills the rows untouched for longest: a rebuild takes many times that, as garbage is collected late. */
export const SPILL_AT_BYTES = 64 * 1024 * 1024;
const SPILL_SHARE = 4;
const ROW_OVERHEAD_BYTES = 900;

interface BoardState {
  readonly board: Board;
  readonly table: TableShape;
  readonly writer: TemporalWriter;
  /** In the order of the board's children. */
  readonly children: readonly TemporalWriter[];
  /** Current rows by record id; null: known to be absent. */
  readonly current: Map<string, TemporalRow | null>;
  spilled: boolean;
}
type Counts = Record<string, number>;
const NOTHING: Counts = {};
/** One row before and after an event, with what follows from each. */
interface Change {
  readonly before: TemporalRow | undefined;
  readonly after: TemporalRow | undefined;
  readonly countsBefore: Counts;
  readonly countsAfter: Counts;
  /** Of each child table. */
  readonly childrenBefore: readonly (readonly ChildRow[])[];
  readonly childrenAfter: readonly (readonly ChildRow[])[];
}

export class BoardFold implements ModelFold {
  private readonly boards: readonly BoardState[];
  private readonly byCategory: ReadonlyMap<string, BoardState>;
  private readonly compartments = new CompartmentStore();
  private readonly counters: TableShape | undefined;
  private readonly counterColumns: readonly string[];
  private readonly totals = new Map<string, Counts>();
  private counterRows: object[] = [];
  private readonly remarks: TableShape | undefined;
  private remarkRows: object[] = [];
  private bytes = 0;

  /** @param settle completes a new row by what its own record does not say. */
  constructor(
    projection: Projection,
    private readonly schema: string,
    private readonly bulk: boolean,
    private readonly spillAtBytes = SPILL_AT_BYTES,
    private readonly settle: (row: TemporalRow) => TemporalRow = (row) => row,
  ) {
    const keepsPast = projection.currentOnly !== true;
    this.boards = projection.boards.map((board) => ({
      board,
      table: tableOf(board.table),
      writer: new TemporalWriter(tableOf(board.table), keepsPast),
      children: (board.children ?? []).map(({ table }) => new TemporalWriter(tableOf(table), keepsPast)),
      current: new Map(),
      spilled: false,
    }));
    this.byCategory = new Map(this.boards.map((state) => [state.board.from.category, state]));
    this.counters = projection.counters && tableOf(projection.counters);
    this.counterColumns =
      this.counters?.columns.map(({ property }) => property).filter((p) => p !== 'aclId' && p !== 'position') ?? [];
    this.remarks = projection.remarks && tableOf(projection.remarks);
  }

  get overlaps(): boolean {
    return this.boards.every(({ spilled }) => !spilled);
  }

  async fold(client: ClientBase, items: readonly LogItem[]): Promise<Folded> {
    await this.load(client, items);
    for (let i = 0; i < items.length; i += 1) {
      const item = items[i];
      if (item.kind === 'skipped') continue;
      if (item.kind === 'unreadable') {
        if (!this.byCategory.has(item.category)) continue;
        return { items: i, poison: { position: `${item.position}`, eventId: item.eventId, type: item.type, error: item.error } };
      }
      const state = this.byCategory.get(item.recorded.at.category);
      if (!state) continue;
      const { at, event } = item.recorded;
      let change: Change | undefined;
      try {
        change = this.changeBy(state, item.recorded);
      } catch (error) {
        return {
          items: i,
          poison: { position: `${at.position}`, eventId: at.eventId, type: event.type, error: (error as Error).message },
        };
      }
      // Outside: a connection that breaks here is no fault of the event.
      if (change) await this.enter(client, state, change, at);
    }
    return { items: items.length };
  }

  async flush(client: ClientBase, last: boolean): Promise<void> {
    const keepOpen = this.bulk && !last;
    // Before anything is awaited: the next batch may be folded meanwhile and has to see what is no longer in memory.
    if (keepOpen) for (const state of this.boards) this.spill(state);
    await this.compartments.flush(client);
    for (const state of this.boards) {
      if (this.bulk) await this.findByIndex(client, state);
      await writeTemporal(client, this.schema, state.writer, state.writer.take(keepOpen));
      for (const writer of state.children) await this.flushChildren(client, writer);
      if (!keepOpen) forgetOldest(state.current);
    }
    const { counterRows, remarkRows } = this;
    this.counterRows = [];
    this.remarkRows = [];
    if (this.counters) await insertRows(client, this.schema, this.counters, counterRows);
    if (this.remarks) await insertRows(client, this.schema, this.remarks, remarkRows);
    if (this.bulk && last)
      for (const { table, children } of this.boards)
        await this.dropFinding(client, table, ...children.map((child) => child.table));
  }

  forget(): void {
    for (const { current, writer, children } of this.boards) {
      current.clear();
      writer.take(false);
      for (const child of children) child.take(false);
    }
    this.totals.clear();
    this.counterRows = [];
    this.remarkRows = [];
    this.compartments.forget();
  }

  /** Brings the current rows that the batch's events need into memory. */
  private async load(client: ClientBase, items: readonly LogItem[]): Promise<void> {
    const wanted = new Map<BoardState, Recorded[]>();
    for (const item of items) {
      if (item.kind !== 'event') continue;
      const { at } = item.recorded;
      const { category, revision } = at;
      const state = this.byCategory.get(category);
      if (!state || state.current.has(streamKey(at))) continue;
      // Nothing can stand before the first event of a stream.
      if (revision === 0n || (this.bulk && !state.spilled)) state.current.set(streamKey(at), null);
      else if (wanted.has(state)) wanted.get(state)!.push(at);
      else wanted.set(state, [at]);
    }
    for (const [state, records] of wanted) {
      const { rows } = await client.query({
        name: `current ${this.schema}.${state.table.name}`,
        text: `select ${state.table.columns.map(({ name }) => name).join(', ')} from "${this.schema}".${state.table.name} where id = any($1::uuid[]) and to_position is null`,
        values: [[...new Set(records.map(({ recordId }) => recordId))]],
      });
      for (const at of records) state.current.set(streamKey(at), null);
      for (const row of rows.map((raw) => fromRow<TemporalRow>(state.table, raw))) state.current.set(rowKey(row), row);
    }
  }

  /** What an event changes; all that the event can make fail, so that one which cannot be folded leaves nothing behind. */
  private changeBy({ board, current }: BoardState, { event, at }: RecordedEvent): Change | undefined {
    const before = current.get(streamKey(at)) ?? undefined;
    const content = board.evolve(before, event, at);
    if (content === before) return undefined;
    const after = content && this.settle(this.rowOf(content, event.type, at));
    return {
      before,
      after,
      countsBefore: (before && board.counts?.(before)) ?? NOTHING,
      countsAfter: (after && board.counts?.(after)) ?? NOTHING,
      childrenBefore: before ? childRows(board, before, at) : [],
      childrenAfter: after ? childRows(board, after, at) : [],
    };
  }

  private async enter(client: ClientBase, state: BoardState, change: Change, at: Recorded): Promise<void> {
    const { before, after, countsBefore, countsAfter, childrenBefore, childrenAfter } = change;
    const { current, writer } = state;
    if (this.counters && this.lacksTotals(before, after)) await this.loadTotals(client, [before?.aclId, after?.aclId]);

    if (before) writer.close(before, at.position);
    if (after) writer.insert(after);
    current.set(streamKey(at), after ?? null);
    if (this.bulk) this.bytes += after ? ROW_OVERHEAD_BYTES + contentBytes(state.board, after) : 0;
    if (this.bulk && before) this.bytes -= ROW_OVERHEAD_BYTES + contentBytes(state.board, before);
    state.children.forEach((child, i) => moveChildren(child, childrenBefore[i] ?? [], childrenAfter[i] ?? [], at));
    this.count(before?.aclId, countsBefore, after?.aclId, countsAfter, at.position);
    if (this.remarks && before && before.aclId !== after?.aclId)
      this.remarkRows.push({
        id: at.recordId,
        position: at.position,
        tenantId: at.meta.tenantId,
        board: state.table.name,
        fromAclId: before.aclId,
        toAclId: after?.aclId ?? null,
      });
  }

  /** The protection stays on the row, where no column shows it: to leave it out would copy the row once more. */
  private rowOf(
    content: ReturnType<Board['evolve']> & object,
    eventType: string,
    at: Recorded,
  ): TemporalRow & { eventType: string } {
    return {
      id: at.recordId,
      fromPosition: at.position,
      toPosition: null,
      tenantId: at.meta.tenantId,
      aclId: this.compartments.idOf(content.protection),
      eventType,
      ...content,
    };
  }

  private count(
    aclBefore: string | undefined,
    before: Counts,
    aclAfter: string | undefined,
    after: Counts,
    position: bigint,
  ): void {
    if (!this.counters) return;
    if (aclBefore !== undefined && aclBefore !== aclAfter) this.addToTotals(aclBefore, before, NOTHING, position);
    if (aclAfter !== undefined) this.addToTotals(aclAfter, aclBefore === aclAfter ? before : NOTHING, after, position);
  }

  private addToTotals(aclId: string, less: Counts, more: Counts, position: bigint): void {
    const total = this.totals.get(aclId)!;
    const row: Record<string, unknown> = { aclId, position };
    const next: Counts = {};
    let changed = false;
    for (const column of this.counterColumns) {
      const delta = (more[column] ?? 0) - (less[column] ?? 0);
      if (delta !== 0) changed = true;
      next[column] = total[column] + delta;
      row[column] = next[column];
    }
    if (!changed) return;
    this.totals.set(aclId, next);
    this.counterRows.push(row);
  }

  private lacksTotals(...rows: readonly (TemporalRow | undefined)[]): boolean {
    return rows.some((row) => row && !this.totals.has(row.aclId));
  }

  private async loadTotals(client: ClientBase, aclIds: readonly (string | undefined)[]): Promise<void> {
    const zero = Object.fromEntries(this.counterColumns.map((column) => [column, 0]));
    for (const aclId of aclIds) {
      if (aclId === undefined || this.totals.has(aclId)) continue;
      if (this.bulk) {
        this.totals.set(aclId, zero);
        continue;
      }
      const { rows } = await client.query({
        name: `total ${this.schema}`,
        text: `select * from "${this.schema}".${this.counters!.name} where acl_id = $1 order by position desc limit 1`,
        values: [aclId],
      });
      const { aclId: _, position: __, ...counts } = rows[0] ? fromRow<Record<string, unknown>>(this.counters!, rows[0]) : {};
      this.totals.set(aclId, { ...zero, ...(counts as Counts) });
    }
  }

  private spill(state: BoardState): void {
    if (this.bytes < this.spillAtBytes || state.writer.openRows === 0) return;
    state.spilled = true;
    for (const row of state.writer.release(Math.ceil(state.writer.openRows / SPILL_SHARE))) {
      state.current.delete(rowKey(row));
      this.bytes -= ROW_OVERHEAD_BYTES + contentBytes(state.board, row as TemporalRow);
    }
    for (const [id, row] of state.current) if (row === null) state.current.delete(id);
  }

  /** A bulk fold that has to close rows already written needs an index that finds them. */
  private async findByIndex(client: ClientBase, state: BoardState): Promise<void> {
    if (state.spilled) await this.createFinding(client, state.table, 'id, tenant_id');
  }

  private async flushChildren(client: ClientBase, children: TemporalWriter): Promise<void> {
    if (this.bulk && children.hasCloses) await this.createFinding(client, children.table, 'id, key, tenant_id');
    await writeTemporal(client, this.schema, children, children.take(false));
  }

  private async createFinding(client: ClientBase, { name }: TableShape, columns: string): Promise<void> {
    await client.query(
      `create index if not exists ${name}_current on "${this.schema}".${name} (${columns}) where to_position is null`,
    );
  }

  private async dropFinding(client: ClientBase, ...tables: readonly TableShape[]): Promise<void> {
    for (const table of tables) await client.query(`drop index if exists "${this.schema}".${table.name}_current`);
  }
}

const forgetOldest = (rows: BoardState['current']): void => {
  let tooMany = rows.size - REMEMBERED;
  for (const key of rows.keys()) {
    if (tooMany <= 0) return;
    rows.delete(key);
    tooMany -= 1;
  }
};

/** Records of two tenants may have one id: what comes from elsewhere keeps the UUID that it has there. */
const rowKey = ({ tenantId, id }: Pick<TemporalRow, 'tenantId' | 'id'>): string => `${tenantId}/${id}`;
const streamKey = ({ meta, recordId }: Recorded): string => rowKey({ tenantId: meta.tenantId, id: recordId });

const contentBytes = (board: Board, row: TemporalRow): number => {
  const { record } = row as TemporalRow & { record?: { readonly working?: unknown; readonly versions?: readonly unknown[] } };
  return 600 * (1 + (record?.versions?.length ?? 0)) + (board.bytes?.(row) ?? 0);
};

const childRows = (board: Board, row: TemporalRow, at: Recorded): readonly (readonly ChildRow[])[] =>
  (board.children ?? []).map(({ of }) =>
    of(row).map((child) => ({
      ...child,
      id: row.id,
      fromPosition: at.position,
      toPosition: null,
      tenantId: row.tenantId,
      aclId: row.aclId,
    })),
  );

const moveChildren = (writer: TemporalWriter, before: readonly ChildRow[], after: readonly ChildRow[], at: Recorded): void => {
  const kept = new Map(after.map((child) => [child.key, child]));
  for (const child of before) {
    const next = kept.get(child.key);
    if (next && sameChild(child, next)) kept.delete(child.key);
    else writer.close(child, at.position);
  }
  for (const child of kept.values()) writer.insert(child);
};

const sameChild = (a: ChildRow, b: ChildRow): boolean =>
  (Object.keys(b) as (keyof ChildRow)[]).every(
    (name) => a[name] === b[name] || JSON.stringify(a[name]) === JSON.stringify(b[name]),
  );
