/** What the watch officer sees first: counts, recency and sources, over what the reader may see. */
import type { Subject } from '../access/actor.js';
import type { Visible } from '../access/compartment-registry.js';
import type { Compartment } from '../access/compartment.js';
import type { IntelReportFilter } from '../intel-reports/intel-report.queries.js';
import type { IntelReportStatus } from '../intel-reports/intel-report.record.js';
import type { Moment } from '../read-side/moment.queries.js';
import { hiddenToday, remarkedSince, seenToday } from '../read-side/board-query.queries.js';
import { type AsOf, type ReadModels, type ReadOptions, type Statement, validAt } from '../read-side/read-model.queries.js';
import type { SourceFilter } from '../sources/source.queries.js';
import { defaultSettings, type TenantSettingsRecord } from '../tenants/tenant-settings.record.js';
import { recencyOf, type Recency } from './dashboard.measure.js';

/** Sums over compartments, as the counters name them. */
interface Counts {
  readonly status_draft: number;
  readonly status_in_review: number;
  readonly status_approved: number;
  readonly status_published: number;
  readonly status_retracted: number;
  readonly status_archived: number;
  readonly working_draft: number;
  readonly working_in_review: number;
  readonly working_approved: number;
  readonly sources_active: number;
  readonly sources_paused: number;
  readonly sources_retired: number;
}
export interface CountByKey {
  readonly key: string;
  readonly count: number;
  readonly filter: IntelReportFilter;
}

export interface IntelligenceDashboard {
  readonly reportCount: number;
  readonly publishedCount: number;
  readonly draftCount: number;
  readonly inReviewCount: number;
  readonly reportsByStatus: readonly CountByKey[];
  readonly reportsBySecrecy: readonly CountByKey[];
  readonly reportsByTlp: readonly CountByKey[];
  readonly lastPublishedAt: string | null;
  readonly secondsSinceLastPublication: number | null;
  readonly recency: Recency['recency'];
  readonly sourceCount: number;
  readonly activeSourceCount: number;
  readonly sourceThreshold: { readonly minimum: number; readonly state: 'ok' | 'below' };
  readonly backlog: { readonly inReview: number; readonly oldestSubmittedAt: string | null };
  readonly filters: typeof FILTERS;
  readonly asOf: AsOf;
}

const STATUSES = [
  'draft',
  'in_review',
  'approved',
  'published',
  'retracted',
  'archived',
] as const satisfies readonly IntelReportStatus[];
/** The product base: what is neither archived nor retracted. */
const PRODUCT_BASE = ['draft', 'in_review', 'approved', 'published'] as const;
const NOT_ARCHIVED = [...PRODUCT_BASE, 'retracted'] as const;

/** The filter that opens exactly the records of a figure. */
export const FILTERS = {
  reportCount: { status: PRODUCT_BASE },
  publishedCount: { status: ['published'] },
  draftCount: { status: NOT_ARCHIVED, workingStatus: ['draft'] },
  inReviewCount: { status: NOT_ARCHIVED, workingStatus: ['in_review'] },
  sourceCount: {},
  activeSourceCount: { status: ['active'] },
} as const satisfies Record<string, IntelReportFilter | SourceFilter>;

interface Row {
  readonly counters: readonly (Counts & { acl_id: string })[];
  readonly last_published_at: string | null;
  readonly oldest_submitted_at: string | null;
  readonly settings: TenantSettingsRecord | null;
  /** What records that may no longer be seen added to the counters of compartments that may. */
  readonly hidden: readonly (Pick<Counts, never> & {
    acl_id: string;
    status: string;
    working_status: string | null;
    board: string;
  })[];
}

export class DashboardQueries {
  constructor(private readonly models: ReadModels) {}

  /** @param settings what the figures are measured against for a reader who may not see the settings; the tenant's own when left out. */
  async intelligence(subject: Subject, options: ReadOptions, settings?: TenantSettingsRecord): Promise<IntelligenceDashboard> {
    const moment = await this.models.momentOf(options);
    let seen: Visible | undefined;
    const { rows, asOf } = await this.models.query<Row>('intelligence', subject, { ...options, moment }, (visible) => {
      seen = visible;
      return dashboardSql(moment);
    });
    const row = settings ? { ...rows[0], settings } : rows[0];
    const now = moment?.now ?? this.models.now().toISOString();
    return { asOf: { ...asOf, reducedToTodaysAccess: row.hidden.length > 0 }, ...figures(row, seen!.compartments, now) };
  }
}

