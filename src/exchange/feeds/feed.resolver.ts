/** Feeds over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import { ChangeArguments, CommandArguments, given, LiveArguments } from '../../graphql/arguments.js';
import type { GraphqlContext } from '../../graphql/loaders.js';
import { DateTime, JSONScalar } from '../../graphql/scalars.js';
import { Clock } from '../../ledger/clock.js';
import { Ledger, type Written } from '../../ledger/ledger.js';
import { profileView } from '../../profiles/profile.graphql.js';
import { ProfileQueries } from '../../profiles/profile.queries.js';
import { profileConnectionResolver, type ReadingDoors, readingResolver } from '../../profiles/profile.resolver.js';
import type { MarkingFilter } from '../../read-side/board-query.queries.js';
import {
  CreateFeedInput,
  Feed,
  FeedChanged,
  FeedConnection,
  FeedCounts,
  FeedFilter,
  FeedHealthShown,
  FeedPollShown,
  FoundTaxiiServer,
  PushToFeedInput,
  ReviseFeedInput,
  TaxiiCredentialsInput,
} from './feed.graphql.js';
import { Receipts } from '../receipts/receipts.js';
import type { SignedReceipt } from '../receipts/signed-receipt.js';
import type { FeedDirection } from './feed.events.js';
import { feedKind, feedList } from './feed.kind.js';
import { feedHealth } from './feed.measure.js';
import { pushReceiptOf } from './feed-push-receipt.js';
import type * as record from './feed.record.js';
import { nextDue } from './feed-schedule.js';
import { Feeds } from './feeds.js';

const doors: ReadingDoors<FeedFilter & MarkingFilter, record.FeedRecord> = {
  kind: feedKind,
  list: feedList,
  one: 'feed',
  many: 'feeds',
  node: Feed,
  connection: FeedConnection,
  filter: FeedFilter,
};

const changed = ({ loaded, receipt }: Written<record.Feed>) => ({
  record: profileView(loaded, { atLeast: receipt.position }),
  receipt,
});

@Resolver(() => Feed)
export class FeedResolver extends readingResolver(doors) {
  constructor(
    commands: CommandBus,
    queries: ProfileQueries,
    ledger: Ledger,
    private readonly feeds: Feeds,
    private readonly clock: Clock,
    private readonly receipts: Receipts,
  ) {
    super(commands, queries, ledger);
  }

  @Query(() => FoundTaxiiServer, {
    description:
      'Asks a TAXII 2.1 server for its API roots and collections. Credentials go to this server alone and are not kept.',
  })
  async discoverTaxii(
    @CurrentSubject() subject: Subject,
    @Args() _live: LiveArguments,
    @Args('url', { description: 'Of its discovery, or of the machine alone.' }) url: string,
    @Args('credentials', { type: () => TaxiiCredentialsInput, nullable: true }) credentials?: TaxiiCredentialsInput,
    @Args('authority', {
      type: () => String,
      nullable: true,
      description: 'PEM certificates that are trusted instead of those of the system.',
    })
    authority?: string,
  ) {
    const found = await this.feeds.discover(subject, url, credentials ?? undefined, authority ?? undefined);
    return {
      ...found,
      roots: found.roots.map((root) => ({
        ...root,
        collections: root.collections.map(({ id, title, description = null, can_read: canRead, can_write: canWrite }) => ({
          id,
          title,
          description,
          canRead,
          canWrite,
        })),
      })),
    };
  }

  @Mutation(() => FeedChanged)
  async createFeed(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args('input') input: CreateFeedInput,
    @Args() args: CommandArguments,
  ) {
    return changed(await this.feeds.create(subject, req, input, given(args)));
  }

  @Mutation(() => FeedChanged, { description: 'What is left out stays. What was imported stays as it is.' })
  async reviseFeed(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseFeedInput,
  ) {
    return changed(await this.feeds.revise(subject, req, input, given(args)));
  }

  @Mutation(() => FeedChanged, { description: 'It is neither polled nor pushed to until resumeFeed.' })
  async pauseFeed(@CurrentSubject() subject: Subject, @Context() { req }: GraphqlContext, @Args() args: ChangeArguments) {
    return changed(await this.feeds.move(subject, req, 'pause', given(args)));
  }

  @Mutation(() => FeedChanged, { description: 'Goes on from where it had come to.' })
  async resumeFeed(@CurrentSubject() subject: Subject, @Context() { req }: GraphqlContext, @Args() args: ChangeArguments) {
    return changed(await this.feeds.move(subject, req, 'resume', given(args)));
  }

  @Mutation(() => FeedChanged, { description: 'What it brought stays. A retired feed cannot be brought back.' })
  async retireFeed(@CurrentSubject() subject: Subject, @Context() { req }: GraphqlContext, @Args() args: ChangeArguments) {
    return changed(await this.feeds.move(subject, req, 'retire', given(args)));
  }

  @Mutation(() => FeedChanged, {
    description: 'Kept sealed on this instance, outside of the log and its backups, and shown to nobody. The kind is recorded.',
  })
  async setFeedCredentials(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: TaxiiCredentialsInput,
  ) {
    return changed(await this.feeds.setCredentials(subject, req, input, given(args)));
  }

  @Mutation(() => FeedChanged)
  async removeFeedCredentials(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    return changed(await this.feeds.removeCredentials(subject, req, given(args)));
  }

  @Mutation(() => FeedChanged, {
    description: 'Imports what was added since the last poll, and answers when it is done: see lastPoll.',
  })
  async pollFeed(@CurrentSubject() subject: Subject, @Context() { req }: GraphqlContext, @Args() args: ChangeArguments) {
    return changed(await this.feeds.poll(subject, req, given(args)));
  }

  @Mutation(() => FeedChanged, {
    description: 'Sends what may go to its receiver, and answers when the server has said what became of it: see lastPush.',
  })
  async pushToFeed(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { nullable: true }) input?: PushToFeedInput,
  ) {
    return changed(await this.feeds.push(subject, req, given(input ?? {}, 'input'), given(args)));
  }

  @ResolveField(() => FeedHealthShown)
  health(@Parent() feed: Feed & record.FeedRecord): FeedHealthShown {
    return feedHealth(feed, this.clock.now().toISOString());
  }

  @ResolveField(() => JSONScalar, { nullable: true })
  lastPushReceipt(@Parent() feed: Feed & record.FeedRecord): SignedReceipt | null {
    return feed.lastPush && this.receipts.sign(pushReceiptOf(feed, feed.lastPush));
  }

  @ResolveField(() => DateTime, { nullable: true })
  nextPollAt(@Parent() feed: Feed & record.FeedRecord): string | null {
    return this.nextDue(feed, 'pull');
  }

  @ResolveField(() => DateTime, { nullable: true })
  nextPushAt(@Parent() feed: Feed & record.FeedRecord): string | null {
    return this.nextDue(feed, 'push');
  }

  private nextDue(feed: record.FeedRecord, direction: FeedDirection): string | null {
    return feed.status === 'active' && feed.direction === direction ? nextDue(feed, this.clock.now()) : null;
  }
}

@Resolver(() => FeedPollShown)
export class FeedPollResolver {
  @ResolveField(() => FeedCounts)
  counts(@Parent() { counts }: { readonly counts: Partial<FeedCounts> }): FeedCounts {
    const { created = 0, updated = 0, unchanged = 0, stored = 0, conflict = 0, refused = 0 } = counts;
    return { created, updated, unchanged, stored, conflict, refused };
  }
}

@Resolver(() => FeedConnection)
export class FeedConnectionResolver extends profileConnectionResolver(doors) {}
