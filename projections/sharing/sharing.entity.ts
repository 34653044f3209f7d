/** To whom things are opened and sent: shares of SOC reports and of the dashboard, distribution lists and deliveries, and collections, as they are now. */
import { Column, Entity, Index } from 'typeorm';
import type { DashboardShareRecord } from '../../src/dashboard-shares/dashboard-share.record.js';
import type { DeliveryRecord } from '../../src/distribution/delivery.record.js';
import type { DistributionListRecord } from '../../src/distribution/distribution-list.record.js';
import type { CollectionRecord } from '../../src/exchange/collections/collection.record.js';
import type { ReportShareRecord } from '../../src/report-shares/report-share.record.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { CurrentIndex } from '../runtime/temporal.entity.js';

@Entity('share_state')
@CurrentIndex
@Index(['tenantId', 'reportId'])
@Index(['tenantId', 'recipient'], { where: 'recipient is not null' })
export class ShareStateRow extends RecordRow<ReportShareRecord> {
  @Column('uuid') reportId!: string;
  @Column('text', { nullable: true }) recipient!: string | null;
}

@Entity('dashboard_share_state')
@CurrentIndex
@Index(['tenantId', 'createdAt'])
export class DashboardShareStateRow extends RecordRow<DashboardShareRecord> {}

@Entity('distribution_list_state')
@CurrentIndex
@Index(['tenantId'])
export class DistributionListStateRow extends RecordRow<DistributionListRecord> {
  @Column('text') status!: DistributionListRecord['status'];
}

@Entity('delivery_state')
@CurrentIndex
@Index(['subjectId', 'receiverId', 'kind'])
@Index(['nextAttemptAt'], { where: `status in ('planned', 'sending', 'retrying')` })
export class DeliveryStateRow extends RecordRow<DeliveryRecord> {
  /** The report or the feed. */
  @Column('uuid') subjectId!: string;
  @Column('uuid') receiverId!: string;
  @Column('uuid') listId!: string;
  @Column('text') kind!: DeliveryRecord['about']['kind'];
  @Column('text') receiverKind!: DeliveryRecord['receiverKind'];
  @Column('uuid', { nullable: true }) restatedBy!: string | null;
  /** Of the receiver with the feed. */
  @Column('integer', { nullable: true }) turn!: number | null;
  @Column('text') status!: DeliveryRecord['status'];
  /** Null: at once, unless it is over. */
  @Column('timestamptz', { nullable: true }) nextAttemptAt!: string | null;
}

@Entity('collection_state')
@CurrentIndex
@Index(['tenantId', 'alias'], { where: 'alias is not null' })
export class CollectionStateRow extends RecordRow<CollectionRecord> {
  @Column('text') status!: CollectionRecord['status'];
  @Column('text', { nullable: true }) alias!: string | null;
}
