/** Reports, sources and what the dashboard counts: one model, so that figures shown together agree. */
import { Column, Entity, Index } from 'typeorm';
import type { HandoverRecord } from '../../src/handover/handover.record.js';
import type { IntelReportRecord, IntelReportStatus, WorkingStatus } from '../../src/intel-reports/intel-report.record.js';
import type { SourceRecord } from '../../src/sources/source.record.js';
import type { TenantSettingsRecord } from '../../src/tenants/tenant-settings.record.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { ChildRow, CounterRow, CurrentChildIndex, CurrentIndex, RemarkRow } from '../runtime/temporal.entity.js';

@Entity('report_state')
@CurrentIndex
@Index(['tenantId', 'updatedAt desc', 'id desc'])
@Index(['tenantId', "(coalesce(published_at, '-infinity'::timestamptz)) desc", 'id desc'], { where: 'to_position is null' })
@Index(['aclId', 'status', 'publishedAt desc'], { where: `status in ('published', 'archived')` })
@Index(['aclId', 'submittedAt'], { where: `working_status = 'in_review' and status <> 'archived'` })
@Index(['aclId', 'toPosition'], { where: `working_status is not null and status <> 'archived'` })
export class ReportStateRow extends RecordRow<IntelReportRecord> {
  @Column('text') title!: string;
  @Column('text') status!: IntelReportStatus;
  @Column('text', { nullable: true }) workingStatus!: WorkingStatus | null;
  @Column('text') author!: string;
  @Column('text', { nullable: true }) assignee!: string | null;
  @Column('timestamptz', { nullable: true }) dueAt!: string | null;
  /** When the working version was drafted; null when there is none. */
  @Column('timestamptz', { nullable: true }) draftedAt!: string | null;
  /** When the working version went into review; null when none is. */
  @Column('timestamptz', { nullable: true }) submittedAt!: string | null;
  /** Of the last published version, also when it was retracted since. */
  @Column('timestamptz', { nullable: true }) publishedAt!: string | null;
  /** How many versions were published, retracted ones too. */
  @Column('integer') versionCount!: number;
  @Column('integer', { nullable: true }) confidence!: number | null;
  @Column('text', { array: true }) reportTypes!: readonly string[];
  @Column('uuid', { array: true }) sourceIds!: readonly string[];
  @Column('text', { array: true }) techniqueIds!: readonly string[];
  /** STIX ids. */
  @Column('text', { array: true }) objectRefs!: readonly string[];
  /** Who is mentioned in comments that stand; apart from the record, which lists read. */
  @Column('jsonb') mentions!: readonly CommentMentions[];
}

/** The mentions of one comment. */
export interface CommentMentions {
  readonly commentId: string;
  readonly author: string;
  readonly actors: readonly string[];
  readonly mentionedAt: string;
}

/** Somebody is mentioned in a comment on a report; `key` is `<comment>/<actor>`. */
@Entity('mention')
@CurrentChildIndex
@Index(['tenantId', 'actor', 'mentionedAt desc', 'commentId desc'], { where: 'to_position is null' })
export class MentionRow extends ChildRow {
  @Column('uuid') commentId!: string;
  @Column('text') actor!: string;
  /** Of the comment. */
  @Column('text') author!: string;
  @Column('timestamptz') mentionedAt!: string;
}

@Entity('source_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class SourceStateRow extends RecordRow<SourceRecord> {
  @Column('text') name!: string;
  @Column('text') kind!: string;
  @Column('text') status!: SourceRecord['status'];
  @Column('text') reliability!: string;
  @Column('integer') credibility!: number;
  @Column('text', { nullable: true }) owner!: string | null;
}

/** A published version of a report that names a source is a delivery from it; `key` is `<source>/<version>`. */
@Entity('delivery')
@CurrentChildIndex
@Index(['sourceId', 'publishedAt desc'])
export class DeliveryRow extends ChildRow {
  @Column('uuid') sourceId!: string;
  @Column('integer') version!: number;
  @Column('timestamptz') publishedAt!: string;
}

@Entity('handover_state')
@CurrentIndex
@Index(['tenantId', 'rangeTo desc', 'id desc'])
export class HandoverStateRow extends RecordRow<HandoverRecord> {
  @Column('text') status!: HandoverRecord['status'];
  @Column('text') outgoing!: string;
  /** Who countersigned it; before that, who is expected to. */
  @Column('text', { nullable: true }) incoming!: string | null;
  /** The last position that it covers. */
  @Column('bigint') rangeTo!: bigint;
}

@Entity('tenant_settings_state')
@CurrentIndex
@Index(['tenantId'])
export class TenantSettingsStateRow extends RecordRow<TenantSettingsRecord> {}

/** Records in a compartment after the event at a position. */
@Entity('counter_at')
export class IntelligenceCounterRow extends CounterRow {
  @Column('integer') statusDraft!: number;
  @Column('integer') statusInReview!: number;
  @Column('integer') statusApproved!: number;
  @Column('integer') statusPublished!: number;
  @Column('integer') statusRetracted!: number;
  @Column('integer') statusArchived!: number;
  @Column('integer') workingDraft!: number;
  @Column('integer') workingInReview!: number;
  @Column('integer') workingApproved!: number;
  @Column('integer') sourcesActive!: number;
  @Column('integer') sourcesPaused!: number;
  @Column('integer') sourcesRetired!: number;
}

@Entity('remark')
@Index(['tenantId', 'position'])
export class IntelligenceRemarkRow extends RemarkRow {}
