/** Report schedules over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, CommandArguments, given, LiveArguments } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { ProfileQueries } from '../profiles/profile.queries.js';
import { profileConnectionResolver, type ReadingDoors, readingResolver } from '../profiles/profile.resolver.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import {
  CreateReportScheduleInput,
  ReportSchedule,
  ReportScheduleChanged,
  ReportScheduleConnection,
  ReportScheduleFilter,
  ReviseReportScheduleInput,
  ScheduledRun,
} from './report-schedule.graphql.js';
import { reportScheduleKind, reportScheduleList } from './report-schedule.kind.js';
import type { ReportScheduleRecord } from './report-schedule.record.js';
import { ReportSchedules } from './report-schedules.js';
import { UpcomingRuns } from './upcoming-runs.queries.js';

const doors: ReadingDoors<ReportScheduleFilter & MarkingFilter, ReportScheduleRecord> = {
  kind: reportScheduleKind,
  list: reportScheduleList,
  one: 'reportSchedule',
  many: 'reportSchedules',
  node: ReportSchedule,
  connection: ReportScheduleConnection,
  filter: ReportScheduleFilter,
};

@Resolver(() => ReportSchedule)
export class ReportScheduleResolver extends readingResolver(doors) {
  constructor(
    commands: CommandBus,
    queries: ProfileQueries,
    ledger: Ledger,
    private readonly schedules: ReportSchedules,
    private readonly upcoming: UpcomingRuns,
    private readonly clock: Clock,
  ) {
    super(commands, queries, ledger);
  }

  @Query(() => [ScheduledRun], {
    description: 'The reports that come next of the schedules that you may see, the soonest first.',
  })
  upcomingReports(
    @CurrentSubject() subject: Subject,
    @Args() live: LiveArguments,
    @Args('first', { type: () => Int, nullable: true, description: '1 to 100; 20 when left out.' }) first?: number,
  ): Promise<readonly ScheduledRun[]> {
    return this.upcoming.list(subject, this.clock.now(), first, live);
  }

  @Mutation(() => ReportScheduleChanged)
  createReportSchedule(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args('input') input: CreateReportScheduleInput,
    @Args() args: CommandArguments,
  ) {
    return this.schedules.create(subject, req, input, given(args));
  }

  @Mutation(() => ReportScheduleChanged, { description: 'What is left out stays. Reports that were made stay as they are.' })
  reviseReportSchedule(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseReportScheduleInput,
  ) {
    return this.schedules.revise(subject, req, input, given(args));
  }

  @Mutation(() => ReportScheduleChanged, { description: 'No report is made of periods that end before resumeReportSchedule.' })
  pauseReportSchedule(@CurrentSubject() subject: Subject, @Context() { req }: GraphqlContext, @Args() args: ChangeArguments) {
    return this.schedules.move(subject, req, 'pause', given(args));
  }

  @Mutation(() => ReportScheduleChanged)
  resumeReportSchedule(@CurrentSubject() subject: Subject, @Context() { req }: GraphqlContext, @Args() args: ChangeArguments) {
    return this.schedules.move(subject, req, 'resume', given(args));
  }

  @Mutation(() => ReportScheduleChanged, { description: 'Its reports stay. A deleted schedule cannot be brought back.' })
  deleteReportSchedule(@CurrentSubject() subject: Subject, @Context() { req }: GraphqlContext, @Args() args: ChangeArguments) {
    return this.schedules.move(subject, req, 'delete', given(args));
  }

  @ResolveField(() => ScheduledRun, { nullable: true })
  nextRun(@Parent() schedule: ReportSchedule & ReportScheduleRecord): ScheduledRun | null {
    return this.upcoming.nextOf(schedule, this.clock.now());
  }
}

@Resolver(() => ReportScheduleConnection)
export class ReportScheduleConnectionResolver extends profileConnectionResolver(doors) {}
