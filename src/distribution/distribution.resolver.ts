/** Distribution lists and deliveries over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decide, decideGrant } from '../access/policy.js';
import { feedType } from '../exchange/feeds/feed.type.js';
import { ChangeArguments, CommandArguments, commandContext, given, LiveArguments } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { UUID } from '../graphql/scalars.js';
import type { Contracts } from '../ledger/event-contract.js';
import { forbidden, notFound } from '../ledger/errors.js';
import { Ledger, type Loaded, type RecordType } from '../ledger/ledger.js';
import { People } from '../people/people.queries.js';
import { socReportType } from '../soc-reports/soc-report.type.js';
import type { AboutFeed, AboutReport } from './delivery.events.js';
import { DeliverySending } from './delivery.sending.js';
import { KeepDistributionList, type ListRequest } from './distribution-list.commands.js';
import { parseList, parseListChanges } from './distribution-list.input.js';
import type { DistributionListRecord } from './distribution-list.record.js';
import {
  CreateDistributionListInput,
  Delivery,
  deliveryView,
  DistributionList,
  DistributionListChanged,
  FeedAlert,
  feedAlertView,
  listView,
  ReviseDistributionListInput,
} from './distribution.graphql.js';
import { DistributionQueries } from './distribution.queries.js';

const requireReview = (subject: Subject): void => {
  if (!decideGrant(subject, 'distribution.review').allow) throw forbidden('None of your roles allows distribution.review.');
};

@Resolver(() => DistributionList)
export class DistributionResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
    private readonly queries: DistributionQueries,
    private readonly people: People,
    private readonly sending: DeliverySending,
  ) {}

  @Query(() => [DistributionList], { description: 'By name; the retired only when asked for.' })
  async distributionLists(
    @CurrentSubject() subject: Subject,
    @Args() args: LiveArguments,
    @Args('withRetired', { type: () => Boolean, defaultValue: false }) withRetired: boolean,
  ) {
    requireReview(subject);
    const lists = await this.queries.lists(subject, withRetired, given(args));
    return Promise.all(lists.map((list) => this.view(list)));
  }

  @Query(() => [Delivery], { description: 'To whom a report was sent, when, and what became of it.' })
  async deliveries(
    @CurrentSubject() subject: Subject,
    @Args('reportId', { type: () => UUID }) reportId: string,
    @Args() args: LiveArguments,
  ) {
    requireReview(subject);
    await this.requireSeen(subject, socReportType, reportId);
    const found = await this.queries.deliveries<AboutReport>(subject, reportId, given(args));
    return found.map((delivery) => deliveryView(delivery, this.sending.reachable.includes('email')));
  }

  @Query(() => [FeedAlert], { description: 'Who was told that a feed has to be looked at or works again, and when.' })
  async feedAlerts(
    @CurrentSubject() subject: Subject,
    @Args('feedId', { type: () => UUID }) feedId: string,
    @Args() args: LiveArguments,
  ) {
    requireReview(subject);
    await this.requireSeen(subject, feedType, feedId);
    const found = await this.queries.deliveries<AboutFeed>(subject, feedId, given(args));
    return found.map((delivery) => feedAlertView(delivery, this.sending.reachable.includes('email')));
  }

  @Mutation(() => DistributionListChanged, {
    description: 'Reports of these types, and alerts of feeds, go to the receivers from now on, as far as the marking allows.',
  })
  createDistributionList(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: CreateDistributionListInput,
    @Args() args: CommandArguments,
  ) {
    return this.change(subject, context, args, { kind: 'create', input: parseList(input) });
  }

  @Mutation(() => DistributionListChanged)
  reviseDistributionList(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseDistributionListInput,
  ) {
    return this.change(subject, context, args, { kind: 'revise', id: args.id, input: parseListChanges(input) });
  }

  @Mutation(() => DistributionListChanged, { description: 'Nothing more is sent to its receivers, not even what was planned.' })
  retireDistributionList(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'retire', id: args.id });
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: ListRequest) {
    const { loaded, receipt } = await this.commands.execute(
      new KeepDistributionList(request, commandContext(subject, context.req, args)),
    );
    return { record: await this.view(loaded as Loaded<DistributionListRecord>), receipt };
  }

  private async requireSeen<C extends Contracts, Command, State>(
    subject: Subject,
    type: RecordType<C, Command, State>,
    id: string,
  ): Promise<void> {
    const loaded = await this.ledger.load(type, subject.tenantId, id);
    const marking = loaded && type.markingOf(loaded.record);
    if (!loaded || !marking || !decide(subject, 'read', { ...loaded, marking }).allow) throw notFound(type.name);
  }

  private async view(list: Loaded<DistributionListRecord>): Promise<DistributionList> {
    const people = list.record.receivers.flatMap((one) => (one.kind === 'email' ? [one.person] : []));
    return listView(list, await this.people.addressesOf(list.tenantId, people));
  }
}
