/** What changed after a position, over what the reader may see: read from the temporal boards, so that a change is told once it shows. */
import type { Subject } from '../access/actor.js';
import { historicTypes } from '../history/record-types.js';
import { seenToday } from '../read-side/board-query.queries.js';
import type { ReadModels, Statement } from '../read-side/read-model.queries.js';

/** One event of a record. */
export interface Change {
  /** Stream category. */
  readonly type: string;
  readonly id: string;
  readonly revision: bigint;
  readonly position: bigint;
  /** The event in words. */
  readonly label: string;
  readonly title: string | null;
  /** UTC ISO 8601. */
  readonly recordedAt: string;
}

export interface Changes {
  /** In the order of the log. */
  readonly changes: readonly Change[];
  /** Everything up to here is in `changes`, or may not be seen. */
  readonly position: bigint;
  /** There are more changes than were asked for; `position` is that of the last one told. */
  readonly more: boolean;
  /** A record that could be seen was re-marked and cannot be any more. */
  readonly lostSight: boolean;
}

/** The boards of the intelligence model, by stream category, and how a row of each is called. */
const BOARDS: Readonly<Record<string, { readonly table: string; readonly title: string }>> = {
  intelReport: { table: 'report_state', title: 'r.title' },
  source: { table: 'source_state', title: 'r.name' },
  handover: { table: 'handover_state', title: 'null' },
  tenant: { table: 'tenant_settings_state', title: 'null' },
};

interface Row {
  readonly changes: readonly {
    readonly type: string;
    readonly id: string;
    readonly revision: string;
    readonly position: string;
    readonly event_type: string;
    readonly title: string | null;
    readonly recorded_at: string;
  }[];
  readonly lost_sight: boolean;
}

export class LiveQueries {
  constructor(private readonly models: ReadModels) {}

  /** The position that the dashboard has come to; 0 before the first event. */
  async here(subject: Subject): Promise<bigint> {
    const { asOf } = await this.models.query('intelligence', subject, {}, () => ({
      text: 'select $2::text[] as seen',
      values: [],
    }));
    return asOf.position ?? 0n;
  }

  /**
   * The first `limit` changes after a position, of records that may be seen both as they were marked then and as they are marked now.
   * @param upTo leaves out what came after this position.
   */
  async changesAfter(subject: Subject, after: bigint, limit: number, upTo?: bigint): Promise<Changes> {
    const { rows, asOf } = await this.models.query<Row>('intelligence', subject, {}, () => changesSql(after, limit + 1, upTo));
    const [row] = rows;
    const found = row.changes.map((change): Change => {
      const contracts = historicTypes[change.type].type.contracts;
      return {
        type: change.type,
        id: change.id,
        revision: BigInt(change.revision),
        position: BigInt(change.position),
        label: contracts.spec[change.event_type]?.label ?? change.event_type,
        title: change.title,
        recordedAt: new Date(change.recorded_at).toISOString(),
      };
    });
    const more = found.length > limit;
    const changes = more ? found.slice(0, limit) : found;
    const reached = upTo ?? asOf.position ?? 0n;
    const position = more ? changes[limit - 1].position : reached > after ? reached : after;
    return { changes, position, more, lostSight: row.lost_sight };
  }
}

const changesSql = (after: bigint, limit: number, upTo: bigint | undefined): Statement => {
  const end = (column: string): string => (upTo === undefined ? '' : `and ${column} <= $5`);
  const boards = Object.entries(BOARDS).map(
    ([
      type,
      { table, title },
    ]) => `(select '${type}' as type, r.id, r.revision, r.from_position, r.event_type, ${title} as title, r.updated_at
      from rm_intelligence.${table} r where r.tenant_id = $1 and r.acl_id = any($2) and r.from_position > $3 ${end('r.from_position')}
      and ${seenToday(`rm_intelligence.${table}`, 'r', '$3')} order by r.from_position limit $4)`,
  );
  return {
    text: `select
      (select coalesce(json_agg(json_build_object('type', c.type, 'id', c.id, 'revision', c.revision::text, 'position', c.from_position::text,
        'event_type', c.event_type, 'title', c.title, 'recorded_at', c.updated_at) order by c.from_position), '[]')
        from (select * from (${boards.join(' union all ')}) b order by from_position limit $4) c) as changes,
      exists (select 1 from rm_intelligence.remark m where m.tenant_id = $1 and m.position > $3 ${end('m.position')}
        and m.from_acl_id = any($2) and (m.to_acl_id is null or not m.to_acl_id = any($2))) as lost_sight`,
    values: [after, limit, ...(upTo === undefined ? [] : [upTo])],
  };
};
