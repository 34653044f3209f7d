/** A temporal row that holds a record as its fold leaves it. */
import { Column, Index } from 'typeorm';
import type { Recorded } from '../../src/ledger/event-contract.js';
import { foldInto, type Loaded } from '../../src/ledger/ledger.js';
import { TemporalRow } from './temporal.entity.js';

/** The runtime fills in `eventType`; what changed after a position is found by the index. */
@Index(['tenantId', 'fromPosition'])
export abstract class RecordRow<State = unknown> extends TemporalRow {
  /** The organisation that created it. */
  @Column('text') organisationId!: string;
  @Column('text') createdBy!: string;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('bigint') revision!: bigint;
  @Column('jsonb') record!: State;
  /** Of the event that made the row. */
  @Column('text') eventType!: string;
}

/** The record fold over a row: what the row says before the event, and the event. */
export const foldRow = <Event extends { type: string; data: unknown }, State>(
  fold: { readonly initial: State; readonly evolve: (state: State, event: Event) => State },
  row: RecordRow<State> | undefined,
  event: Event,
  at: Recorded,
): Loaded<State> => foldInto(fold, row && loadedFrom(row), event, at);

export const loadedFrom = <State>(row: RecordRow<State>): Loaded<State> => ({
  id: row.id,
  tenantId: row.tenantId,
  ownerOrganisation: row.organisationId,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  revision: row.revision,
  position: row.fromPosition,
  record: row.record,
});

/** The columns that every record has. */
export const recordColumns = <State>(loaded: Loaded<unknown>, record: State) => ({
  organisationId: loaded.ownerOrganisation,
  createdBy: loaded.createdBy,
  createdAt: loaded.createdAt,
  updatedAt: loaded.updatedAt,
  revision: loaded.revision,
  record,
});
