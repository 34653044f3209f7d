/** Which sources have gone quiet, judged by their own deliveries as far as the reader may see them. */
import type { Subject } from '../access/actor.js';
import type { Visible } from '../access/compartment-registry.js';
import { boardConditions, seenToday } from '../read-side/board-query.queries.js';
import type { Moment } from '../read-side/moment.queries.js';
import { type AsOf, type ReadModels, type ReadOptions, type Statement, validAt } from '../read-side/read-model.queries.js';
import { defaultSettings } from '../tenants/tenant-settings.record.js';
import {
  type Cadence,
  cadenceOf,
  LONGEST_PATTERN_DAYS,
  MOST_DELIVERIES,
  PATTERN_DAYS,
  PATTERN_DELIVERIES,
  SHORTEST_PATTERN_DAYS,
  type Silence,
  silenceOf,
  type SourceFacts,
} from './source.measure.js';
import { deliveriesLeftOut, REPORTS, SOURCE_LISTS, type SourceFilter } from './source.queries.js';

export interface SilentSource {
  readonly id: string;
  readonly name: string;
  readonly lastReportAt: string | null;
  /** Its expected cadence, else the average interval of its learnt one. */
  readonly expectedWithinSeconds: number;
  /** That a working source stays quiet this long: at most 0.05. */
  readonly probability: number;
}
export interface WatchedSource {
  readonly id: string;
  readonly name: string;
  /** Of its newest delivery among those the reader may see. */
  readonly lastReportAt: string | null;
  /** Null while there is too little to learn from. */
  readonly cadence: Cadence | null;
  readonly silence: Silence;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly status: SourceFacts['status'];
  readonly expected: number | null;
  readonly zone: string;
  readonly transitions: SourceFacts['transitions'];
  readonly last_report_at: string | null;
  readonly per_day: SourceFacts['perDay'] | null;
  readonly per_hour: SourceFacts['perHour'] | null;
}

export class SourceWatch {
  constructor(private readonly models: ReadModels) {}

  /**
   * The sources that are silent, by name.
   * @param zone of the tenant, for a reader who may not see its settings; theirs when left out.
   */
  async silent(
    subject: Subject,
    options: ReadOptions,
    zone?: string,
  ): Promise<{ readonly silent: readonly SilentSource[]; readonly asOf: AsOf }> {
    const { sources, asOf } = await this.read(subject, options, { status: ['active'] }, zone);
    return { silent: sources.flatMap(silentSource), asOf };
  }

  /**
   * Every source's cadence and silence, by id.
   * @param ids of the sources to look at; all when left out.
   */
  async watch(
    subject: Subject,
    options: ReadOptions,
    ids?: readonly string[],
  ): Promise<{ readonly watched: ReadonlyMap<string, WatchedSource>; readonly asOf: AsOf }> {
    const { sources, asOf } = await this.read(subject, options, ids ? { ids: [...new Set(ids)] } : {});
    return { watched: new Map(sources.map((source) => [source.id, source])), asOf };
  }

  /** The filter with `silent` resolved to the ids of the sources that it means. */
  async narrowed(
    subject: Subject,
    { silent, ...filter }: SourceFilter & { readonly silent?: boolean },
    options: ReadOptions,
  ): Promise<SourceFilter> {
    if (silent === undefined) return filter;
    const { sources } = await this.read(subject, options, filter);
    return { ...filter, ids: sources.filter(({ silence }) => (silence.state === 'silent') === silent).map(({ id }) => id) };
  }

  private async read(subject: Subject, options: ReadOptions, filter: SourceFilter, zone?: string) {
    const moment = await this.models.momentOf(options);
    const now = moment?.now ?? this.models.now().toISOString();
    const { rows, asOf } = await this.models.query<Row>('intelligence', subject, { ...options, moment }, (visible) =>
      factsSql(filter, { moment, now, zone }, visible),
    );
    return { sources: rows.map((row) => watched(row, now)), asOf };
  }
}

const silentSource = ({ id, name, lastReportAt, silence }: WatchedSource): readonly SilentSource[] =>
  silence.state === 'silent'
    ? [{ id, name, lastReportAt, expectedWithinSeconds: silence.expectedWithinSeconds!, probability: silence.probability! }]
    : [];

