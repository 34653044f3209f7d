/** Shares of the dashboard over GraphQL. */
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { type Action, decideGrant } from '../access/policy.js';
import { ChangeArguments, CommandArguments, commandContext, given } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { Clock } from '../ledger/clock.js';
import { forbidden } from '../ledger/errors.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { PUBLIC_URL } from '../share-links/public-url.js';
import { endOf } from '../share-links/share-link.measure.js';
import { dashboardTokens, newSecret, passwordHashOf, secretHashOf } from '../share-links/share-secret.js';
import { ChangeDashboardShare, ShareDashboard } from './dashboard-share.commands.js';
import {
  DashboardShareChanged,
  DashboardShareConnection,
  DashboardShared,
  DashboardSharesArguments,
  dashboardShareView,
  ShareDashboardInput,
} from './dashboard-share.graphql.js';
import { type DashboardShareFields, parseDashboardShare } from './dashboard-share.input.js';
import { type DashboardShareFilter, DashboardShareQueries, type ListedDashboardShare } from './dashboard-share.queries.js';
import { dashboardShareType } from './dashboard-share.type.js';

const require = (subject: Subject, action: Action): void => {
  if (!decideGrant(subject, action).allow) throw forbidden(`None of your roles allows ${action}.`);
};

/** What a page of the list was asked for, for its total. */
interface Listed {
  readonly subject: Subject;
  readonly narrowed: DashboardShareFilter;
  readonly now: string;
  readonly atLeast?: bigint | undefined;
}

@Resolver()
export class DashboardShareResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
    private readonly queries: DashboardShareQueries,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @Query(() => DashboardShareConnection, {
    description: 'To whom the dashboard is or was opened, the newest first. For auditors and tenant administrators.',
  })
  async dashboardShares(@CurrentSubject() subject: Subject, @Args() args: DashboardSharesArguments) {
    require(subject, 'dashboard.reviewShares');
    const { filter = {}, ...options } = given(args);
    const [narrowed, now] = [given(filter, 'filter'), this.now()];
    const page = await this.queries.list(subject, narrowed, now, options, options);
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: dashboardShareView(node, now) }));
    const listed: Listed = { subject, narrowed, now, atLeast: options.atLeast };
    return { ...page, ...listed, edges, nodes: edges.map(({ node }) => node) };
  }

  @Mutation(() => DashboardShared, {
    description:
      'Opens the dashboard by a link that is told once. It counts what is within the maximum and has no caveat, for 30 days at most; the ceiling of those who share bounds the maximum.',
  })
  async shareDashboard(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args('input') input: ShareDashboardInput,
    @Args() args: CommandArguments,
  ) {
    require(subject, 'dashboard.share');
    const fields = parseDashboardShare(input);
    const { password: _, ...asked } = fields;
    const context = commandContext(subject, req, given(args));
    const { id } = newRecordId(this.instanceKey, dashboardShareType.contracts.category, context);
    const secret = newSecret();
    const wanted = { ...(await this.wanted(fields)), secretHash: secretHashOf(secret) };
    const { loaded, receipt, appended } = await this.commands.execute(new ShareDashboard(id, wanted, context, asked));
    await this.queries.reached(receipt.position);
    const token = appended ? dashboardTokens.write(id, secret) : null;
    const record = dashboardShareView(loaded as ListedDashboardShare, this.now());
    return { record, receipt, token, url: token && `${this.publicUrl}/s/dashboards/${token}` };
  }

  @Mutation(() => DashboardShareChanged, { description: 'From now on its link opens nothing.' })
  async revokeDashboardShare(
    @CurrentSubject() subject: Subject,
    @Context() { req }: GraphqlContext,
    @Args() args: ChangeArguments,
  ) {
    require(subject, 'dashboard.unshare');
    const context = commandContext(subject, req, given(args));
    const { loaded, receipt } = await this.commands.execute(new ChangeDashboardShare(args.id, { type: 'Revoke' }, context));
    return { record: dashboardShareView(loaded as ListedDashboardShare, this.now()), receipt };
  }

  private async wanted({ maximumSecrecyLevel, maximumTlp, password, ...fields }: DashboardShareFields) {
    return {
      name: fields.name,
      organisation: fields.organisation ?? null,
      maximum: { secrecyLevel: maximumSecrecyLevel, tlp: maximumTlp },
      sections: fields.sections,
      withSourceNames: fields.withSourceNames,
      expiresAt: endOf(fields, this.clock.now()),
      maxViews: fields.maxViews ?? null,
      password: password === undefined ? null : await passwordHashOf(password),
    };
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

@Resolver(() => DashboardShareConnection)
export class DashboardShareConnectionResolver {
  constructor(private readonly queries: DashboardShareQueries) {}

  @ResolveField(() => Int, { description: 'How many the whole list has.' })
  totalCount(@Parent() { subject, narrowed, now, atLeast }: Listed): Promise<number> {
    return this.queries.count(subject, narrowed, now, { atLeast });
  }
}
