/** The handover brief: the exact difference between two moments of the ledger, as far as the reader may see it then and today. */
import { createHash } from 'node:crypto';
import type { Subject } from '../access/actor.js';
import type { Visible } from '../access/compartment-registry.js';
import type { FeedWatch } from '../exchange/feeds/feed-watch.queries.js';
import { canonicalJson } from '../json/canonical-json.js';
import type { JsonValue } from '../json/json-value.js';
import { LedgerError } from '../ledger/errors.js';
import type { Loaded } from '../ledger/ledger.js';
import type { ProductionQueries, ProductionWindow } from '../production/production.queries.js';
import { leftOutSql, seenToday, wasThereBefore } from '../read-side/board-query.queries.js';
import type { Moment } from '../read-side/moment.queries.js';
import { type AsOf, type ReadModels, type ReadOptions, type Statement, validAt } from '../read-side/read-model.queries.js';
import type { SourceQueries } from '../sources/source.queries.js';
import type { SourceWatch } from '../sources/source-watch.queries.js';
import type { LogPoint } from './handover.events.js';
import {
  type BriefDisclosure,
  type BriefFeed,
  type BriefHandover,
  type BriefItem,
  type BriefRemark,
  type BriefSilence,
  type BriefVersion,
  type Course,
  feedChanges,
  handoverChanges,
  type HandoverStage,
  inOrder,
  reportChanges,
  type ReportStage,
  silenceChanges,
  sourceChanges,
  type Stage,
} from './handover-brief.measure.js';
import type { HandoverRecord } from './handover.record.js';

export interface OverdueReview extends BriefItem {
  readonly dueAt: string;
  readonly submittedAt: string | null;
}
export type MissedProduction = Pick<ProductionWindow, 'expectationId' | 'name' | 'start' | 'end' | 'expected' | 'published'>;

/** What the reader may see of what changed; equal contents have equal hashes. */
export interface BriefContent {
  readonly from: LogPoint;
  readonly until: LogPoint;
  /** The handover whose shift this is; null for any other interval. */
  readonly handover: { readonly id: string; readonly outgoing: string; readonly note: string } | null;
  readonly published: readonly BriefVersion[];
  readonly superseded: readonly BriefVersion[];
  readonly retracted: readonly BriefVersion[];
  readonly archived: readonly BriefItem[];
  readonly restored: readonly BriefItem[];
  readonly draftedCount: number;
  readonly inReviewCount: number;
  readonly overdueReviews: readonly OverdueReview[];
  readonly sourcesRegistered: readonly BriefItem[];
  readonly sourcesPaused: readonly BriefItem[];
  readonly sourcesResumed: readonly BriefItem[];
  readonly sourcesRetired: readonly BriefItem[];
  readonly sourcesSilent: readonly BriefSilence[];
  readonly sourcesBack: readonly BriefSilence[];
  /** Red at the end and not at the start. */
  readonly feedsUnhealthy: readonly BriefFeed[];
  readonly feedsRecovered: readonly BriefFeed[];
  readonly productionMissed: readonly MissedProduction[];
  readonly markingChanges: readonly BriefRemark[];
  readonly disclosed: readonly BriefDisclosure[];
  readonly handovers: readonly BriefHandover[];
}
export interface HandoverBrief extends BriefContent {
  /** SHA-256 over the canonical JSON (RFC 8785) of the content, lower-case hexadecimal. */
  readonly hash: string;
  /** Whether this is the brief that its reader countersigned; null where the reader did not, or may see something else today. */
  readonly verified: boolean | null;
  readonly asOf: AsOf;
}

interface CourseRow {
  readonly id: string;
  readonly within: boolean;
  readonly position: bigint;
  readonly recorded_at: string;
  /** It was there at the start, should no row say so. */
  readonly older: boolean;
  readonly acl_id: string;
  readonly title: string;
  readonly status: string;
  readonly working_status?: string | null;
  readonly numbers?: readonly number[];
  readonly statuses?: readonly ReportStage['versions'][number]['status'][];
  readonly instants?: readonly string[];
  readonly outgoing?: string;
  readonly incoming?: string | null;
}
interface OverdueRow {
  readonly id: string;
  readonly title: string;
  readonly due_at: string;
  readonly submitted_at: string | null;
  readonly updated_at: string;
  readonly from_position: bigint;
}

