/** Reads what a tenant holds that STIX has objects for, as far as the reader may see: our own records, and objects as they came. */
import type { Subject } from '../../../access/actor.js';
import type { Visible } from '../../../access/compartment-registry.js';
import type { Marking } from '../../../access/marking.js';
import type { BlobRef } from '../../../ledger/blob.events.js';
import type { Loaded } from '../../../ledger/ledger.js';
import type { LinkedType } from '../../../links/link.events.js';
import {
  boardConditions,
  type BoardRow,
  type Comparisons,
  loadedOf,
  type MarkingFilter,
  recordColumnsOf,
} from '../../../read-side/board-query.queries.js';
import { type ReadModels, validAt } from '../../../read-side/read-model.queries.js';

export type OwnType = LinkedType | 'intelReport' | 'source' | 'incident';

export interface HeldRecord {
  readonly kind: 'record';
  readonly type: OwnType;
  readonly loaded: Loaded<object & { readonly status: string; readonly marking: Marking }>;
}
export interface HeldObject {
  readonly kind: 'object';
  readonly id: string;
  readonly stixId: string;
  readonly stixType: string;
  readonly modified: string | null;
  readonly content: string | BlobRef;
  readonly marking: Marking;
  readonly tenantId: string;
  readonly ownerOrganisation: string;
  readonly receivedAt: string;
  readonly position: bigint;
}
export type Held = HeldRecord | HeldObject;

/** One version of a received object, where it came in; the object itself where it is the current one. */
export interface HeldVersion {
  readonly object: HeldObject;
  readonly isCurrent: boolean;
  /** Its place among the versions that were received, from 0. */
  readonly index: number;
  /** It came after a newer one: `object` has the content of that. */
  readonly isLate: boolean;
}

interface Board {
  readonly model: string;
  readonly table: string;
}

const BOARDS: Readonly<Record<OwnType, Board>> = {
  intelReport: { model: 'intelligence', table: 'report_state' },
  source: { model: 'intelligence', table: 'source_state' },
  campaign: { model: 'profiles', table: 'campaign_state' },
  threatActor: { model: 'profiles', table: 'threat_actor_state' },
  investigation: { model: 'profiles', table: 'investigation_state' },
  attackPattern: { model: 'profiles', table: 'attack_pattern_state' },
  target: { model: 'profiles', table: 'target_state' },
  infrastructure: { model: 'profiles', table: 'infrastructure_state' },
  incident: { model: 'incidents', table: 'incident_state' },
};
export const OWN_TYPES = Object.keys(BOARDS) as readonly OwnType[];

/** Incidents of our own are many, and nobody means them by "everything": they are looked at where they are asked for. */
export type Incidents = 'all' | 'received';
export const narrowed = (type: OwnType, incidents: Incidents): Pick<HoldingFilter, 'received'> =>
  type === 'incident' && incidents === 'received' ? { received: true } : {};

/** Every field narrows; rows come in the order of `id`, or of `position` where that is given. */
export interface HoldingFilter extends MarkingFilter {
  /** Of records, or of the streams of objects. */
  readonly ids?: readonly string[];
  /** Received objects only. */
  readonly stixIds?: readonly string[];
  readonly stixTypes?: readonly string[];
  /** The first hexadecimal digits of the SHA-256 of the STIX id, 12 of them. */
  readonly hints?: readonly string[];
  readonly afterPosition?: bigint;
  /** Incidents only: those of other organisations. */
  readonly received?: true;
}

export interface HoldingOptions {
  readonly atLeast?: bigint | undefined;
}

const PAGE = 2_000;

type Paged = HoldingFilter & { readonly afterId?: string };

const comparisonsOf = (alias: string): Comparisons<Paged> => [
  { key: 'ids', sql: (p) => `${alias}.id = any(${p}::uuid[])` },
  { key: 'stixIds', sql: (p) => `${alias}.stix_id = any(${p}::text[])` },
  { key: 'stixTypes', sql: (p) => `${alias}.stix_type = any(${p}::text[])` },
  { key: 'hints', sql: (p) => `left(encode(sha256(convert_to(${alias}.stix_id, 'UTF8')), 'hex'), 12) = any(${p}::text[])` },
  { key: 'afterPosition', sql: (p) => `${alias}.from_position > ${p}::bigint` },
  // As the index has it.
  { key: 'received', sql: (p) => `${p}::boolean and ${alias}.received` },
  { key: 'afterId', sql: (p) => `${alias}.id > ${p}::uuid` },
];

