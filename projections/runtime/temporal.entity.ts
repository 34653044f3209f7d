/** Columns that every temporal row has: which record, valid from and to which position, in which compartment. */
import { Column, Index, PrimaryColumn } from 'typeorm';

export abstract class TemporalRow {
  @PrimaryColumn('uuid') id!: string;
  @PrimaryColumn('bigint') fromPosition!: bigint;
  /** Null: current. The row holds for positions p with fromPosition ≤ p < toPosition. */
  @Column('bigint', { nullable: true }) toPosition!: bigint | null;
  @Column('text') tenantId!: string;
  /** The compartment of its marking; every query filters by it. */
  @Column('text') aclId!: string;
}

/** A temporal row that follows from its record's row; `key` tells the children of one record apart. */
export abstract class ChildRow extends TemporalRow {
  @PrimaryColumn('text') key!: string;
}

/** Sums of a compartment after the event at a position; append-only. */
export abstract class CounterRow {
  @PrimaryColumn('text') aclId!: string;
  @PrimaryColumn('bigint') position!: bigint;
}

/** A record changed its compartment at a position; as-of reads look here. */
export abstract class RemarkRow {
  @PrimaryColumn('uuid') id!: string;
  @PrimaryColumn('bigint') position!: bigint;
  @Column('text') tenantId!: string;
  /** The table whose row moved. */
  @Column('text') board!: string;
  @Column('text') fromAclId!: string;
  /** Null: the row is gone. */
  @Column('text', { nullable: true }) toAclId!: string | null;
}

/** A record's current row is found, and is unique, by this index. */
export const CurrentIndex = Index(['id', 'tenantId'], { unique: true, where: 'to_position is null' });
export const CurrentChildIndex = Index(['id', 'key', 'tenantId'], { unique: true, where: 'to_position is null' });
