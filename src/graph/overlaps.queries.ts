/** Cases that share infrastructure, techniques, actors or targets, scored by how rare that is among what the reader may see. */
import type { Subject } from '../access/actor.js';
import type { LinkedType } from '../links/link.events.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadOptions } from '../read-side/read-model.queries.js';
import type { RecordEnd } from './graph.queries.js';
import type { Merges } from './merges.measure.js';
import { EDGE, type GraphPoint, type GraphSql, NODE, type VisibleGraph } from './visible-graph.queries.js';

/** Something that two cases have in common. */
export interface SharedThing {
  readonly type: LinkedType;
  /** Its record on the side that was asked about; the other case may have another record of the same thing. */
  readonly id: string;
  readonly label: string;
  /** An observable or an ATT&CK id; null: the record itself. */
  readonly value: string | null;
  readonly weight: number;
}
export interface Overlap extends GraphPoint {
  /** Sum of the weights of what is shared; comparable within one answer. */
  readonly score: number;
  /** The two are linked with each other already. */
  readonly linked: boolean;
  /** Heaviest first, at most 50. */
  readonly shared: readonly SharedThing[];
}
export interface OverlapInput extends PageInput {
  /** Of the overlapping cases; both when left out. */
  readonly types?: readonly ('campaign' | 'investigation')[] | undefined;
  readonly linked?: boolean | undefined;
}

const MOST_SHARED = 50;
const CASES = `('campaign', 'investigation')`;

interface Row {
  readonly type: LinkedType;
  readonly id: string;
  readonly label: string;
  readonly sort: string;
  readonly linked: boolean;
  readonly shared: readonly { readonly feature: string; readonly weight: number; readonly id: string; readonly label: string }[];
}

/**
 * What is shared weighs ln(1 + N/df), its inverse document frequency (K. Spärck Jones, J. Documentation 28(1), 1972): N is how many cases
 * there are and df how many have it. Both count only what the reader may see, so that nothing hidden can be told from a score or from the
 * difference of two.
 */
export class OverlapQueries {
  constructor(private readonly graph: VisibleGraph) {}

  /**
   * Best first.
   * @throws LedgerError NOT_FOUND for a case that the reader may not see.
   */
  async of(
    subject: Subject,
    { type, id }: RecordEnd,
    input: OverlapInput,
    options: ReadOptions,
  ): Promise<Page<Overlap> & { readonly asOf: AsOf }> {
    const size = pageSize(input);
    const cursor = readCursor(input, 'revision');
    const view = await this.graph.viewOf(subject, options);
    const [start, merges] = await Promise.all([this.graph.pointOf(view, type, id), this.graph.mergesOf(view)]);
    const { rows, asOf } = await this.graph.ask<Row>(view, (sql) => ({
      text: overlapsSql(sql, merges.winnerOf(start).id, merges, input, cursor, size + 1),
      leftOut: sql.leftOut('true'),
    }));
    const found = rows.map((row) => ({ cursor: { value: row.sort, id: row.id }, node: overlapOf(row) }));
    return { ...pageOf(found, input), asOf };
  }
}

const overlapOf = ({ type, id, label, sort, linked, shared }: Row): Overlap => ({
  type,
  id,
  label,
  score: Number(sort) / 1e6,
  linked,
  shared: shared.map(({ feature, weight, id: thing, label: name }) => {
    const [kind, ...value] = feature.split(' ');
    const named = value.join(' ');
    return { type: kind as LinkedType, id: thing, label: name, value: named === thing ? null : named, weight };
  }),
});

const overlapsSql = (
  sql: GraphSql,
  start: string,
  merges: Merges,
  { types, linked }: OverlapInput,
  cursor: { readonly value: string; readonly id: string } | undefined,
  most: number,
): string => {
  const pairs = merges.pairs;
  const near = sql.param(merges.membersOf([start]));
  const wanted = [`s.case_id <> ${sql.param(start)}::uuid`];
  if (types) wanted.push(`c.type = any(${sql.param(types)}::text[])`);
  if (linked !== undefined) wanted.push(`${linked ? '' : 'not '}exists (select 1 from nearby d where d.id = s.case_id)`);
  if (cursor) wanted.push(`(s.sort, s.case_id) < (${sql.param(cursor.value)}::bigint, ${sql.param(cursor.id)}::uuid)`);
  const things = (id: string, type: string, caseId: string, caseType: string): string =>
    `select t.feature, e.${caseId} as id, e.${caseType} as type from thing t
      join ${EDGE} e on e.${id} = t.id and e.${type} = t.type and e.${caseType} in ${CASES} and ${sql.edge('e')}`;
  return `with merge as materialized (
    select absorbed, winner from unnest(${sql.param(pairs.map(([absorbed]) => absorbed))}::uuid[], ${sql.param(pairs.map(([, winner]) => winner))}::uuid[]) m(absorbed, winner)
  ), nearby as materialized (
    select distinct n.type, n.id, n.label, n.features from (${sql.around(near)}) x left join merge m on m.absorbed = x.id
    join ${NODE} n on n.id = coalesce(m.winner, x.id) and n.key = x.type and ${sql.node('n')}
  ), own as materialized (
    select f.feature, min(n.id::text)::uuid as id from nearby n, unnest(n.features) f(feature) group by f.feature
  ), same as materialized (
    select n.type, n.id, o.feature from ${NODE} n, unnest(n.features) f(feature) join own o on o.feature = f.feature
    where n.features && (select coalesce(array_agg(feature), '{}') from own) and ${sql.node('n')}
  ), thing as materialized (
    select * from same union select s.type, m.absorbed, s.feature from same s join merge m on m.winner = s.id
  ), has as materialized (
    select distinct x.feature, coalesce(m.winner, c.id) as case_id
    from (${things('to_id', 'to_type', 'id', 'from_type')} union all ${things('id', 'from_type', 'to_id', 'to_type')}) x
    join ${NODE} c on c.id = x.id and c.key = x.type and ${sql.node('c')} left join merge m on m.absorbed = c.id
  ), weight as materialized (
    select h.feature, ln(1 + (
      select count(*) from ${NODE} n where n.tenant_id = $1 and n.type in ${CASES} and ${sql.node('n')} and not exists (select 1 from merge m where m.absorbed = n.id)
    )::float8 / count(*)) as weight from has h group by h.feature
  ), scored as materialized (
    select h.case_id, round(1e6 * sum(w.weight)::numeric)::bigint as sort from has h join weight w on w.feature = h.feature group by h.case_id
  )
  select c.type, c.id, c.label, s.sort::text as sort, exists (select 1 from nearby d where d.id = s.case_id) as linked, (
      select json_agg(json_build_object('feature', w.feature, 'weight', round(w.weight::numeric, 6), 'id', n.id, 'label', n.label) order by w.weight desc, w.feature)
      from (select w.* from weight w join has h on h.feature = w.feature and h.case_id = s.case_id order by w.weight desc, w.feature limit ${MOST_SHARED}) w
      join own o on o.feature = w.feature join nearby n on n.id = o.id
    ) as shared
  from scored s join ${NODE} c on c.id = s.case_id and c.type in ${CASES} and ${sql.node('c')}
  where ${wanted.join(' and ')} order by s.sort desc, s.case_id desc limit ${sql.param(most)}`;
};