interface ObjectRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly organisation_id: string;
  readonly stix_id: string;
  readonly stix_type: string;
  readonly modified: string | null;
  readonly text: string | null;
  readonly blob: BlobRef | null;
  readonly received_at: string;
  readonly marking: Marking;
  readonly from_position: bigint;
}

interface VersionRow {
  readonly versions: number;
  readonly is_current: boolean;
  readonly is_late: boolean;
}

const OBJECT_COLUMNS = [
  'id',
  'tenant_id',
  'organisation_id',
  'stix_id',
  'stix_type',
  'modified',
  'text',
  'blob',
  'received_at',
  'marking',
  'from_position',
]
  .map((column) => `s.${column}`)
  .join(', ');

const heldObject = (row: ObjectRow): HeldObject => ({
  kind: 'object',
  id: row.id,
  stixId: row.stix_id,
  stixType: row.stix_type,
  modified: row.modified,
  content: row.text ?? row.blob!,
  marking: row.marking,
  tenantId: row.tenant_id,
  ownerOrganisation: row.organisation_id,
  receivedAt: row.received_at,
  position: row.from_position,
});

type Source = Board & { readonly columns: string; readonly read: (row: never) => Held };

const OBJECTS: Source = {
  model: 'stix_objects',
  table: 'stix_object',
  columns: OBJECT_COLUMNS,
  read: (row: ObjectRow) => heldObject(row),
};

const recordsOf = (type: OwnType): Source => ({
  ...BOARDS[type],
  columns: recordColumnsOf('s'),
  read: (row: BoardRow<HeldRecord['loaded']['record']>): HeldRecord => ({ kind: 'record', type, loaded: loadedOf(row) }),
});

export class HoldingQueries {
  constructor(private readonly models: ReadModels) {}

  records(subject: Subject, type: OwnType, filter: HoldingFilter, options: HoldingOptions): Promise<readonly HeldRecord[]> {
    return this.all(subject, recordsOf(type), filter, options) as Promise<readonly HeldRecord[]>;
  }

  objects(subject: Subject, filter: HoldingFilter, options: HoldingOptions): Promise<readonly HeldObject[]> {
    return this.all(subject, OBJECTS, filter, options) as Promise<readonly HeldObject[]>;
  }

  /** What changed after a position, of every kind, in the order of the log. */
  async after(subject: Subject, position: bigint, limit: number, incidents: Incidents): Promise<readonly Held[]> {
    const found = await Promise.all([
      this.page(subject, OBJECTS, { afterPosition: position }, {}, 'from_position', limit),
      ...this.recordsAfter(subject, position, limit, incidents),
    ]);
    // What one model shows already, another may not have come to: nothing is passed over that appears later.
    const complete = found.map(({ upTo }) => upTo).reduce((least, upTo) => (upTo < least ? upTo : least));
    return found
      .flatMap(({ held }) => held)
      .filter((held) => positionOf(held) <= complete)
      .toSorted((a, b) => (positionOf(a) < positionOf(b) ? -1 : 1))
      .slice(0, limit);
  }

  /** {@link after} with every version of received objects, as it came in, that may be seen then and now. */
  async versionsAfter(
    subject: Subject,
    position: bigint,
    limit: number,
    incidents: Incidents,
  ): Promise<readonly (HeldRecord | HeldVersion)[]> {
    const found = await Promise.all(this.recordsAfter(subject, position, limit, incidents));
    const versions = await this.versions(subject, { afterPosition: position }, limit);
    const complete = [...found.map(({ upTo }) => upTo), versions.upTo].reduce((least, upTo) => (upTo < least ? upTo : least));
    return [...(found.flatMap(({ held }) => held) as HeldRecord[]), ...versions.held]
      .filter((one) => placeOf(one) <= complete)
      .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
      .slice(0, limit);
  }

  private recordsAfter(subject: Subject, position: bigint, limit: number, incidents: Incidents) {
    return OWN_TYPES.map((type) => {
      const filter = { afterPosition: position, ...narrowed(type, incidents) };
      return this.page(subject, recordsOf(type), filter, {}, 'from_position', limit);
    });
  }

  /** Every version of these objects, in the order of the log. */
  async versionsOf(subject: Subject, stixIds: readonly string[], limit: number): Promise<readonly HeldVersion[]> {
    return (await this.versions(subject, { stixIds }, limit)).held;
  }

