/** The texts by which current records are found; nothing of earlier versions or of the past. */
import { Column, Entity, Index } from 'typeorm';
import type { IntelReport } from '../../src/intel-reports/intel-report.record.js';
import type { Source } from '../../src/sources/source.record.js';
import { RecordRow } from '../runtime/record-row.entity.js';
import { CurrentIndex, TemporalRow } from '../runtime/temporal.entity.js';

const parts = [
  { column: 'title', weight: 'A' },
  { column: 'summary', weight: 'B' },
  { column: 'body', weight: 'C' },
  { column: 'reference_text', weight: 'C' },
] as const;

/** Every part as it is written and as its language inflects it. The tenant is a word that no search can spell, so that the index knows tenants apart. */
const WORDS = [
  ...parts.flatMap(({ column, weight }) =>
    [`'simple'`, 'language'].map((configuration) => `setweight(to_tsvector(${configuration}, ${column}), '${weight}')`),
  ),
  `setweight(to_tsvector('simple', keys), 'B')`,
  `array_to_tsvector(array['tenant ' || tenant_id])`,
].join(' || ');

/** One table per record type: ids of different types may be equal. */
export abstract class SearchRow<State = unknown> extends RecordRow<State> {
  @Column('text') status!: string;
  @Column('text') title!: string;
  @Column('text') summary!: string;
  /** Of one that lies in a blob, the beginning. */
  @Column('text') body!: string;
  /** Names, addresses and descriptions of what it refers to. */
  @Column('text') referenceText!: string;
  /** Identifiers as words, see search-text.measure.ts. */
  @Column('text') keys!: string;
  /** PostgreSQL text search configuration of the tenant's language. */
  // TypeORM does not know the type.
  @Column('regconfig' as 'text') language!: string;
  @Column({ type: 'tsvector', generatedType: 'STORED', asExpression: WORDS }) words?: string;
}

@Entity('report_text')
@CurrentIndex
@Index(['tenantId', 'updatedAt desc', 'id desc'])
@Index(['words'], { fulltext: true })
@Index(['title gin_trgm_ops'], { fulltext: true })
export class ReportTextRow extends SearchRow<IntelReport> {}

@Entity('source_text')
@CurrentIndex
@Index(['tenantId', 'updatedAt desc', 'id desc'])
@Index(['words'], { fulltext: true })
@Index(['title gin_trgm_ops'], { fulltext: true })
export class SourceTextRow extends SearchRow<Source> {}

/** The language that a tenant's texts are in; the default one for a tenant without a row. */
@Entity('tenant_language')
@CurrentIndex
@Index(['tenantId'])
export class TenantLanguageRow extends TemporalRow {
  @Column('text') language!: string;
}
