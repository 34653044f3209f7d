/** STIX objects by their STIX id, with the text that exports send on. */
import { Column, Entity, Index } from 'typeorm';
import type { Marking } from '../../src/access/marking.js';
import type { BlobRef } from '../../src/ledger/blob.events.js';
import { CurrentIndex, RemarkRow, TemporalRow } from '../runtime/temporal.entity.js';

@Entity('stix_object')
@CurrentIndex
@Index(['tenantId', 'stixId'], { where: 'to_position is null' })
@Index(['tenantId', 'fromPosition'], { where: 'to_position is null' })
export class StixObjectRow extends TemporalRow {
  @Column('text') stixId!: string;
  @Column('text') stixType!: string;
  @Column('text') specVersion!: string;
  /** In its given precision; null for objects without versions. */
  @Column('text', { nullable: true }) modified!: string | null;
  @Column('text') sha256!: string;
  /** Of the current version, verbatim; null where `blob` names it. */
  @Column('text', { nullable: true }) text!: string | null;
  @Column('jsonb', { nullable: true }) blob!: BlobRef | null;
  /** When the current version was recorded. */
  @Column('timestamptz') receivedAt!: string;
  @Column('integer') versions!: number;
  @Column('integer') conflicts!: number;
  @Column('text') organisationId!: string;
  @Column('jsonb') marking!: Marking;
}

@Entity('remark')
@Index(['tenantId', 'position'])
export class StixObjectsRemarkRow extends RemarkRow {}