/** Records of a kind that one brief may tell of. */
const MAX_RECORDS = 5_000;
const MAX_PRODUCTION_DAYS = 399;
const DAY = 86_400_000;

/** What a record's row says of it in a brief, by board. */
const BOARDS = {
  report_state: `s.title, s.status, s.working_status, jsonb_path_query_array(s.record, '$.versions[*].number') as numbers,
    jsonb_path_query_array(s.record, '$.versions[*].status') as statuses, jsonb_path_query_array(s.record, '$.versions[*].publishedAt') as instants`,
  source_state: 's.name as title, s.status',
  handover_state: `s.record->>'note' as title, s.status, s.outgoing, s.incoming`,
} as const;

export class HandoverBriefQueries {
  constructor(
    private readonly models: ReadModels,
    private readonly sources: SourceQueries,
    private readonly watch: SourceWatch,
    private readonly production: ProductionQueries,
    private readonly feeds: FeedWatch,
  ) {}

  /**
   * The difference between two moments.
   * @param until undefined: the present.
   * @throws LedgerError INVALID_INPUT when the interval is reversed or holds too much.
   */
  async between(subject: Subject, from: Moment, until: Moment | undefined, options: ReadOptions): Promise<HandoverBrief> {
    const end = until ?? (await this.present(subject, options));
    return this.brief(subject, from, end, null, options);
  }

  /** What a handover covers, with its note. */
  async ofHandover(
    subject: Subject,
    { id, record: { from, to, outgoing, note, countersignature } }: Loaded<HandoverRecord>,
    options: ReadOptions,
  ): Promise<HandoverBrief> {
    const start = from ? momentAt(from) : await this.atPosition(0n);
    const brief = await this.brief(subject, start, momentAt(to), { id, outgoing, note }, options);
    const signer = countersignature?.incoming === subject.actorId && countersignature.readerHash === readerHashOf(subject);
    return { ...brief, verified: signer ? countersignature.briefHash === brief.hash : null };
  }

  now(): string {
    return this.models.now().toISOString();
  }

  async atPosition(position: bigint): Promise<Moment> {
    return (await this.models.momentOf({ position }))!;
  }

  async atInstant(at: string): Promise<Moment> {
    return (await this.models.momentOf({ at }))!;
  }

  /** The present as one moment, so that everything in a brief is of the same state. */
  async present(subject: Subject, { atLeast }: ReadOptions): Promise<Moment> {
    const { asOf } = await this.models.query('intelligence', subject, { atLeast }, () => ({
      text: 'select where $2::text[] is not null',
      values: [],
    }));
    return { position: asOf.position ?? 0n, now: this.now(), complete: asOf.fresh };
  }

  private async brief(
    subject: Subject,
    start: Moment,
    end: Moment,
    handover: BriefContent['handover'],
    { atLeast }: ReadOptions,
  ): Promise<HandoverBrief> {
    if (start.position > end.position)
      throw invalid('since', 'The interval would begin after its end. Give an earlier position.');
    const at: ReadOptions = { atLeast, moment: end };
    const [reports, sources, handovers, overdueReviews, silence, feeds, productionMissed] = await Promise.all([
      this.courses(subject, 'report_state', start, at, reportStage),
      this.courses(subject, 'source_state', start, at, stageOf),
      this.courses(subject, 'handover_state', start, at, handoverStage),
      this.overdue(subject, end, at),
      this.silence(subject, start, at),
      this.feedHealth(subject, start, at),
      this.missed(subject, start, end, at),
    ]);
    const { disclosed: shownReports, remarked: remarkedReports, ...ofReports } = reportChanges(reports.courses);
    const ofSources = sourceChanges(sources.courses);
    const ofHandovers = handoverChanges(handovers.courses);
    const content: BriefContent = {
      from: pointOf(start),
      until: pointOf(end),
      handover,
      ...ofReports,
      overdueReviews,
      sourcesRegistered: ofSources.registered,
      sourcesPaused: ofSources.paused,
      sourcesResumed: ofSources.resumed,
      sourcesRetired: ofSources.retired,
      sourcesSilent: silence.silent,
      sourcesBack: silence.back,
      feedsUnhealthy: feeds.unhealthy,
      feedsRecovered: feeds.recovered,
      productionMissed,
      markingChanges: inOrder([...remarkedReports, ...ofSources.remarked, ...ofHandovers.remarked]),
      disclosed: inOrder([...shownReports, ...ofSources.disclosed, ...ofHandovers.disclosed]),
      handovers: ofHandovers.handovers,
    };
    const reducedToTodaysAccess = [reports, sources, handovers, feeds].some(({ asOf }) => asOf.reducedToTodaysAccess);
    const fresh = reports.asOf.fresh && feeds.asOf.fresh;
    return {
      ...content,
      hash: hashOf(subject.tenantId, content),
      verified: null,
      asOf: { ...reports.asOf, fresh, reducedToTodaysAccess },
    };
  }

