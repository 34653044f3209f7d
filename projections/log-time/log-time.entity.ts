/** From an instant to a position: the running maximum of `recordedAt` over the log. */
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('log_time')
export class LogTimeRow {
  /** The greatest `recordedAt` among this event and all before it. */
  @PrimaryColumn('timestamptz') maxRecordedAt!: string;
  /** The last event under that maximum, of ours or not: every position after the first event of ours falls into one row. */
  @Index()
  @Column('bigint')
  position!: bigint;
}
