/** Intelligence reports over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decide } from '../access/policy.js';
import { ChangeArguments, CommandArguments, commandContext, given, LiveArguments, PageArguments } from '../graphql/arguments.js';
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import { Blobs } from '../ledger/blobs.js';
import type { BlobRef } from '../ledger/blob.events.js';
import { notFound } from '../ledger/errors.js';
import { Ledger } from '../ledger/ledger.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { nameOf } from '../people/names.js';
import { People } from '../people/people.queries.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import { IntelligenceSource, sourceView, type SourceView } from '../sources/source.graphql.js';
import { SourceQueries } from '../sources/source.queries.js';
import { ChangeIntelReport, type ReportRequest } from './intel-report.commands.js';
import {
  AssignIntelligenceReportInput,
  CreateIntelligenceReportInput,
  IntelligenceReport,
  IntelligenceReportConnection,
  IntelligenceReportFilter,
  IntelligenceReportOrder,
  IntelligenceReportVersion,
  IntelligenceReportWorkingVersion,
  PublishIntelligenceReportInput,
  ReportChanged,
  reportView,
  type ReportView,
  ReturnIntelligenceReportInput,
  ReviseIntelligenceReportInput,
} from './intel-report.graphql.js';
import { parseReportRequest } from './intel-report.input.js';
import { IntelReportQueries } from './intel-report.queries.js';
import { intelReportType } from './intel-report.type.js';

const momentIn = ({ at, position, atLeast }: ReadOptions): ReadOptions => ({ at, position, atLeast });

const assignedTo = ({ actorId }: Subject, dueBefore: string | undefined): IntelligenceReportFilter => ({
  assignee: [actorId],
  status: ['draft', 'in_review', 'approved', 'published', 'retracted'],
  ...(dueBefore == null ? {} : { dueBefore }),
});

@Resolver(() => IntelligenceReport)
export class IntelReportResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: IntelReportQueries,
    private readonly sourceQueries: SourceQueries,
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly people: People,
  ) {}

  @Query(() => IntelligenceReportConnection, { description: 'Reports that you may see, newest change first.' })
  async intelligenceReports(
    @CurrentSubject() subject: Subject,
    @Args() args: PageArguments,
    @Args('filter', { type: () => IntelligenceReportFilter, nullable: true }) filter?: IntelligenceReportFilter,
    @Args('orderBy', { type: () => IntelligenceReportOrder, nullable: true }) orderBy?: IntelligenceReportOrder,
  ) {
    const options = given(args);
    const page = await this.queries.list(
      subject,
      given(filter ?? {}, 'filter'),
      orderBy && { field: orderBy.field, direction: orderBy.direction ?? 'desc' },
      options,
      options,
    );
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: reportView(node, false, momentIn(options)) }));
    return { ...page, edges, nodes: edges.map(({ node }) => node), subject, filter, args };
  }

  @Query(() => IntelligenceReportConnection, {
    description: 'Reports that you are to finish, those due first in front; archived ones are left out.',
  })
  myAssignments(
    @CurrentSubject() subject: Subject,
    @Args() args: PageArguments,
    @Args('dueBefore', { type: () => DateTime, nullable: true }) dueBefore?: string,
  ) {
    const filter = assignedTo(subject, dueBefore);
    return this.intelligenceReports(subject, args, filter, { field: 'dueAt', direction: 'asc' });
  }

  @Query(() => IntelligenceReport, { description: 'One report, read from its stream and so never stale.' })
  async intelligenceReport(
    @CurrentSubject() subject: Subject,
    @Args('id', { type: () => UUID }) id: string,
    @Args() _live: LiveArguments,
  ) {
    const loaded = await this.ledger.load(intelReportType, subject.tenantId, id);
    const marking = loaded && intelReportType.markingOf(loaded.record);
    if (!loaded || !marking || !decide(subject, 'read', { ...loaded, marking }).allow) throw notFound(intelReportType.name);
    return reportView(loaded, true);
  }

  @Mutation(() => ReportChanged, { description: 'Drafts a report.' })
  createIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: CreateIntelligenceReportInput,
    @Args() args: CommandArguments,
  ) {
    return this.change(subject, context, args, parseReportRequest('create', undefined, input));
  }

  @Mutation(() => ReportChanged, { description: 'Revises the draft, or opens a new version of a published report.' })
  reviseIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseIntelligenceReportInput,
  ) {
    return this.change(subject, context, args, parseReportRequest('revise', args.id, input));
  }

  @Mutation(() => ReportChanged, { description: 'Names who is to finish the working version, and until when.' })
  assignIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: AssignIntelligenceReportInput,
  ) {
    return this.change(subject, context, args, parseReportRequest('assign', args.id, input));
  }

  @Mutation(() => ReportChanged, { description: 'Sends the draft to review.' })
  submitIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'submit', id: args.id });
  }

  @Mutation(() => ReportChanged, { description: 'Approves what is in review; never by its author, unless the tenant allows it.' })
  approveIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'approve', id: args.id });
  }

  @Mutation(() => ReportChanged, { description: 'Returns what is in review or approved to draft.' })
  returnIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReturnIntelligenceReportInput,
  ) {
    return this.change(subject, context, args, parseReportRequest('return', args.id, input));
  }

  @Mutation(() => ReportChanged, { description: 'Publishes the approved version; the one before is superseded.' })
  publishIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { nullable: true }) input?: PublishIntelligenceReportInput,
  ) {
    return this.change(subject, context, args, parseReportRequest('publish', args.id, input ?? {}));
  }

  @Mutation(() => ReportChanged, { description: 'Withdraws the published version; needs a reason.' })
  retractIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'retract', id: args.id });
  }

  @Mutation(() => ReportChanged, {
    description: 'Takes the report out of the product base; needs a reason. restoreIntelligenceReport undoes it.',
  })
  archiveIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'archive', id: args.id });
  }

  @Mutation(() => ReportChanged, { description: 'Brings an archived report back.' })
  restoreIntelligenceReport(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'restore', id: args.id });
  }

  @Mutation(() => ReportChanged, { description: 'Drops the draft of a report that stays published.' })
  discardIntelligenceReportDraft(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'discard', id: args.id });
  }

  @ResolveField(() => String)
  async author(@Parent() { tenantId, authorId }: ReportView, @Context() context: GraphqlContext) {
    return nameOf(this.people, context, tenantId, authorId);
  }

  @ResolveField(() => String, { nullable: true })
  async assignee(@Parent() { tenantId, assigneeId }: ReportView, @Context() context: GraphqlContext) {
    return assigneeId && nameOf(this.people, context, tenantId, assigneeId);
  }

  @ResolveField(() => [UUID])
  async sourceIds(
    @Parent() report: ReportView,
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
  ): Promise<readonly string[]> {
    return (await this.sources(report, subject, context)).map(({ id }) => id);
  }

  @ResolveField(() => [IntelligenceSource], { description: 'The sources that it names and that you may see.' })
  async sources(
    @Parent() { sourceIds: ids, read }: { readonly sourceIds: readonly string[]; readonly read: ReadOptions },
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
  ): Promise<SourceView[]> {
    if (ids.length === 0) return [];
    const { at, position, atLeast } = read;
    const loader = loaderOf(context, `source views ${at} ${position} ${atLeast}`, async (keys: readonly string[]) => {
      const found = await this.sourceQueries.byIds(subject, keys, read);
      return new Map([...found].map(([id, source]) => [id, sourceView(source, read)]));
    });
    const views = await Promise.all(ids.map((id) => loader.load(id)));
    return views.filter((view) => view !== undefined);
  }

  @ResolveField(() => String)
  async body(@Parent() report: ReportView): Promise<string> {
    const stored = report.complete ? report.storedBody! : (await this.completed(report)).storedBody!;
    return this.blobs.textOf(report.tenantId, stored);
  }

  @ResolveField(() => [IntelligenceReportVersion])
  async versions(@Parent() report: ReportView, @CurrentSubject() subject: Subject, @Context() context: GraphqlContext) {
    const { versions, read } = await this.completed(report);
    return Promise.all(versions.map((version) => this.withVisibleSources(version, read, subject, context)));
  }

  @ResolveField(() => IntelligenceReportWorkingVersion, { nullable: true })
  async working(@Parent() report: ReportView, @CurrentSubject() subject: Subject, @Context() context: GraphqlContext) {
    const { working, read } = await this.completed(report);
    return working && this.withVisibleSources(working, read, subject, context);
  }

  private async withVisibleSources<Content extends { readonly sourceIds: readonly string[] }>(
    content: Content,
    read: ReadOptions,
    subject: Subject,
    context: GraphqlContext,
  ): Promise<Content> {
    const seen = await this.sources({ sourceIds: content.sourceIds, read }, subject, context);
    return { ...content, sourceIds: seen.map(({ id }) => id) };
  }

  /** A row of the read model as it stood at its revision, with bodies. */
  private async completed(report: ReportView): Promise<ReportView> {
    if (report.complete) return report;
    const loaded = await this.ledger.load(intelReportType, report.tenantId, report.id, report.revision);
    return reportView(loaded!, true);
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: ReportRequest) {
    const { loaded, receipt } = await this.commands.execute(
      new ChangeIntelReport(request, commandContext(subject, context.req, args)),
    );
    return { record: reportView(loaded, true), receipt };
  }
}

@Resolver(() => IntelligenceReportVersion)
export class ReportVersionResolver {
  constructor(private readonly blobs: Blobs) {}

  @ResolveField(() => String)
  body(@Parent() { tenantId, body }: { tenantId: string; body: string | BlobRef }): Promise<string> {
    return this.blobs.textOf(tenantId, body);
  }
}

@Resolver(() => IntelligenceReportWorkingVersion)
export class ReportWorkingVersionResolver {
  constructor(private readonly blobs: Blobs) {}

  @ResolveField(() => String)
  body(@Parent() { tenantId, body }: { tenantId: string; body: string | BlobRef }): Promise<string> {
    return this.blobs.textOf(tenantId, body);
  }
}

@Resolver(() => IntelligenceReportConnection)
export class ReportConnectionResolver {
  constructor(private readonly queries: IntelReportQueries) {}

  @ResolveField(() => Int, { description: 'How many reports the whole list has.' })
  totalCount(
    @Parent() { subject, filter, args }: { subject: Subject; filter?: IntelligenceReportFilter; args: PageArguments },
  ): Promise<number> {
    return this.queries.count(subject, given(filter ?? {}, 'filter'), given(args));
  }
}
