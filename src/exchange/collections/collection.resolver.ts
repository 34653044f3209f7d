/** Collections over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import { type Action, decideGrant } from '../../access/policy.js';
import { ChangeArguments, CommandArguments, commandContext, given, LiveArguments, parseInput } from '../../graphql/arguments.js';
import type { GraphqlContext } from '../../graphql/loaders.js';
import { UUID } from '../../graphql/scalars.js';
import { forbidden, notFound } from '../../ledger/errors.js';
import type { Loaded } from '../../ledger/ledger.js';
import { RecordId } from '../../ledger/text.js';
import { type CollectionRequest, KeepCollection } from './collection.commands.js';
import {
  Collection,
  CollectionChanged,
  collectionView,
  CreateCollectionInput,
  ReviseCollectionInput,
} from './collection.graphql.js';
import { parseCollection, parseCollectionChanges } from './collection.input.js';
import { CollectionQueries } from './collection.queries.js';
import type { CollectionRecord } from './collection.record.js';
import { collectionType } from './collection.type.js';

const require = (subject: Subject, action: Action): void => {
  if (!decideGrant(subject, action).allow) throw forbidden(`None of your roles allows ${action}.`);
};

@Resolver(() => Collection)
export class CollectionResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: CollectionQueries,
  ) {}

  @Query(() => [Collection], { description: 'Those of your organisation, by title; the retired only when asked for.' })
  async collections(
    @CurrentSubject() subject: Subject,
    @Args() args: LiveArguments,
    @Args('withRetired', { type: () => Boolean, defaultValue: false }) withRetired: boolean,
  ) {
    require(subject, 'collection.review');
    return (await this.queries.list(subject, withRetired, given(args))).map(collectionView);
  }

  @Query(() => Collection, { description: 'Read from its stream.' })
  async collection(
    @CurrentSubject() subject: Subject,
    @Args('id', { type: () => UUID }) id: string,
    @Args() _live: LiveArguments,
  ) {
    require(subject, 'collection.review');
    return collectionView(await this.one(subject, id));
  }

  @Mutation(() => CollectionChanged, { description: 'Its partners may read what it holds, or send to it, from now on.' })
  createCollection(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: CreateCollectionInput,
    @Args() args: CommandArguments,
  ) {
    return this.change(subject, context, args, { kind: 'create', input: parseCollection(input) });
  }

  @Mutation(() => CollectionChanged, { description: 'What has left stays with who has it.' })
  async reviseCollection(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseCollectionInput,
  ) {
    require(subject, 'collection.keep');
    const { record } = await this.one(subject, args.id);
    return this.change(subject, context, args, { kind: 'revise', id: args.id, input: parseCollectionChanges(input, record) });
  }

  @Mutation(() => CollectionChanged, { description: 'Its partners no longer find it.' })
  retireCollection(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'retire', id: args.id });
  }

  @Mutation(() => CollectionChanged, { description: 'Its partners find it again.' })
  restoreCollection(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'restore', id: args.id });
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: CollectionRequest) {
    const { loaded, receipt } = await this.commands.execute(
      new KeepCollection(request, commandContext(subject, context.req, args)),
    );
    return { record: collectionView(loaded as Loaded<CollectionRecord>), receipt };
  }

  private async one(subject: Subject, id: string): Promise<Loaded<CollectionRecord>> {
    const loaded = await this.queries.visible(subject, parseInput(RecordId, id, 'id'));
    if (!loaded) throw notFound(collectionType.name);
    return loaded;
  }
}