  private async courses<S extends Stage>(
    subject: Subject,
    board: keyof typeof BOARDS,
    start: Moment,
    at: ReadOptions & { readonly moment?: Moment | undefined },
    stage: (row: CourseRow, markings: Markings) => S,
  ): Promise<{ readonly courses: readonly Course<S>[]; readonly asOf: AsOf }> {
    let seen: Visible | undefined;
    const { rows, asOf } = await this.models.query<CourseRow>('intelligence', subject, at, (visible) => {
      seen = visible;
      return coursesSql(board, start, at.moment!.position);
    });
    const markings = new Map(seen!.compartments.map(({ aclId, marking }) => [aclId, marking]));
    const courses = new Map<string, { before: S | 'hidden' | undefined; stages: S[] }>();
    for (const row of rows) {
      const course = courses.get(row.id) ?? { before: undefined, stages: [] };
      courses.set(row.id, course);
      const shown = stage(row, markings);
      if (!row.within) {
        course.before = shown;
        continue;
      }
      if (course.stages.length === 0 && row.older) course.before ??= 'hidden';
      course.stages.push(shown);
    }
    if (courses.size > MAX_RECORDS)
      throw invalid('since', `More than ${MAX_RECORDS} records changed in this interval. Ask for a shorter one.`);
    return { courses: [...courses].map(([id, course]) => ({ id, ...course })), asOf };
  }

  private async overdue(subject: Subject, end: Moment, at: ReadOptions): Promise<readonly OverdueReview[]> {
    const { rows } = await this.models.query<OverdueRow>('intelligence', subject, at, () => overdueSql(end));
    if (rows.length > MAX_RECORDS) throw invalid('until', `More than ${MAX_RECORDS} reviews are overdue; list them as reports.`);
    return rows.map((row) => ({
      type: 'intelReport',
      id: row.id,
      title: row.title,
      time: row.updated_at,
      position: String(row.from_position),
      dueAt: row.due_at,
      submittedAt: row.submitted_at,
    }));
  }

  private async silence(subject: Subject, start: Moment, at: ReadOptions) {
    const [before, after] = await Promise.all([
      this.watch.silent(subject, { ...at, moment: start }),
      this.watch.silent(subject, at),
    ]);
    const still = new Set(after.silent.map(({ id }) => id));
    const ended = before.silent.map(({ id }) => id).filter((id) => !still.has(id));
    const found = ended.length > 0 ? await this.sources.byIds(subject, ended, at) : new Map<string, never>();
    const atEnd = new Map(
      [...found].map(([id, { record, lastReportAt }]) => [id, { name: record.name, status: record.status, lastReportAt }]),
    );
    return silenceChanges(before.silent, after.silent, atEnd);
  }

  private async feedHealth(subject: Subject, start: Moment, at: ReadOptions) {
    const [before, after] = await Promise.all([
      this.feeds.watch(subject, { ...at, moment: start }),
      this.feeds.watch(subject, at),
    ]);
    return { ...feedChanges(before.feeds, after.feeds), asOf: after.asOf };
  }

