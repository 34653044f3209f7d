/** given(events).then(rows), for the boards of any projection; pure, every event one minute after the one before. */
import assert from 'node:assert/strict';
import type { Board, Projection } from '../../projections/runtime/projection.js';
import { tableOf } from '../../projections/runtime/table.js';
import type { TemporalRow } from '../../projections/runtime/temporal.entity.js';
import { compartmentOf } from '../../src/access/compartment.js';
import type { Meta, Recorded } from '../../src/ledger/event-contract.js';

type Fact = { readonly type: string; readonly data: unknown };
/** Expected current rows by table, each naming only the columns that matter; `counts` is what they add to their compartments. */
export type ExpectedRows = Readonly<Record<string, readonly object[]>> & { readonly counts?: readonly object[] };

export const RECORD_ID = '5b0a3c1e-7d54-4c59-9a7b-0d3c0a4f1e11';
const META: Meta = {
  tenantId: 'acme',
  orgId: 'cti',
  actorId: 'actor-ana',
  actorKind: 'human',
  commandId: 'c',
  commandHash: 'h',
  $correlationId: 'c',
  $causationId: 'c',
  schemaVersion: 1,
  recordedAt: '',
  saltData: '',
  saltMeta: '',
};

/** The instant at which the spec records the n-th event, from 0. */
export const minute = (n: number): string => new Date(Date.UTC(2026, 0, 5, 12, n)).toISOString();

const recorded = (category: string, n: number): Recorded => ({
  eventId: `e${n}`,
  category,
  recordId: RECORD_ID,
  revision: BigInt(n),
  position: BigInt(n),
  recordedAt: minute(n),
  meta: { ...META, recordedAt: minute(n) },
});

const rowAfter = (board: Board, events: readonly Fact[]): TemporalRow | undefined => {
  let row: TemporalRow | undefined;
  for (const [n, event] of events.entries()) {
    if (!(event.type in board.from.spec)) continue;
    const at = recorded(board.from.category, n);
    const content = board.evolve(row, event, at);
    if (content === row) continue;
    const { protection, ...columns } = content ?? { protection: undefined };
    row = protection && {
      id: at.recordId,
      fromPosition: at.position,
      toPosition: null,
      tenantId: at.meta.tenantId,
      aclId: compartmentOf(protection),
      ...columns,
    };
  }
  return row;
};

export const projectionSpec =
  (projection: Projection) =>
  (...events: readonly Fact[]) => {
    const actual: Record<string, readonly object[]> = {};
    const counts: object[] = [];
    for (const board of projection.boards) {
      const row = rowAfter(board, events);
      actual[tableOf(board.table).name] = row ? [row] : [];
      for (const { table, of } of board.children ?? [])
        actual[tableOf(table).name] = [...(actual[tableOf(table).name] ?? []), ...(row ? of(row) : [])];
      if (row && board.counts)
        counts.push(Object.fromEntries(Object.entries(board.counts(row)).filter(([, count]) => count !== 0)));
    }
    return {
      // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; nothing awaits it
      then: (expected: ExpectedRows) => {
        for (const [table, rows] of Object.entries({ ...expected }))
          assert.deepEqual(table === 'counts' ? counts : narrowed(actual[table] ?? [], rows), rows, table);
      },
      /** The current row of a table. */
      row: <Row>(table: string): Row | undefined => actual[table]?.[0] as Row | undefined,
    };
  };

/** The rows with only the columns that were asked about; a row too many stays whole, so that the difference shows. */
const narrowed = (rows: readonly object[], expected: readonly object[]): readonly object[] =>
  rows.map((row, i) => {
    const asked = expected[i];
    return asked ? Object.fromEntries(Object.entries(row).filter(([column]) => column in asked)) : row;
  });
