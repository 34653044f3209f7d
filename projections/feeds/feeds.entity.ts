/** Feeds as lists show them, valid from a position to a position. */
import { Column, Entity, Index } from 'typeorm';
import type { FeedRecord } from '../../src/exchange/feeds/feed.record.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { CurrentIndex, RemarkRow } from '../runtime/temporal.entity.js';

@Entity('feed_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class FeedStateRow extends RecordRow<FeedRecord> {
  @Column('text') name!: string;
  @Column('text') status!: FeedRecord['status'];
  @Column('text') direction!: FeedRecord['direction'];
}

@Entity('remark')
@Index(['tenantId', 'position'])
export class FeedsRemarkRow extends RemarkRow {}
