/** A projection is a pure fold per record; the runtime loads, batches and stores rows together with the checkpoint. */
import type { Protection } from '../../src/access/marking.js';
import type { Contracts, EventOf, Recorded } from '../../src/ledger/event-contract.js';
import type { Model } from './model.js';
import type { Entity } from './table.js';
import type { ChildRow, CounterRow, RemarkRow, TemporalRow } from './temporal.entity.js';

/** What a board's fold says of a row; the runtime adds the id, positions, tenant, compartment and, where there is a column for it, the event type. */
export type Content<Row extends TemporalRow> = Omit<Row, keyof TemporalRow | 'eventType'> & { readonly protection: Protection };
export type ChildContent<Row extends ChildRow> = Omit<Row, keyof TemporalRow>;

/** Rows of another table that follow from a board's row; boards whose records never share an id and key may share it. */
export interface Children<Row extends TemporalRow = TemporalRow> {
  readonly table: Entity<ChildRow>;
  /** Pure. */
  readonly of: (row: Row) => readonly ChildContent<ChildRow>[];
}

/** One record type on one temporal table. */
export interface Board<Row extends TemporalRow = TemporalRow> {
  readonly from: Contracts;
  readonly table: Entity<Row>;
  /** The content after an event; undefined removes the row. Pure. */
  readonly evolve: (row: Row | undefined, event: { type: string; data: unknown }, at: Recorded) => Content<Row> | undefined;
  readonly children?: readonly Children<Row>[];
  /** What a row adds to the counters of its compartment. Pure. */
  readonly counts?: (row: Row) => Readonly<Record<string, number>>;
  /** About how much a row weighs in memory beyond its columns, for rows that hold long texts. Pure. */
  readonly bytes?: (row: Row) => number;
}

export interface Projection {
  /** Keep only current rows; no read model of this kind answers for a past moment. */
  readonly currentOnly?: boolean;
  /** Lower-case words with `_`; its schema is `rm_<name>`. */
  readonly name: string;
  /** Raise it when the definition changes: the model is built anew at the next start. */
  readonly version: number;
  readonly boards: readonly Board[];
  readonly patienceMs?: Model['patienceMs'];
  readonly counters?: Entity<CounterRow>;
  readonly remarks?: Entity<RemarkRow>;
}

/** Types a board from its contracts and its tables. */
export const board = <C extends Contracts, Row extends TemporalRow>(
  definition: Omit<Board<Row>, 'from' | 'evolve'> & {
    readonly from: C;
    readonly evolve: (row: Row | undefined, event: EventOf<C>, at: Recorded) => Content<Row> | undefined;
  },
): Board => definition as unknown as Board;

/** Types a board's children from their table. */
export const children = <Row extends TemporalRow, Child extends ChildRow>(
  table: Entity<Child>,
  of: (row: Row) => readonly ChildContent<Child>[],
): Children<Row> => ({ table, of });

export const liveSchema = ({ name }: { readonly name: string }): string => `rm_${name}`;
