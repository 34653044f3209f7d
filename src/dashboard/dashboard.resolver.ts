/** The intelligence dashboard over GraphQL. */
import { Args, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { given, MomentArguments } from '../graphql/arguments.js';
import { AsOf, tlpName } from '../graphql/common.types.js';
import { DateTime, JSONScalar } from '../graphql/scalars.js';
import type { IntelReportFilter } from '../intel-reports/intel-report.queries.js';
import { type CountByKey, DashboardQueries } from './dashboard.queries.js';

@ObjectType()
export class ReportCount {
  @Field() key!: string;
  @Field(() => Int) count!: number;
  @Field(() => JSONScalar, { description: 'As the filter variable of intelligenceReports it opens exactly these records.' })
  filter!: unknown;
}
@ObjectType()
class Recency {
  @Field({ description: 'none: nothing published; fresh: within the expected interval; due: within twice of it; stale: later.' })
  state!: string;
  @Field(() => Int) expectedWithinSeconds!: number;
}
@ObjectType()
class SourceThreshold {
  @Field(() => Int) minimum!: number;
  @Field({ description: 'ok or below.' }) state!: string;
}
@ObjectType()
export class Backlog {
  @Field(() => Int, { description: 'Working versions in review.' }) inReview!: number;
  @Field(() => DateTime, { nullable: true }) oldestSubmittedAt!: string | null;
  @Field(() => Int, { description: 'Working versions in draft.' }) drafts!: number;
}
@ObjectType({ description: 'Where to go on from a figure.' })
class Workspace {
  @Field(() => JSONScalar, { description: 'A filter of intelligenceReports for each report figure.' }) reports!: unknown;
  @Field(() => JSONScalar, { description: 'A filter of intelligenceSources for each source figure.' }) sources!: unknown;
}

@ObjectType({ description: 'Has anything new been published, and are my sources alive? Over what you may see.' })
export class IntelligenceDashboard {
  @Field(() => Int, { description: 'Reports that are neither archived nor retracted.' }) reportCount!: number;
  @Field(() => Int) publishedCount!: number;
  @Field(() => Int, { description: 'Working versions in draft.' }) draftCount!: number;
  @Field(() => Int, { description: 'Working versions in review.' }) inReviewCount!: number;
  @Field(() => [ReportCount]) reportsByStatus!: ReportCount[];
  @Field(() => [ReportCount], { description: 'Of reportCount.' }) reportsBySecrecy!: ReportCount[];
  @Field(() => [ReportCount], { description: 'Of reportCount.' }) reportsByTlp!: ReportCount[];
  @Field(() => DateTime, { nullable: true, description: 'Of the newest published report.' }) lastPublishedAt!: string | null;
  @Field(() => Int, { nullable: true }) secondsSinceLastPublication!: number | null;
  @Field(() => Recency) recency!: Recency;
  @Field(() => Int) sourceCount!: number;
  @Field(() => Int) activeSourceCount!: number;
  @Field(() => SourceThreshold) sourceThreshold!: SourceThreshold;
  @Field(() => Backlog) backlog!: Backlog;
  @Field(() => Workspace) workspace!: Workspace;
  @Field(() => AsOf) asOf!: AsOf;
}

/** A filter as a GraphQL variable spells it. */
const asVariable = (filter: IntelReportFilter): object => ({
  ...filter,
  ...(filter.tlp ? { tlp: filter.tlp.map(tlpName) } : {}),
});
const counted = ({ key, count, filter }: CountByKey): ReportCount => ({ key, count, filter: asVariable(filter) });

@Resolver(() => IntelligenceDashboard)
export class DashboardResolver {
  constructor(private readonly dashboard: DashboardQueries) {}

  @Query(() => IntelligenceDashboard)
  async intelligenceDashboard(@CurrentSubject() subject: Subject, @Args() args: MomentArguments) {
    const figures = await this.dashboard.intelligence(subject, given(args));
    const { sourceCount, activeSourceCount, ...reports } = figures.filters;
    return Object.assign(
      { ...figures },
      {
        reportsByStatus: figures.reportsByStatus.map(counted),
        reportsBySecrecy: figures.reportsBySecrecy.map(counted),
        reportsByTlp: figures.reportsByTlp.map((count) => counted({ ...count, key: tlpName(count.key as 'AMBER+STRICT') })),
        workspace: { reports, sources: { sourceCount, activeSourceCount } },
        backlog: { ...figures.backlog, drafts: figures.draftCount, subject, args },
        subject,
        args,
      },
    );
  }
}
