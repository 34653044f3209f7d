/** The reports that come next, as far as a reader may see their schedules. */
import type { Subject } from '../access/actor.js';
import { invalidInput } from '../graphql/arguments.js';
import type { ProfileQueries } from '../profiles/profile.queries.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import type { ScheduledRun } from './report-schedule.graphql.js';
import { reportScheduleList } from './report-schedule.kind.js';
import type { ReportScheduleRecord } from './report-schedule.record.js';
import { nextRuns, type Run } from './schedule-periods.js';

const MOST = 100;
const DEFAULT = 20;
const PAGE = 200;

type Schedule = ReportScheduleRecord & { readonly id: string };

const scheduledRun = ({ id, name, reportType }: Schedule, { period, periodType, dueAt }: Run): ScheduledRun => ({
  scheduleId: id,
  name,
  reportType,
  periodType,
  periodStart: period.start,
  periodEnd: period.end,
  zone: period.zone,
  dueAt,
});

export class UpcomingRuns {
  constructor(private readonly queries: ProfileQueries) {}

  /** Null while the schedule is not active, or when its cron comes no more. */
  nextOf(schedule: Schedule, now: Date): ScheduledRun | null {
    const [run] = schedule.status === 'active' ? nextRuns(schedule, now.toISOString(), 1) : [];
    return run ? scheduledRun(schedule, run) : null;
  }

  /** The soonest first. @throws LedgerError INVALID_INPUT */
  async list(subject: Subject, now: Date, first = DEFAULT, options: ReadOptions = {}): Promise<readonly ScheduledRun[]> {
    if (!Number.isInteger(first) || first < 1 || first > MOST)
      throw invalidInput([{ path: 'first', message: `must be between 1 and ${MOST}` }]);
    const runs: ScheduledRun[] = [];
    let after: string | undefined;
    do {
      const page = await this.queries.list(reportScheduleList, subject, { status: ['active'] }, { first: PAGE, after }, options);
      for (const { node } of page.edges) {
        const schedule = { ...(node.record as ReportScheduleRecord), id: node.id };
        runs.push(...nextRuns(schedule, now.toISOString(), first).map((run) => scheduledRun(schedule, run)));
      }
      after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? undefined) : undefined;
    } while (after !== undefined);
    return runs.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt) || a.scheduleId.localeCompare(b.scheduleId)).slice(0, first);
  }
}
