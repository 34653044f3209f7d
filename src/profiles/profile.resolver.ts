/** The doors that all profiled records have over GraphQL: a list, one record, creating and revising, and the moves of their status. */
import type { Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decide } from '../access/policy.js';
import { ChangeArguments, CommandArguments, commandContext, given, LiveArguments, PageArguments } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { UUID } from '../graphql/scalars.js';
import { notFound } from '../ledger/errors.js';
import type { Contracts } from '../ledger/event-contract.js';
import { Ledger } from '../ledger/ledger.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import { ChangeProfile, type ProfileKind, type ProfileRequest } from './profile.commands.js';
import { profileView } from './profile.graphql.js';
import type { profileInput } from './profile.input.js';
import { type ProfileList, ProfileQueries } from './profile.queries.js';
import type { AnyProfile } from './profile.record.js';

/** A record type as the API shows it. */
export interface ProfileDoors<Filter extends MarkingFilter, Record extends AnyProfile> {
  readonly kind: ProfileKind<Contracts, Record>;
  readonly parse: ReturnType<typeof profileInput>;
  readonly list: ProfileList<Filter>;
  /** Query names: `target`, `targets`. */
  readonly one: string;
  readonly many: string;
  /** As mutations end: `Target`. */
  readonly name: string;
  readonly node: Type;
  readonly connection: Type;
  readonly changed: Type;
  readonly filter: Type<Filter>;
  readonly createInput: Type<object>;
  readonly reviseInput: Type<object>;
}

/** What of them shows records. */
export type ReadingDoors<Filter extends MarkingFilter, Record extends AnyProfile> = Pick<
  ProfileDoors<Filter, Record>,
  'list' | 'one' | 'many' | 'node' | 'connection' | 'filter'
> & { readonly kind: Pick<ProfileKind<Contracts, Record>, 'type'> };

/** The base of the resolver of a record type that has rules of its own: a list, and one record. */
export const readingResolver = <Filter extends MarkingFilter, Record extends AnyProfile>({
  kind,
  list,
  one,
  many,
  node,
  connection,
  filter: filterType,
}: ReadingDoors<Filter, Record>) => {
  const { name: word } = kind.type;
  const order = list.newestFirst ? 'the newest first' : 'by name';

  @Resolver(() => node, { isAbstract: true })
  abstract class ReadingResolver {
    constructor(
      protected readonly commands: CommandBus,
      protected readonly queries: ProfileQueries,
      protected readonly ledger: Ledger,
    ) {}

    @Query(() => connection, { name: many, description: `Those that you may see, ${order}.` })
    async listed(
      @CurrentSubject() subject: Subject,
      @Args() args: PageArguments,
      @Args('filter', { type: () => filterType, nullable: true }) filter?: object,
    ) {
      const options = given(args);
      const narrowed = given(filter ?? {}, 'filter') as Filter;
      const { at, position, atLeast } = options;
      const page = await this.queries.list(list, subject, narrowed, options, options);
      const edges = page.edges.map(({ cursor, node: loaded }) => ({
        cursor,
        node: profileView(loaded, { at, position, atLeast }),
      }));
      return { ...page, edges, nodes: edges.map((edge) => edge.node), subject, filter: narrowed, options };
    }

    @Query(() => node, { name: one, description: `One ${word}, read from its stream and so never stale.` })
    async shown(@CurrentSubject() subject: Subject, @Args('id', { type: () => UUID }) id: string, @Args() live: LiveArguments) {
      const loaded = await this.ledger.load(kind.type, subject.tenantId, id);
      const marking = loaded && kind.type.markingOf(loaded.record);
      if (!loaded || !marking || !decide(subject, 'read', { ...loaded, marking }).allow) throw notFound(word);
      return profileView(loaded, { atLeast: live.atLeast ?? loaded.position });
    }
  }
  return ReadingResolver;
};

/** The base of a record type's resolver. */
export const profileResolver = <Filter extends MarkingFilter, Record extends AnyProfile>(doors: ProfileDoors<Filter, Record>) => {
  const { kind, parse, name, node, changed, createInput, reviseInput } = doors;
  const { name: word } = kind.type;

  @Resolver(() => node, { isAbstract: true })
  abstract class ProfileResolver extends readingResolver(doors) {
    @Mutation(() => changed, { name: `create${name}` })
    created(
      @CurrentSubject() subject: Subject,
      @Context() context: GraphqlContext,
      @Args('input', { type: () => createInput }) input: object,
      @Args() args: CommandArguments,
    ) {
      return this.change(subject, context, args, parse(undefined, input));
    }

    @Mutation(() => changed, {
      name: `revise${name}`,
      description: `Changes what is known of the ${word}, or its marking. What is left out stays as it is.`,
    })
    revised(
      @CurrentSubject() subject: Subject,
      @Context() context: GraphqlContext,
      @Args() args: ChangeArguments,
      @Args('input', { type: () => reviseInput }) input: object,
    ) {
      return this.change(subject, context, args, parse(args.id, input));
    }

    protected async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: ProfileRequest) {
      const { loaded, receipt } = await this.commands.execute(
        new ChangeProfile(kind, request, commandContext(subject, context.req, args)),
      );
      return { record: profileView(loaded, { atLeast: receipt.position }), receipt };
    }
  }
  return ProfileResolver;
};

/** The base of the resolver of a record type that is only ever taken out of use and back into it. */
export const retirableResolver = <Filter extends MarkingFilter, Record extends AnyProfile>(
  doors: ProfileDoors<Filter, Record>,
) => {
  const { node, changed, name, kind } = doors;
  const { name: word } = kind.type;

  @Resolver(() => node, { isAbstract: true })
  abstract class RetirableResolver extends profileResolver(doors) {
    @Mutation(() => changed, { name: `retire${name}`, description: `The ${word} is used no more. restore${name} undoes it.` })
    retired(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
      return this.change(subject, context, args, { kind: 'move', verb: 'retire', id: args.id });
    }

    @Mutation(() => changed, { name: `restore${name}` })
    restored(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
      return this.change(subject, context, args, { kind: 'move', verb: 'restore', id: args.id });
    }
  }
  return RetirableResolver;
};

/** The base of the resolver of a record type's connection. */
export const profileConnectionResolver = <Filter extends MarkingFilter, Record extends AnyProfile>({
  connection,
  list,
}: Pick<ProfileDoors<Filter, Record>, 'connection' | 'list'>) => {
  @Resolver(() => connection, { isAbstract: true })
  abstract class ProfileConnectionResolver {
    constructor(private readonly queries: ProfileQueries) {}

    @ResolveField(() => Int, { description: 'How many the whole list has.' })
    totalCount(
      @Parent() { subject, filter, options }: { subject: Subject; filter: Filter; options: PageArguments },
    ): Promise<number> {
      return this.queries.count(list, subject, filter, options);
    }
  }
  return ProfileConnectionResolver;
};
