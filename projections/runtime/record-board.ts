/** A board that holds each record as its fold leaves it, from its first event on. */
import type { Marking } from '../../src/access/marking.js';
import type { Contracts, EventOf } from '../../src/ledger/event-contract.js';
import { type Board, board, type Children, type Content } from './projection.js';
import { foldRow, recordColumns, type RecordRow } from './record-row.entity.js';
import type { Entity } from './table.js';

type Absent = { readonly status: 'absent' };

interface RecordBoard<C extends Contracts, State extends { readonly status: string }, Row extends RecordRow> {
  readonly from: C;
  readonly table: Entity<Row>;
  readonly fold: {
    readonly absent: State | Absent;
    readonly evolve: (state: State | Absent, event: EventOf<C>) => State | Absent;
  };
  readonly markingOf: (record: State) => Marking;
  /** The columns beyond those of every record; `before`: the row that the event changes. Pure. */
  readonly columns: (
    record: State,
    event: EventOf<C>,
    before: Row | undefined,
  ) => Omit<Content<Row>, keyof RecordRow | 'protection'>;
  readonly children?: readonly Children<Row>[];
}

/** A record that is absent after an event has no row. */
export const recordBoard = <C extends Contracts, State extends { readonly status: string }, Row extends RecordRow>({
  from,
  table,
  fold: { absent, evolve },
  markingOf,
  columns,
  children,
}: RecordBoard<C, State, Row>): Board =>
  board<C, Row>({
    from,
    table,
    ...(children ? { children } : {}),
    evolve(row, event, at) {
      const loaded = foldRow<EventOf<C>, State | Absent>(
        { initial: absent, evolve },
        row as RecordRow<State> | undefined,
        event,
        at,
      );
      if (loaded.record.status === 'absent') return undefined;
      const record = loaded.record as State;
      const { tenantId, ownerOrganisation } = loaded;
      const protection = { tenantId, ownerOrganisation, marking: markingOf(record) };
      return { protection, ...columns(record, event, row), ...recordColumns(loaded, record) } as unknown as Content<Row>;
    },
  });

/** Of records that say themselves how they are marked. */
export const ownMarking = ({ marking }: { readonly marking: Marking }): Marking => marking;
