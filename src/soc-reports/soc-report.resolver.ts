/** SOC reports over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, CommandArguments, commandContext, given, LiveArguments, PageArguments } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { JSONScalar, UUID } from '../graphql/scalars.js';
import { Blobs } from '../ledger/blobs.js';
import { Ledger, type Written } from '../ledger/ledger.js';
import { nameOf } from '../people/names.js';
import { People } from '../people/people.queries.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import { MarkSocReport, RetrySocReport } from './soc-report.commands.js';
import {
  MarkSocReportInput,
  RequestSocReportInput,
  SocReport,
  SocReportChanged,
  SocReportConnection,
  SocReportFilterInput,
  socReportView,
  type SocReportView,
} from './soc-report.graphql.js';
import { parseMarkSocReport, parseRequestSocReport } from './soc-report.input.js';
import { SocReportQueries } from './soc-report.queries.js';
import type { SocReport as Record } from './soc-report.record.js';
import { SocReportRequests } from './soc-report.requests.js';
import { findVisibleSocReport, visibleSocReport } from './visible-soc-report.js';

@Resolver(() => SocReport)
export class SocReportResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly requests: SocReportRequests,
    private readonly queries: SocReportQueries,
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly people: People,
  ) {}

  @Query(() => SocReportConnection, { description: 'SOC reports that you may see, the newest first.' })
  async socReports(
    @CurrentSubject() subject: Subject,
    @Args() args: PageArguments,
    @Args('filter', { type: () => SocReportFilterInput, nullable: true }) filter?: SocReportFilterInput,
  ) {
    const options = given(args);
    const page = await this.queries.list(subject, given(filter ?? {}, 'filter'), options, options);
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: socReportView(node) }));
    return { ...page, edges, nodes: edges.map(({ node }) => node), subject, filter, args };
  }

  @Query(() => SocReport, { description: 'One SOC report, read from its stream and so never stale.' })
  async socReport(
    @CurrentSubject() subject: Subject,
    @Args('id', { type: () => UUID }) id: string,
    @Args() _live: LiveArguments,
  ) {
    return socReportView(await visibleSocReport(this.ledger, subject, id));
  }

  @Mutation(() => SocReportChanged, { description: 'Asks for a report; it is made in the background. Follow its status.' })
  async requestSocReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: RequestSocReportInput,
    @Args() args: CommandArguments,
  ) {
    const { title, reportType, periodType, periodStart, periodEnd, zone, recommendations, ...marking } =
      parseRequestSocReport(input);
    const wanted = {
      title,
      reportType,
      periodType,
      periodStart,
      periodEnd,
      zone: zone ?? (await tenantSettingsOf(this.ledger, subject.tenantId)).zone,
      recommendations,
      scheduleId: null,
    };
    return changed(await this.requests.request(wanted, marking, commandContext(subject, context.req, args)));
  }

  @Mutation(() => SocReportChanged, {
    description:
      'Does again what failed: the generation, at the position of the first attempt, or the formats that were not rendered.',
  })
  async retrySocReport(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return changed(await this.commands.execute(new RetrySocReport(args.id, commandContext(subject, context.req, args))));
  }

  @Mutation(() => SocReportChanged, { description: 'Changes the marking, with a reason; every format is rendered anew.' })
  async markSocReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: MarkSocReportInput,
  ) {
    const command = new MarkSocReport(args.id, parseMarkSocReport(input), commandContext(subject, context.req, args));
    return changed(await this.commands.execute(command));
  }

  @ResolveField(() => JSONScalar, { nullable: true })
  async data(@Parent() { tenantId, dataRef }: SocReportView): Promise<unknown> {
    return dataRef && JSON.parse(await this.blobs.textOf(tenantId, dataRef));
  }

  @ResolveField(() => UUID, { nullable: true })
  restates(@Parent() { restates }: SocReportView, @CurrentSubject() subject: Subject): Promise<string | null> {
    return this.ifVisible(subject, restates);
  }

  @ResolveField(() => UUID, { nullable: true })
  restatedBy(@Parent() { restatedBy }: SocReportView, @CurrentSubject() subject: Subject): Promise<string | null> {
    return this.ifVisible(subject, restatedBy);
  }

  @ResolveField(() => String)
  requestedBy(@Parent() { tenantId, requestedById }: SocReportView, @Context() context: GraphqlContext): Promise<string> {
    return nameOf(this.people, context, tenantId, requestedById);
  }

  private async ifVisible(subject: Subject, id: string | null): Promise<string | null> {
    return id !== null && (await findVisibleSocReport(this.ledger, subject, id)) ? id : null;
  }
}

const changed = ({ loaded, receipt }: Written<Record>) => ({ record: socReportView(loaded), receipt });

@Resolver(() => SocReportConnection)
export class SocReportConnectionResolver {
  constructor(private readonly queries: SocReportQueries) {}

  @ResolveField(() => Int, { description: 'How many reports the whole list has.' })
  totalCount(
    @Parent() { subject, filter, args }: { subject: Subject; filter?: SocReportFilterInput; args: PageArguments },
  ): Promise<number> {
    const options: ReadOptions = given(args);
    return this.queries.count(subject, given(filter ?? {}, 'filter'), options);
  }
}
