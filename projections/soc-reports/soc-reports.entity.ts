/** SOC reports, their schedules and who opened them, as lists show them, valid from a position to a position. */
import { Column, Entity, Index } from 'typeorm';
import type { BlobRef } from '../../src/ledger/blob.events.js';
import type { ReportAccessEvent } from '../../src/report-access/report-access.events.js';
import type { ReportScheduleRecord } from '../../src/report-schedules/report-schedule.record.js';
import type { ReportPeriodType, ReportType } from '../../src/soc-reports/soc-report.events.js';
import type { SocReportRecord } from '../../src/soc-reports/soc-report.record.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { CurrentIndex, RemarkRow, TemporalRow } from '../runtime/temporal.entity.js';

@Entity('soc_report_state')
@CurrentIndex
@Index(['tenantId', 'createdAt', 'id'], { where: 'to_position is null' })
@Index(['scheduleId', 'periodEnd'], { where: 'to_position is null and schedule_id is not null' })
@Index(['nextStep'], { where: 'to_position is null and next_step is not null' })
export class SocReportStateRow extends RecordRow<SocReportRecord> {
  @Column('text') reportType!: ReportType;
  @Column('text') periodType!: ReportPeriodType;
  @Column('timestamptz') periodStart!: string;
  @Column('timestamptz') periodEnd!: string;
  @Column('text') zone!: string;
  @Column('timestamptz', { nullable: true }) generatedAt!: string | null;
  @Column('text') status!: SocReportRecord['status'];
  /** Names the blob that holds it: an event has no room for it, and the log alone can rebuild every row. */
  @Column('jsonb', { nullable: true }) data!: BlobRef | null;
  /** Bytes. */
  @Column('integer', { nullable: true }) jsonSize!: number | null;
  @Column('integer', { nullable: true }) htmlSize!: number | null;
  @Column('integer', { nullable: true }) pdfSize!: number | null;
  @Column('integer', { nullable: true }) csvSize!: number | null;
  /** Which every figure in it is of. */
  @Column('bigint', { nullable: true }) figuresPosition!: bigint | null;
  @Column('integer', { nullable: true }) definitionsVersion!: number | null;
  @Column('text', { nullable: true }) templateVersion!: string | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('uuid', { nullable: true }) scheduleId!: string | null;
  @Column('uuid', { nullable: true }) restates!: string | null;
  @Column('uuid', { nullable: true }) restatedBy!: string | null;
  /** What the generator does next; null: nothing. */
  @Column('text', { nullable: true }) nextStep!: 'start' | 'compose' | 'render' | null;
}

@Entity('report_schedule_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class ReportScheduleStateRow extends RecordRow<ReportScheduleRecord> {
  @Column('text') name!: string;
  @Column('text') status!: ReportScheduleRecord['status'];
}

/** One opening of a report, whether it is the last of its day or not. */
@Entity('report_access')
@CurrentIndex
@Index(['tenantId', 'fromPosition'])
@Index(['reportId', 'fromPosition'])
export class ReportAccessRow extends TemporalRow {
  /** Of who opened it first on this day: the compartment of a row never changes. */
  @Column('text') organisationId!: string;
  @Column('uuid') reportId!: string;
  @Column('text') actor!: string;
  @Column('text') action!: ReportAccessEvent['data']['action'];
  @Column('text') format!: ReportAccessEvent['data']['format'];
  @Column('timestamptz') at!: string;
}

@Entity('remark')
@Index(['tenantId', 'position'])
export class SocReportsRemarkRow extends RemarkRow {}