  /** Windows that ended in the interval, the last 399 days of it at most. */
  private async missed(subject: Subject, start: Moment, end: Moment, at: ReadOptions): Promise<readonly MissedProduction[]> {
    const earliest = new Date(Date.parse(end.now) - MAX_PRODUCTION_DAYS * DAY).toISOString();
    const from = start.now > earliest ? start.now : earliest;
    if (from >= end.now) return [];
    const windows = await this.production.windows(subject, { ...at, from, to: end.now });
    return windows
      .filter((window) => window.state === 'missed' && window.end > from && window.end <= end.now)
      .map((window) => ({
        expectationId: window.expectationId,
        name: window.name,
        start: window.start,
        end: window.end,
        expected: window.expected,
        published: window.published,
      }));
  }
}

/** SHA-256 over who a subject is to the policy. */
export const readerHashOf = ({ actorId, orgId, clearance, countries }: Subject): string =>
  sha256([actorId, orgId, clearance, [...countries].toSorted()]);

const sha256 = (value: JsonValue): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

const hashOf = (tenantId: string, content: BriefContent): string =>
  sha256({ tenantId, ...(content as unknown as Record<string, JsonValue>) });

export const momentAt = ({ position, at }: LogPoint): Moment => ({ position: BigInt(position), now: at, complete: true });
export const pointOf = ({ position, now }: Moment): LogPoint => ({ position: String(position), at: now });

const invalid = (path: string, message: string) => new LedgerError('INVALID_INPUT', message, { fields: [{ path, message }] });

type Markings = ReadonlyMap<string, Stage['marking']>;

const stageOf = (row: CourseRow, markings: Markings): Stage => ({
  position: String(row.position),
  recordedAt: row.recorded_at,
  title: row.title,
  status: row.status,
  compartment: row.acl_id,
  marking: markings.get(row.acl_id)!,
});
const reportStage = (row: CourseRow, markings: Markings): ReportStage => ({
  ...stageOf(row, markings),
  workingStatus: row.working_status!,
  versions: row.numbers!.map((number, i) => ({ number, status: row.statuses![i], publishedAt: row.instants![i] })),
});
const handoverStage = (row: CourseRow, markings: Markings): HandoverStage => ({
  ...stageOf(row, markings),
  outgoing: row.outgoing!,
  incoming: row.incoming!,
});

/**
 * Of every record that changed in the interval and is in sight at its end and today: the row at the start and the rows since, as far as they are visible.
 * A record that was out of sight at the start is told by the first of its rows.
 */
const coursesSql = (board: keyof typeof BOARDS, start: Moment, end: bigint): Statement => {
  const table = `rm_intelligence.${board}`;
  return {
    text: `with changed as (select distinct s.id from ${table} s where s.tenant_id = $1 and s.from_position > $3 and s.from_position <= $4),
        seen as (select c.id from changed c join ${table} e on e.id = c.id and ${validAt('e', '$4')}
          where e.acl_id = any($2) and ${seenToday(table, 'e', '$4')} limit ${MAX_RECORDS + 1})
      select s.id, s.from_position > $3 as within, ${wasThereBefore('s', '$5::timestamptz')} as older,
        s.from_position as position, s.updated_at as recorded_at, s.acl_id, ${BOARDS[board]}
      from seen n join ${table} s on s.id = n.id and s.from_position <= $4 and (s.to_position is null or s.to_position > $3)
      where s.acl_id = any($2)
      order by s.id, s.from_position`,
    values: [start.position, end, start.now],
    leftOut: leftOutSql(table, 'x', `x.tenant_id = $1 and x.acl_id = any($2) and ${validAt('x', '$4')}`, '$4'),
  };
};

const overdueSql = ({ position, now }: Moment): Statement => {
  const table = 'rm_intelligence.report_state';
  return {
    text: `select r.id, r.title, r.due_at, r.submitted_at, r.updated_at, r.from_position from ${table} r
      where r.tenant_id = $1 and r.acl_id = any($2) and r.working_status = 'in_review' and r.status <> 'archived'
        and r.due_at < $4::timestamptz and ${validAt('r', '$3')} and ${seenToday(table, 'r', '$3')}
      order by r.due_at, r.id limit ${MAX_RECORDS + 1}`,
    values: [position, now],
  };
};
