/** Incidents as lists and figures need them, valid from a position to a position. */
import { Column, Entity, Index } from 'typeorm';
import type { IncidentRecord } from '../../src/incidents/incident.record.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { CurrentIndex, RemarkRow } from '../runtime/temporal.entity.js';

@Entity('incident_state')
@CurrentIndex
@Index(['tenantId', 'detectedAt', 'id'], { where: 'to_position is null' })
export class IncidentStateRow extends RecordRow<IncidentRecord> {
  @Column('text', { nullable: true }) number!: string | null;
  @Column('text') title!: string;
  @Column('text') status!: IncidentRecord['status'];
  /** OCSF `severity_id`: 1 informational to 6 fatal. */
  @Column('smallint') severityRank!: number;
  @Column('text') priority!: IncidentRecord['priority'];
  @Column('text', { nullable: true }) category!: string | null;
  @Column('timestamptz') detectedAt!: string;
}

@Entity('remark')
@Index(['tenantId', 'position'])
export class IncidentsRemarkRow extends RemarkRow {}
