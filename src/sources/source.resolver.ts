/** Intelligence sources over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decide } from '../access/policy.js';
import { ChangeArguments, CommandArguments, commandContext, given, LiveArguments, PageArguments } from '../graphql/arguments.js';
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { notFound } from '../ledger/errors.js';
import { Ledger } from '../ledger/ledger.js';
import { nameOf } from '../people/names.js';
import { People } from '../people/people.queries.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import { ChangeSource, type SourceRequest } from './source.commands.js';
import {
  IntelligenceSource,
  IntelligenceSourceConnection,
  IntelligenceSourceFilter,
  RegisterIntelligenceSourceInput,
  ReviseIntelligenceSourceInput,
  SourceChanged,
  sourceView,
  type SourceView,
} from './source.graphql.js';
import { parseSourceRequest } from './source.input.js';
import { SourceWatch } from './source-watch.queries.js';
import { SourceQueries } from './source.queries.js';
import { sourceType } from './source.type.js';

const momentIn = ({ at, position, atLeast }: ReadOptions): ReadOptions => ({ at, position, atLeast });

@Resolver(() => IntelligenceSource)
export class SourceResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: SourceQueries,
    private readonly ledger: Ledger,
    private readonly people: People,
    private readonly sourceWatch: SourceWatch,
  ) {}

  @Query(() => IntelligenceSourceConnection, { description: 'Sources that you may see, by name.' })
  async intelligenceSources(
    @CurrentSubject() subject: Subject,
    @Args() args: PageArguments,
    @Args('filter', { type: () => IntelligenceSourceFilter, nullable: true }) filter?: IntelligenceSourceFilter,
  ) {
    const options = given(args);
    const narrowed = await this.sourceWatch.narrowed(subject, given(filter ?? {}, 'filter'), options);
    const page = await this.queries.list(subject, narrowed, options, options);
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: sourceView(node, momentIn(options)) }));
    return { ...page, edges, nodes: edges.map(({ node }) => node), subject, filter, args };
  }

  @Query(() => IntelligenceSource, { description: 'One source, read from its stream and so never stale.' })
  async intelligenceSource(
    @CurrentSubject() subject: Subject,
    @Args('id', { type: () => UUID }) id: string,
    @Args() live: LiveArguments,
  ) {
    const loaded = await this.ledger.load(sourceType, subject.tenantId, id);
    const marking = loaded && sourceType.markingOf(loaded.record);
    if (!loaded || !marking || !decide(subject, 'read', { ...loaded, marking }).allow) throw notFound(sourceType.name);
    return sourceView(loaded, { atLeast: live.atLeast ?? loaded.position });
  }

  @Mutation(() => SourceChanged, { description: 'Registers a source.' })
  registerIntelligenceSource(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: RegisterIntelligenceSourceInput,
    @Args() args: CommandArguments,
  ) {
    return this.change(subject, context, args, parseSourceRequest('register', undefined, input));
  }

  @Mutation(() => SourceChanged, { description: 'Changes what is known about a source, or its marking.' })
  reviseIntelligenceSource(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseIntelligenceSourceInput,
  ) {
    return this.change(subject, context, args, parseSourceRequest('revise', args.id, input));
  }

  @Mutation(() => SourceChanged, { description: 'Nothing is expected of a paused source.' })
  pauseIntelligenceSource(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'pause', id: args.id });
  }

  @Mutation(() => SourceChanged)
  resumeIntelligenceSource(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'resume', id: args.id });
  }

  @Mutation(() => SourceChanged, { description: 'The source is used no more. reinstateIntelligenceSource undoes it.' })
  retireIntelligenceSource(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'retire', id: args.id });
  }

  @Mutation(() => SourceChanged)
  reinstateIntelligenceSource(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return this.change(subject, context, args, { kind: 'reinstate', id: args.id });
  }

  @ResolveField(() => String, { nullable: true })
  async owner(@Parent() { tenantId, ownerId }: SourceView, @Context() context: GraphqlContext) {
    return ownerId === null ? null : nameOf(this.people, context, tenantId, ownerId);
  }

  @ResolveField(() => DateTime, { nullable: true })
  async lastReportAt(
    @Parent() { id, lastReportAt, read }: SourceView,
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
  ) {
    if (lastReportAt !== undefined) return lastReportAt;
    const loader = loaderOf(context, `sources ${read.atLeast}`, (ids: readonly string[]) =>
      this.queries.byIds(subject, ids, read),
    );
    return (await loader.load(id))?.lastReportAt ?? null;
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: SourceRequest) {
    const { loaded, receipt } = await this.commands.execute(
      new ChangeSource(request, commandContext(subject, context.req, args)),
    );
    return { record: sourceView(loaded, { atLeast: receipt.position }), receipt };
  }
}

@Resolver(() => IntelligenceSourceConnection)
export class SourceConnectionResolver {
  constructor(
    private readonly queries: SourceQueries,
    private readonly sourceWatch: SourceWatch,
  ) {}

  @ResolveField(() => Int, { description: 'How many sources the whole list has.' })
  async totalCount(
    @Parent() { subject, filter, args }: { subject: Subject; filter?: IntelligenceSourceFilter; args: PageArguments },
  ): Promise<number> {
    const options = given(args);
    const narrowed = await this.sourceWatch.narrowed(subject, given(filter ?? {}, 'filter'), options);
    return this.queries.count(subject, narrowed, options);
  }
}
