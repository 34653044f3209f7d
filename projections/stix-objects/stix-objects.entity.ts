/** STIX objects by their STIX id; the verbatim text stays in the log. */
import { Column, Entity, Index } from 'typeorm';
import type { Marking } from '../../src/access/marking.js';
import { CurrentIndex, TemporalRow } from '../runtime/temporal.entity.js';

@Entity('stix_object')
@CurrentIndex
@Index(['tenantId', 'stixId'], { where: 'to_position is null' })
export class StixObjectRow extends TemporalRow {
  @Column('text') stixId!: string;
  @Column('text') stixType!: string;
  @Column('text') specVersion!: string;
  /** In its given precision; null for objects without versions. */
  @Column('text', { nullable: true }) modified!: string | null;
  @Column('text') sha256!: string;
  @Column('integer') versions!: number;
  @Column('integer') conflicts!: number;
  @Column('text') organisationId!: string;
  @Column('jsonb') marking!: Marking;
}