  private async versions(
    subject: Subject,
    filter: Pick<HoldingFilter, 'afterPosition' | 'stixIds'>,
    limit: number,
  ): Promise<{ readonly held: readonly HeldVersion[]; readonly upTo: bigint }> {
    const { rows, asOf } = await this.models.query<ObjectRow & VersionRow>(OBJECTS.model, subject, {}, () => ({
      text: `select ${OBJECT_COLUMNS}, s.versions, s.sha256 = c.sha256 and s.sha256 is distinct from b.sha256 as is_current,
          coalesce(s.sha256 = b.sha256, false) as is_late
        from rm_stix_objects.stix_object s
        join rm_stix_objects.stix_object c on c.id = s.id and c.to_position is null and c.acl_id = any($2)
        left join rm_stix_objects.stix_object b on b.id = s.id and b.to_position = s.from_position
        where s.tenant_id = $1 and s.acl_id = any($2) and s.versions > coalesce(b.versions, 0)
          and ($3::bigint is null or s.from_position > $3) and ($4::text[] is null or s.stix_id = any($4))
        order by s.from_position limit $5`,
      values: [filter.afterPosition ?? null, filter.stixIds ?? null, limit],
    }));
    const held = rows.map((row) => ({
      object: heldObject(row),
      isCurrent: row.is_current,
      index: row.versions - 1,
      isLate: row.is_late,
    }));
    return { held, upTo: asOf.position ?? -1n };
  }

  /** The last position that was recorded at or before an instant; before the first where none is given. */
  async positionAt(instant: string | undefined): Promise<bigint> {
    const moment = instant === undefined ? undefined : await this.models.momentOf({ at: instant });
    return moment?.position ?? -1n;
  }

  /** The records that own a link to one of these. */
  async ownersOfLinksTo(subject: Subject, ids: readonly string[], options: HoldingOptions): Promise<readonly string[]> {
    const { rows } = await this.models.query<{ id: string }>('profiles', subject, options, () => ({
      text: `select distinct e.id from rm_profiles.edge e
        where e.tenant_id = $1 and e.acl_id = any($2) and ${validAt('e', undefined)} and e.to_id = any($3::uuid[])`,
      values: [ids],
    }));
    return rows.map(({ id }) => id);
  }

  /** The records at both ends of these links. */
  async endsOfLinks(subject: Subject, linkIds: readonly string[]): Promise<readonly string[]> {
    const { rows } = await this.models.query<{ id: string; to_id: string }>('profiles', subject, {}, () => ({
      text: `select e.id, e.to_id from rm_profiles.edge e
        where e.tenant_id = $1 and e.acl_id = any($2) and ${validAt('e', undefined)} and e.key = any($3)`,
      values: [linkIds],
    }));
    return rows.flatMap(({ id, to_id: toId }) => [id, toId]);
  }

  /** The organisations of which there is something that the subject may see. */
  async organisations(subject: Subject): Promise<readonly string[]> {
    const found = new Set<string>();
    await this.models.query(OBJECTS.model, subject, {}, ({ compartments }) => {
      for (const { ownerOrganisation } of compartments) found.add(ownerOrganisation);
      return { text: 'select s.id from rm_stix_objects.stix_object s where s.acl_id = any($2) limit 1', values: [] };
    });
    return [...found];
  }

  private async all(subject: Subject, source: Source, filter: HoldingFilter, options: HoldingOptions): Promise<readonly Held[]> {
    const found: Held[] = [];
    for (let afterId: string | undefined; ;) {
      const { held: page } = await this.page(
        subject,
        source,
        afterId === undefined ? filter : { ...filter, afterId },
        options,
        'id',
        PAGE,
      );
      found.push(...page);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return found;
      afterId = last.kind === 'record' ? last.loaded.id : last.id;
    }
  }

  private async page(
    subject: Subject,
    { model, table, columns, read }: Source,
    filter: Paged,
    options: HoldingOptions,
    order: 'id' | 'from_position',
    limit: number,
  ): Promise<{ readonly held: readonly Held[]; readonly upTo: bigint }> {
    const { rows, asOf } = await this.models.query(model, subject, options, (visible: Visible) => {
      const name = `rm_${model}.${table}`;
      const { where, values } = boardConditions(name, 's', comparisonsOf('s'), filter, undefined, visible);
      return {
        text: `select ${columns} from ${name} s where ${where} order by s.${order} limit $${values.push(limit) + 2}`,
        values,
      };
    });
    return { held: rows.map((row) => read(row as never)), upTo: asOf.position ?? -1n };
  }
}

export const isOwnIncident = (held: Held): boolean =>
  held.kind === 'record' && held.type === 'incident' && !('stix' in held.loaded.record);

export const positionOf = (held: Held): bigint => (held.kind === 'record' ? held.loaded.position : held.position);

export const placeOf = (one: Held | HeldVersion): bigint => positionOf('object' in one ? one.object : one);
