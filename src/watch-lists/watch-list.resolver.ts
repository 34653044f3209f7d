/** The caller's watch list, and what is new, over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { CommandArguments, commandContext, given, LiveArguments } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { Position } from '../graphql/scalars.js';
import { type ChangedRecord, NewSinceQueries } from './new-since.queries.js';
import { ChangeWatchList, type WatchListRequest } from './watch-list.commands.js';
import {
  ChangedRecordConnection,
  NewSinceArguments,
  WatchArguments,
  WatchedItem,
  WatchList,
  WatchListChanged,
} from './watch-list.graphql.js';
import { WatchListQueries } from './watch-list.queries.js';
import type { WatchListRecord } from './watch-list.record.js';

const seenOf = ({ seenPosition }: WatchListRecord): bigint | null => (seenPosition === null ? null : BigInt(seenPosition));
const listView = (list: WatchListRecord, atLeast?: bigint) => ({ list, seenPosition: seenOf(list), atLeast });
type ListView = ReturnType<typeof listView>;

const changedView = ({ changes, ...record }: ChangedRecord) => ({
  ...record,
  changes: changes.map((frame) => ({ ...frame, fields: frame.changes.map(({ field }) => field) })),
  actors: [...new Set(changes.map(({ actorName, actorId }) => actorName ?? actorId))],
});

@Resolver(() => WatchList)
export class WatchListResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly lists: WatchListQueries,
    private readonly news: NewSinceQueries,
  ) {}

  @Query(() => WatchList)
  async watchList(@CurrentSubject() subject: Subject, @Args() live: LiveArguments) {
    return listView(await this.lists.listOf(subject), given(live).atLeast);
  }

  @ResolveField(() => [WatchedItem])
  async items(@Parent() { list, seenPosition, atLeast }: ListView, @CurrentSubject() subject: Subject) {
    const items = await this.lists.items(subject, list, { atLeast });
    return items.map((item) => ({ ...item, changedSinceSeen: seenPosition === null || item.position > seenPosition }));
  }

  @Query(() => ChangedRecordConnection, {
    description: 'Reports and sources that changed since you last looked, with what happened to them, the last changed first.',
  })
  async newSince(@CurrentSubject() subject: Subject, @Args() args: NewSinceArguments) {
    const { position, watchedOnly = false, ...options } = given(args);
    const list = await this.lists.listOf(subject);
    const since = position ?? seenOf(list) ?? 0n;
    const page = await this.news.list(subject, since, watchedOnly ? list : undefined, options, options);
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: changedView(node) }));
    return { ...page, edges, nodes: edges.map(({ node }) => node), since };
  }

  @Mutation(() => WatchListChanged, { description: 'Puts a record that you may see on your watch list.' })
  watchRecord(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: WatchArguments) {
    return this.change(subject, context, args, { kind: 'watch', type: args.type, id: args.id });
  }

  @Mutation(() => WatchListChanged, { description: 'Takes a record off your watch list.' })
  unwatchRecord(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: WatchArguments) {
    return this.change(subject, context, args, { kind: 'unwatch', type: args.type, id: args.id });
  }

  @Mutation(() => WatchListChanged, { description: 'Says that you have seen what changed up to a position; it never goes back.' })
  markWatchListSeen(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('position', { type: () => Position }) position: bigint,
    @Args() args: CommandArguments,
  ) {
    return this.change(subject, context, args, { kind: 'markSeen', position });
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: WatchListRequest) {
    const { loaded, receipt } = await this.commands.execute(
      new ChangeWatchList(request, commandContext(subject, context.req, args)),
    );
    return { record: listView(loaded.record), receipt };
  }
}