const dashboardSql = (moment: Moment | undefined): Statement => {
  const p = moment && '$3';
  const upTo = (column: string) => (moment ? `and ${column} <= $4::timestamptz` : '');
  return {
    text: `select
      (select coalesce(json_agg(k), '[]') from unnest($2::text[]) a(acl_id) cross join lateral (
        select * from rm_intelligence.counter_at c where c.acl_id = a.acl_id ${p ? `and c.position <= ${p}` : ''} order by c.position desc limit 1) k
      ) as counters,
      (select max(k.published_at) from unnest($2::text[]) a(acl_id) cross join lateral (
        select r.published_at from rm_intelligence.report_state r where r.acl_id = a.acl_id and r.status = 'published' ${upTo('r.published_at')}
          and ${validAt('r', p)} ${p ? `and ${seenToday('rm_intelligence.report_state', 'r', p)}` : ''} order by r.published_at desc limit 1) k
      ) as last_published_at,
      (select min(k.submitted_at) from unnest($2::text[]) a(acl_id) cross join lateral (
        select r.submitted_at from rm_intelligence.report_state r where r.acl_id = a.acl_id and r.working_status = 'in_review'
          and r.status <> 'archived' and ${validAt('r', p)} ${p ? `and ${seenToday('rm_intelligence.report_state', 'r', p)}` : ''} order by r.submitted_at limit 1) k
      ) as oldest_submitted_at,
      (select t.record from rm_intelligence.tenant_settings_state t where t.tenant_id = $1 and ${validAt('t', p)} limit 1) as settings,
      ${p ? hiddenSql(p) : `'[]'::json`} as hidden`,
    values: moment ? [moment.position, moment.now] : [],
  };
};

/** Rows that held then in a compartment that may be seen, of records that were re-marked since and may not be seen today. */
const hiddenSql = (p: string): string => {
  const board = (table: string, columns: string) => `select t.acl_id, '${table}' as board, ${columns}
    from ${remarkedSince(`rm_intelligence.${table}`, p)} m
    join rm_intelligence.${table} t on t.id = m.id and ${validAt('t', p)}
    where t.acl_id = any($2) and ${hiddenToday(`rm_intelligence.${table}`, 't')}`;
  return `(select coalesce(json_agg(h), '[]') from (
    ${board('report_state', 't.status, t.working_status')} union all ${board('source_state', 't.status, null as working_status')}) h)`;
};

const figures = (row: Row, compartments: readonly Compartment[], now: string): Omit<IntelligenceDashboard, 'asOf'> => {
  const settings = row.settings ?? defaultSettings;
  const perCompartment = new Map(row.counters.map((counts) => [counts.acl_id, { ...counts }]));
  for (const hidden of row.hidden) subtract(perCompartment.get(hidden.acl_id), hidden);
  const sum = (...names: readonly (keyof Counts)[]): number =>
    [...perCompartment.values()].reduce((total, counts) => total + names.reduce((n, name) => n + counts[name], 0), 0);
  const base = PRODUCT_BASE.map((status) => `status_${status}` as const);
  const by = (key: (compartment: Compartment) => string, filter: (key: string) => IntelReportFilter): readonly CountByKey[] => {
    const counts = new Map<string, number>();
    for (const compartment of compartments) {
      const own = perCompartment.get(compartment.aclId);
      const count = own ? base.reduce((n, name) => n + own[name], 0) : 0;
      if (count > 0) counts.set(key(compartment), (counts.get(key(compartment)) ?? 0) + count);
    }
    return [...counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, count]) => ({ key: value, count, filter: filter(value) }));
  };
  const active = sum('sources_active');
  return {
    reportCount: sum(...base),
    publishedCount: sum('status_published'),
    draftCount: sum('working_draft'),
    inReviewCount: sum('working_in_review'),
    reportsByStatus: STATUSES.map((status) => ({ key: status, count: sum(`status_${status}`), filter: { status: [status] } })),
    reportsBySecrecy: by(
      ({ marking }) => marking.secrecyLevel,
      (level) => ({ ...FILTERS.reportCount, secrecyLevel: [level as Compartment['marking']['secrecyLevel']] }),
    ),
    reportsByTlp: by(
      ({ marking }) => marking.tlp,
      (tlp) => ({ ...FILTERS.reportCount, tlp: [tlp as Compartment['marking']['tlp']] }),
    ),
    lastPublishedAt: row.last_published_at && new Date(row.last_published_at).toISOString(),
    sourceCount: active + sum('sources_paused', 'sources_retired'),
    activeSourceCount: active,
    sourceThreshold: { minimum: settings.minimumActiveSources, state: active < settings.minimumActiveSources ? 'below' : 'ok' },
    backlog: {
      inReview: sum('working_in_review'),
      oldestSubmittedAt: row.oldest_submitted_at && new Date(row.oldest_submitted_at).toISOString(),
    },
    filters: FILTERS,
    ...recencyOf(row.last_published_at, settings.expectedPublicationSeconds, now),
  };
};

const subtract = (
  counts: Record<keyof Counts, number> | undefined,
  { board, status, working_status }: Row['hidden'][number],
): void => {
  if (!counts) return;
  const take = (name: string) => {
    counts[name as keyof Counts] -= 1;
  };
  take(board === 'source_state' ? `sources_${status}` : `status_${status}`);
  if (working_status !== null && status !== 'archived') take(`working_${working_status}`);
};
