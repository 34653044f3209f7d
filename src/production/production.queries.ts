/** Expected production against what was published, over what the reader may see. */
import type { Subject } from '../access/actor.js';
import { LedgerError, notFound } from '../ledger/errors.js';
import { leftOutSql, seenToday } from '../read-side/board-query.queries.js';
import type { Moment } from '../read-side/moment.queries.js';
import { type AsOf, type ReadModels, type ReadOptions, type Statement, validAt } from '../read-side/read-model.queries.js';
import { defaultSettings, type TenantSettingsRecord } from '../tenants/tenant-settings.record.js';
import {
  byUrgency,
  controlChart,
  type ControlChart,
  type Expectation,
  lastEnded,
  latestWindow,
  measured,
  type Product,
  type ProductionState,
  type ProductionWindow,
  type Window,
  windowsBetween,
} from './production.measure.js';

export type { ProductionWindow } from './production.measure.js';

/** The worst of the windows that are running, or else ended last. */
export interface Production {
  /** Null without expectations. */
  readonly window: ProductionWindow | null;
  readonly expected: number;
  readonly published: number;
  readonly state: ProductionState;
  /** That of every expectation, the worst first. */
  readonly windows: readonly ProductionWindow[];
}

export interface ProductionChart extends Omit<ControlChart, 'points'> {
  readonly points: readonly (ProductionWindow & ControlChart['points'][number])[];
  readonly asOf: AsOf;
}

const MAX_DAYS = 400;
const MAX_CHART_WINDOWS = 100;
const DAY = 86_400_000;

const invalid = (field: string, message: string) =>
  new LedgerError('INVALID_INPUT', message, { fields: [{ path: field, message }] });

/** What a tenant expects, and where. */
type ExpectingSettings = Pick<TenantSettingsRecord, 'zone' | 'reportingExpectations'>;

/** What the tenant expects at a moment, and when that is. */
interface Known {
  readonly moment: Moment | undefined;
  readonly now: number;
  readonly expectations: readonly Expectation[];
  readonly asOf: AsOf;
}

/**
 * A product is a report with a published version, ours or imported, at the time that the version says it was published; versions of a retracted report
 * count nowhere, those of an archived one still do. Expectations and publications are those known at the moment.
 */
export class ProductionQueries {
  constructor(private readonly models: ReadModels) {}

  /**
   * Of each expectation the window that is running, or else the last one that ended.
   * @param settings what is expected, for a reader who may not see the settings; the tenant's own when left out.
   */
  async current(
    subject: Subject,
    options: ReadOptions,
    settings?: ExpectingSettings,
  ): Promise<{ production: Production; asOf: AsOf }> {
    const known = await this.known(subject, options, settings);
    const { measures, asOf } = await this.measure(
      subject,
      options,
      known,
      known.expectations.map((expectation) => [expectation, [latestWindow(expectation, known.now)]]),
    );
    const windows = measures.toSorted(byUrgency);
    const window = windows[0] ?? null;
    const { expected, published, state } = window ?? { expected: 0, published: 0, state: 'none' };
    return { production: { window, expected, published, state, windows }, asOf };
  }

  /**
   * Every window that ends after `from` and has begun by `to` and by now, in order of their ends; also those in which nothing is expected (`none`).
   * @param options.from, options.to UTC ISO 8601, at most 400 days apart.
   * @throws LedgerError INVALID_INPUT
   */
  async windows(
    subject: Subject,
    options: ReadOptions & { readonly from: string; readonly to: string },
  ): Promise<readonly ProductionWindow[]> {
    const { from, to } = options;
    if (Date.parse(to) - Date.parse(from) > MAX_DAYS * DAY)
      throw invalid('from', `Give a time at most ${MAX_DAYS} days before the end.`);
    const known = await this.known(subject, options);
    const until = Math.min(Date.parse(to), known.now);
    const { measures } = await this.measure(
      subject,
      options,
      known,
      known.expectations.map((expectation) => [expectation, windowsBetween(expectation, Date.parse(from), until)]),
    );
    return measures.toSorted((a, b) => Date.parse(a.end) - Date.parse(b.end) || byUrgency(a, b));
  }

