/** What each source is worth: how much it delivers, what only it supports and how early it is, over what the reader may see. */
import type { Subject } from '../access/actor.js';
import type { Visible } from '../access/compartment-registry.js';
import { boardConditions, seenToday } from '../read-side/board-query.queries.js';
import type { Moment } from '../read-side/moment.queries.js';
import { type ReadModels, type ReadOptions, type Statement, validAt } from '../read-side/read-model.queries.js';
import { REPORTS, SOURCE_LISTS } from './source.queries.js';

export interface Scorecard {
  /** Published versions that name it, in the window. */
  readonly deliveries: number;
  /** Published reports that name no other source that the reader may see ÷ those that name it, 0 to 1; null without any. */
  readonly soleSupportShare: number | null;
  /** Reports of the window that name it and were retracted. */
  readonly retracted: number;
  /** Median over the subjects it shares: first report of another source − its own first; negative when it was later, null without any. */
  readonly leadSeconds: number | null;
  /** Subjects (ATT&CK techniques and STIX objects) that another source that the reader may see reported in the window too. */
  readonly sharedSubjects: number;
  /** Between two of its deliveries, or since the last one, as far as it lies in the window; null when it never delivered. */
  readonly longestGapSeconds: number | null;
  readonly window: { readonly from: string; readonly to: string };
}

interface Row {
  readonly id: string;
  readonly deliveries: number;
  readonly gap: number | null;
  readonly reports: number;
  readonly sole: number;
  readonly retracted: number;
  readonly lead: number | null;
  readonly shared: number;
}

const DAY_MS = 86_400_000;
const SOURCES = 'rm_intelligence.source_state';

export class SourceScorecards {
  constructor(private readonly models: ReadModels) {}

  /** The scorecards of the sources among `ids` that the subject may see, by id, over the last `days` of 24 hours. */
  async byIds(
    subject: Subject,
    ids: readonly string[],
    days: number,
    options: ReadOptions,
  ): Promise<ReadonlyMap<string, Scorecard>> {
    const moment = await this.models.momentOf(options);
    const to = moment?.now ?? this.models.now().toISOString();
    const from = new Date(Date.parse(to) - days * DAY_MS).toISOString();
    const { rows } = await this.models.query<Row>('intelligence', subject, { ...options, moment }, (visible) =>
      scorecardSql([...new Set(ids)], from, to, moment, visible),
    );
    return new Map(rows.map((row) => [row.id, scorecard(row, { from, to })]));
  }
}

const scorecard = (row: Row, window: Scorecard['window']): Scorecard => ({
  deliveries: row.deliveries,
  soleSupportShare: row.reports === 0 ? null : row.sole / row.reports,
  retracted: row.retracted,
  leadSeconds: row.lead === null ? null : Math.round(row.lead),
  sharedSubjects: row.shared,
  longestGapSeconds: row.gap === null ? null : Math.round(row.gap),
  window,
});

/** STIX objects that say who, where or for whom, not what a report is about. */
const NO_SUBJECT = '^(identity|location|marking-definition)--';

const scorecardSql = (
  ids: readonly string[],
  fromTime: string,
  toTime: string,
  moment: Moment | undefined,
  visible: Visible,
): Statement => {
  const { where, values } = boardConditions(SOURCES, 's', SOURCE_LISTS, { ids }, moment?.position, visible);
  const param = (value: unknown): string => `$${values.push(value) + 2}`;
  const p = moment && param(moment.position);
  const from = `${param(fromTime)}::timestamptz`;
  const to = `${param(toTime)}::timestamptz`;
  const holds = (alias: string) => `${validAt(alias, p)} ${p ? `and ${seenToday(REPORTS, alias, p)}` : ''}`;
  const delivery = `d.source_id = s.id and d.acl_id = any($2) and ${holds('d')}`;
  const inWindow = (column: string) => `${column} > ${from} and ${column} <= ${to}`;
  return {
    text: `with seen as materialized (
        select v.id from ${SOURCES} v where v.tenant_id = $1 and v.acl_id = any($2) and ${validAt('v', p)} ${p ? `and ${seenToday(SOURCES, 'v', p)}` : ''}
      ), firsts as materialized (
        select n.id as source_id, k.subject, min(r.published_at) as at
        from unnest($2::text[]) a(acl_id)
        join ${REPORTS} r on r.acl_id = a.acl_id and r.status = 'published' and ${inWindow('r.published_at')} and ${holds('r')}
        join seen n on n.id = any(r.source_ids)
        cross join lateral (select unnest(r.technique_ids) as subject
          union select jsonb_array_elements_text(r.record->'versions'->-1->'content'->'objectRefs')) k
        where k.subject !~ '${NO_SUBJECT}' group by 1, 2
      ), shared as materialized (
        select subject, (array_agg(at order by at))[1:2] as earliest from firsts group by subject having count(*) > 1
      )
      select s.id, g.deliveries, g.gap, r.reports, r.sole, r.retracted, l.lead, l.shared
      from ${SOURCES} s
      cross join lateral (select count(*) filter (where e.inside)::int as deliveries,
          extract(epoch from greatest(max(e.at - e.before), ${to} - max(e.at)))::float8 as gap
        from (select u.at, u.inside, lag(u.at) over (order by u.at) as before from (
          (select ${from} as at, false as inside from rm_intelligence.delivery d where ${delivery} and d.published_at <= ${from} limit 1)
          union all select d.published_at, true from rm_intelligence.delivery d where ${delivery} and ${inWindow('d.published_at')}) u) e) g
      cross join lateral (select count(*) filter (where r.status = 'published')::int as reports,
          count(*) filter (where r.status = 'published' and (select count(*) from seen where seen.id = any(r.source_ids)) = 1)::int as sole,
          count(*) filter (where r.status = 'retracted')::int as retracted
        from rm_intelligence.delivery d join ${REPORTS} r on r.id = d.id and r.published_at = d.published_at and ${validAt('r', p)}
        where ${delivery} and ${inWindow('d.published_at')} and s.id = any(r.source_ids)) r
      cross join lateral (select count(*)::int as shared, percentile_cont(0.5) within group (order by
          extract(epoch from (case when f.at = h.earliest[1] then h.earliest[2] else h.earliest[1] end) - f.at)) as lead
        from firsts f join shared h using (subject) where f.source_id = s.id) l
      where ${where}`,
    values,
  };
};
