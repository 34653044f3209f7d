/** Reads received STIX objects by type and id, as far as the reader may see. */
import type { Subject } from '../../access/actor.js';
import type { Visible } from '../../access/compartment-registry.js';
import type { Marking } from '../../access/marking.js';
import { boardConditions, type Comparisons, type MarkingFilter } from '../../read-side/board-query.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../../read-side/page.js';
import type { AsOf, ReadModels, ReadOptions, Statement } from '../../read-side/read-model.queries.js';

/** Every field narrows; a list matches any of its entries. */
export interface StixObjectFilter extends MarkingFilter {
  readonly stixIds?: readonly string[];
  readonly stixTypes?: readonly string[];
  readonly organisationId?: readonly string[];
  /** Whether other content came under an id and `modified` that were known already. */
  readonly conflicting?: boolean;
}

export interface ListedStixObject {
  /** Of its stream. */
  readonly id: string;
  readonly stixId: string;
  readonly stixType: string;
  readonly specVersion: string;
  readonly modified: string | null;
  readonly sha256: string;
  readonly versionCount: number;
  readonly conflictCount: number;
  readonly organisationId: string;
  readonly marking: Marking;
  readonly position: bigint;
}

interface Row {
  readonly id: string;
  readonly stix_id: string;
  readonly stix_type: string;
  readonly spec_version: string;
  readonly modified: string | null;
  readonly sha256: string;
  readonly versions: number;
  readonly conflicts: number;
  readonly organisation_id: string;
  readonly marking: Marking;
  readonly from_position: bigint;
}

const MODEL = 'stix_objects';

export class StixObjectQueries {
  constructor(private readonly models: ReadModels) {}

  /** By STIX id, and so by type. */
  async list(
    subject: Subject,
    filter: StixObjectFilter,
    page: PageInput,
    options: ReadOptions,
  ): Promise<Page<ListedStixObject> & { readonly asOf: AsOf }> {
    const moment = await this.models.momentOf(options);
    const { rows, asOf } = await this.models.query<Row>(MODEL, subject, { ...options, moment }, (visible) =>
      listSql(filter, page, moment?.position, visible),
    );
    return {
      ...pageOf(
        rows.map((row) => ({ cursor: { value: row.stix_id, id: row.id }, node: listed(row) })),
        page,
      ),
      asOf,
    };
  }

  async count(subject: Subject, filter: StixObjectFilter, options: ReadOptions): Promise<number> {
    const moment = await this.models.momentOf(options);
    const { rows } = await this.models.query<{ n: bigint }>(MODEL, subject, { ...options, moment }, (visible) => {
      const { where, values } = conditions(filter, moment?.position, visible);
      return { text: `select count(*) as n from rm_stix_objects.stix_object o where ${where}`, values };
    });
    return Number(rows[0].n);
  }
}

const listed = (row: Row): ListedStixObject => ({
  id: row.id,
  stixId: row.stix_id,
  stixType: row.stix_type,
  specVersion: row.spec_version,
  modified: row.modified,
  sha256: row.sha256,
  versionCount: row.versions,
  conflictCount: row.conflicts,
  organisationId: row.organisation_id,
  marking: row.marking,
  position: row.from_position,
});

const listSql = (filter: StixObjectFilter, page: PageInput, position: bigint | undefined, visible: Visible): Statement => {
  const { where, values, leftOut } = conditions(filter, position, visible);
  const cursor = readCursor(page, 'text');
  const after = cursor
    ? ` and (o.stix_id, o.id) > ($${values.push(cursor.value) + 2}, $${values.push(cursor.id) + 2}::uuid)`
    : '';
  return {
    text: `select o.id, o.stix_id, o.stix_type, o.spec_version, o.modified, o.sha256, o.versions, o.conflicts, o.organisation_id, o.marking, o.from_position
      from rm_stix_objects.stix_object o where ${where}${after} order by o.stix_id, o.id limit $${values.push(pageSize(page) + 1) + 2}`,
    values,
    leftOut,
  };
};

const COMPARISONS: Comparisons<StixObjectFilter> = [
  { key: 'stixIds', sql: (p) => `o.stix_id = any(${p}::text[])` },
  { key: 'stixTypes', sql: (p) => `o.stix_type = any(${p}::text[])` },
  { key: 'organisationId', sql: (p) => `o.organisation_id = any(${p}::text[])` },
  { key: 'conflicting', sql: (p) => `(o.conflicts > 0) = ${p}::boolean` },
];

const conditions = (filter: StixObjectFilter, position: bigint | undefined, visible: Visible) =>
  boardConditions('rm_stix_objects.stix_object', 'o', COMPARISONS, filter, position, visible);