const watched = (row: Row, now: string): WatchedSource => {
  const { id, name, status, zone, last_report_at: lastReportAt } = row;
  const facts: SourceFacts = {
    status,
    zone,
    lastReportAt,
    expectedCadenceSeconds: row.expected,
    transitions: row.transitions.map((transition) => ({ ...transition, at: new Date(transition.at).toISOString() })),
    perDay: row.per_day ?? {},
    perHour: row.per_hour ?? {},
  };
  const cadence = cadenceOf(facts);
  return { id, name, lastReportAt, cadence, silence: silenceOf(facts, cadence, now) };
};

/** When sources are looked at, and where their days begin: undefined, where the settings say that the reader may see. */
interface Look {
  readonly moment: Moment | undefined;
  readonly now: string;
  readonly zone: string | undefined;
}

/** A source's deliveries are counted back from its last one, by local day and hour, over a window that follows its pace. */
const factsSql = (filter: SourceFilter, { moment, now, zone }: Look, visible: Visible): Statement => {
  const { where, values, leftOut } = boardConditions(
    'rm_intelligence.source_state',
    's',
    SOURCE_LISTS,
    filter,
    moment?.position,
    visible,
  );
  const param = (value: unknown): string => `$${values.push(value) + 2}`;
  const p = moment && param(moment.position);
  const until = `${param(now)}::timestamptz`;
  const delivery = (source: string) =>
    `d.source_id = ${source} and d.acl_id = any($2) and d.published_at <= ${until} and ${validAt('d', p)} ${p ? `and ${seenToday(REPORTS, 'd', p)}` : ''}`;
  const back = (days: number) => `l.at - interval '${days} days'`;
  return {
    text: `select s.id, s.name, s.status, (s.record->>'expectedCadenceSeconds')::int as expected, z.zone, t.transitions,
        l.at as last_report_at, f.per_day, f.per_hour
      from rm_intelligence.source_state s
      cross join (select coalesce(${param(zone ?? null)}::text, (select t.record->>'zone' from rm_intelligence.tenant_settings_state t
        where t.tenant_id = $1 and ${validAt('t', p)} limit 1), '${defaultSettings.zone}') as zone) z
      cross join lateral (select json_agg(json_build_object('status', c.status, 'at', c.updated_at) order by c.from_position) as transitions
        from (select h.status, h.updated_at, h.from_position, lag(h.status) over (order by h.from_position) as before
          from rm_intelligence.source_state h where h.id = s.id and h.acl_id = any($2) ${p ? `and h.from_position <= ${p}` : ''}) c
        where c.before is distinct from c.status) t
      left join lateral (select d.published_at as at from rm_intelligence.delivery d
        where ${delivery('s.id')} order by d.published_at desc limit 1) l on true
      left join lateral (select d.published_at as at from rm_intelligence.delivery d
        where ${delivery('s.id')} order by d.published_at desc offset ${PATTERN_DELIVERIES - 1} limit 1) n on true
      left join lateral (select d.published_at as at from rm_intelligence.delivery d
        where ${delivery('s.id')} and d.published_at >= ${back(PATTERN_DAYS)}
        order by d.published_at desc offset ${MOST_DELIVERIES - 1} limit 1) m on true
      left join lateral (
        select json_object_agg(k.day, k.n) filter (where k.day is not null) as per_day,
          json_object_agg(k.hour, k.n) filter (where k.hour is not null) as per_hour
        from (select to_char(u.local, 'YYYY-MM-DD') as day, extract(hour from u.local)::int as hour, count(*)::int as n
          from (select d.published_at at time zone z.zone as local from rm_intelligence.delivery d
            where ${delivery('s.id')} and d.published_at >= greatest(${back(LONGEST_PATTERN_DAYS)},
              least(${back(PATTERN_DAYS)}, coalesce(n.at, '-infinity')), case when m.at is not null then least(m.at, ${back(SHORTEST_PATTERN_DAYS)}) end)) u
          group by grouping sets ((1), (2))) k
      ) f on true
      where ${where} order by s.name, s.id`,
    values,
    leftOut: leftOut && `(${leftOut} or ${deliveriesLeftOut(where, p!)})`,
  };
};
