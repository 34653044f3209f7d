/** Campaigns and what they are linked with: a board for each record type, and one graph of all of them. */
import { Column, Entity, Index } from 'typeorm';
import type { AttackPatternRecord } from '../../src/attack-patterns/attack-pattern.record.js';
import type { CampaignRecord } from '../../src/campaigns/campaign.record.js';
import type { InfrastructureRecord } from '../../src/infrastructure/infrastructure.record.js';
import type { InvestigationRecord } from '../../src/investigations/investigation.record.js';
import type { LinkedType, LinkRole } from '../../src/links/link.events.js';
import type { TargetRecord } from '../../src/targets/target.record.js';
import type { ThreatActorRecord } from '../../src/threat-actors/threat-actor.record.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { ChildRow, CurrentChildIndex, CurrentIndex, RemarkRow } from '../runtime/temporal.entity.js';

@Entity('campaign_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class CampaignStateRow extends RecordRow<CampaignRecord> {
  @Column('text') name!: string;
  @Column('text') status!: CampaignRecord['status'];
  @Column('text') threatLevel!: CampaignRecord['threatLevel'];
}

@Entity('threat_actor_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class ThreatActorStateRow extends RecordRow<ThreatActorRecord> {
  @Column('text') name!: string;
  @Column('text') status!: ThreatActorRecord['status'];
}

@Entity('investigation_state')
@CurrentIndex
@Index(['tenantId', 'title', 'id'], { where: 'to_position is null' })
export class InvestigationStateRow extends RecordRow<InvestigationRecord> {
  @Column('text') title!: string;
  @Column('text') status!: InvestigationRecord['status'];
}

@Entity('target_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class TargetStateRow extends RecordRow<TargetRecord> {
  @Column('text') name!: string;
  @Column('text') status!: TargetRecord['status'];
}

@Entity('infrastructure_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class InfrastructureStateRow extends RecordRow<InfrastructureRecord> {
  @Column('text') name!: string;
  @Column('text') status!: InfrastructureRecord['status'];
}

@Entity('attack_pattern_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class AttackPatternStateRow extends RecordRow<AttackPatternRecord> {
  @Column('text') name!: string;
  @Column('text') status!: AttackPatternRecord['status'];
}

/** A record as the graph shows it; `key` is its type. */
@Entity('node')
@CurrentChildIndex
@Index(['tenantId', 'type'], { where: 'to_position is null' })
@Index(['mergedInto'], { where: 'merged_into is not null' })
@Index(['features'], { fulltext: true })
export class NodeRow extends ChildRow {
  @Column('text') type!: LinkedType;
  @Column('text') label!: string;
  /** The record of its type that stands for it; its links show there. */
  @Column('uuid', { nullable: true }) mergedInto!: string | null;
  /** `<type> <value>`: what two records about the same thing have in common, such as an address or an ATT&CK id; the record's own id where there is nothing. Empty for cases. */
  @Column('text', { array: true }) features!: readonly string[];
}

/** A link; `id` is the record that owns it, `key` the link's id. */
@Entity('edge')
@CurrentChildIndex
@Index(['toId', 'id'], { where: 'to_position is null' })
@Index(['toId', 'fromPosition'])
export class EdgeRow extends ChildRow {
  @Column('text') fromType!: LinkedType;
  @Column('text') toType!: LinkedType;
  @Column('uuid') toId!: string;
  @Column('text') role!: LinkRole;
  /** 0 to 100 (STIX 2.1 §3.2). */
  @Column('integer', { nullable: true }) confidence!: number | null;
  @Column('timestamptz', { nullable: true }) since!: string | null;
  @Column('timestamptz', { nullable: true }) until!: string | null;
}

@Entity('remark')
@Index(['tenantId', 'position'])
export class ProfilesRemarkRow extends RemarkRow {}
