/** Incidents, detection rules and controls as lists and figures need them, valid from a position to a position. */
import { Column, Entity, Index } from 'typeorm';
import type { ControlRecord } from '../../src/controls/control.record.js';
import type { DetectionRuleRecord } from '../../src/detection-rules/detection-rule.record.js';
import type { IncidentRecord } from '../../src/incidents/incident.record.js';
import type { Moves } from '../../src/kpis/incident-fact.measure.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { ChildRow, CurrentChildIndex, CurrentIndex, RemarkRow } from '../runtime/temporal.entity.js';

@Entity('incident_state')
@CurrentIndex
@Index(['tenantId', 'detectedAt', 'id'], { where: 'to_position is null' })
@Index(['tenantId', 'id'], { where: 'to_position is null and received' })
export class IncidentStateRow extends RecordRow<IncidentRecord> {
  @Column('text', { nullable: true }) number!: string | null;
  @Column('text') title!: string;
  @Column('text') status!: IncidentRecord['status'];
  /** OCSF `severity_id`: 1 informational to 6 fatal. */
  @Column('smallint') severityRank!: number;
  @Column('text') priority!: IncidentRecord['priority'];
  @Column('text', { nullable: true }) category!: string | null;
  @Column('timestamptz') detectedAt!: string;
  /** It is another organisation's, and in no figure. */
  @Column('boolean') received!: boolean;
  /** What happened when, in the order of the log. */
  @Column('jsonb') moves!: Moves;
}

/** An incident as its figures need it; `key` is empty. Narrow, since figures read many. */
@Entity('incident_fact')
@CurrentChildIndex
@Index(['tenantId', 'doneAt'], { where: 'to_position is null' })
@Index(['tenantId', 'fromPosition'])
export class IncidentFactRow extends ChildRow {
  @Column('timestamptz') detectedAt!: string;
  /** When it was last moved; null: it is open. */
  @Column('timestamptz', { nullable: true }) doneAt!: string | null;
  @Column('uuid', { nullable: true }) mergedInto!: string | null;
  /** JSON without the brackets around it. */
  @Column('text') fact!: string;
}

@Entity('detection_rule_state')
@CurrentIndex
@Index(['tenantId', 'name', 'id'], { where: 'to_position is null' })
export class DetectionRuleStateRow extends RecordRow<DetectionRuleRecord> {
  @Column('text') name!: string;
  @Column('text') status!: DetectionRuleRecord['status'];
}

@Entity('control_state')
@CurrentIndex
@Index(['tenantId', 'label', 'id'], { where: 'to_position is null' })
export class ControlStateRow extends RecordRow<ControlRecord> {
  /** Framework and control id. */
  @Column('text') label!: string;
  @Column('text') status!: ControlRecord['status'];
}

@Entity('remark')
@Index(['tenantId', 'position'])
export class IncidentsRemarkRow extends RemarkRow {}