  /**
   * The control chart of the last `count` expected windows that ended, from the first that anything was published or expected in.
   * @throws LedgerError NOT_FOUND for an expectation that there is not, INVALID_INPUT
   */
  async chart(subject: Subject, expectationId: string, count: number, options: ReadOptions): Promise<ProductionChart> {
    if (count < 1 || count > MAX_CHART_WINDOWS) throw invalid('windows', `windows must be between 1 and ${MAX_CHART_WINDOWS}.`);
    const known = await this.known(subject, options);
    const expectation = known.expectations.find(({ id }) => id === expectationId);
    if (!expectation) throw notFound('reporting expectation');
    const ended = lastEnded(expectation, count, known.now);
    const { measures, asOf, earlier } = await this.measure(subject, options, known, [[expectation, ended]]);
    const first = earlier ? 0 : measures.findIndex(({ expected, published }) => expected > 0 || published > 0);
    const shown = first < 0 ? [] : measures.slice(first);
    const { points, ...band } = controlChart(shown.map(({ published }) => published));
    return { ...band, points: shown.map((window, index) => ({ ...window, ...points[index] })), asOf };
  }

  private async known(subject: Subject, options: ReadOptions, settings?: ExpectingSettings): Promise<Known> {
    const moment = await this.models.momentOf(options);
    const { rows, asOf } = await this.models.query<ExpectingSettings>('intelligence', subject, { ...options, moment }, () => ({
      text: `select t.record->>'zone' as zone, t.record->'reportingExpectations' as "reportingExpectations"
        from rm_intelligence.tenant_settings_state t
        where t.tenant_id = $1 and t.acl_id = any($2) and ${validAt('t', moment && '$3')}`,
      values: moment ? [moment.position] : [],
    }));
    const { zone, reportingExpectations: expectations } = settings ?? rows[0] ?? defaultSettings;
    return {
      moment,
      now: Date.parse(moment?.now ?? this.models.now().toISOString()),
      expectations: Object.entries(expectations).map(([id, expectation]) => ({
        ...expectation,
        id,
        zone: expectation.zone ?? zone,
      })),
      asOf,
    };
  }

  /** Counts the products of every window with one statement. `earlier`: something was published before the first of them. */
  private async measure(
    subject: Subject,
    options: ReadOptions,
    { moment, now, asOf }: Known,
    wanted: readonly (readonly [Expectation, readonly Window[]])[],
  ): Promise<{ measures: readonly ProductionWindow[]; asOf: AsOf; earlier: boolean }> {
    const windows = wanted.flatMap(([, of]) => of);
    if (windows.length === 0) return { measures: [], asOf, earlier: false };
    const from = windows.reduce((least, { start }) => Math.min(least, start), Infinity);
    const to = windows.reduce((most, { end }) => Math.max(most, end), 0);
    const answer = await this.models.query<ProductsRow>('intelligence', subject, { ...options, moment }, () =>
      productsSql(from, Math.min(to, now + 1), moment),
    );
    const [{ versions, earlier }] = answer.rows;
    const products = versions
      .map(([reportId, at, reportTypes]): Product => ({ reportId, publishedAt: Date.parse(at), reportTypes }))
      .toSorted((a, b) => a.publishedAt - b.publishedAt);
    return {
      measures: wanted.flatMap(([expectation, of]) => of.map((window) => measured(expectation, window, products, now))),
      asOf: answer.asOf,
      earlier,
    };
  }
}

interface ProductsRow {
  /** Published in the period: the report, when, and the types. */
  readonly versions: readonly (readonly [string, string, readonly string[]])[];
  readonly earlier: boolean;
}

/** Reports are narrowed by their last publication, so a version is not found once a later one was dated before the period. */
const productsSql = (from: number, before: number, moment: Moment | undefined): Statement => {
  const table = 'rm_intelligence.report_state';
  const p = moment && '$5';
  const counted = `r.acl_id = any($2) and r.status in ('published', 'archived')
    and (r.status = 'published' or r.record->'versions'->-1->>'status' = 'published') and ${validAt('r', p)}`;
  const within = `${counted} and r.published_at >= $3::timestamptz`;
  const seen = p ? `and ${seenToday(table, 'r', p)}` : '';
  return {
    text: `select coalesce(json_agg(json_build_array(k.id, k.published_at, k.report_types)), '[]') as versions,
        exists (select 1 from ${table} r where ${counted} and r.published_at < $3::timestamptz ${seen}) as earlier
      from (
        select r.id, (v->>'publishedAt')::timestamptz as published_at, v->'content'->'reportTypes' as report_types
        from ${table} r cross join lateral jsonb_array_elements(r.record->'versions') v where ${within} ${seen}
      ) k where k.published_at >= $3::timestamptz and k.published_at < $4::timestamptz`,
    values: [new Date(from).toISOString(), new Date(before).toISOString(), ...(moment ? [moment.position] : [])],
    leftOut: p && leftOutSql(table, 'r', within, p),
  };
};
