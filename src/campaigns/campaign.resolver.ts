/** Campaigns over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Field, InputType, Mutation, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { DateTime } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { linkResolvers } from '../links/link.resolver.js';
import { endOf } from '../profiles/closing.js';
import { mergeKind } from '../profiles/merge.commands.js';
import { mergeResolver } from '../profiles/merge.resolver.js';
import { MERGEABLE_COMPARISONS, type MergeableFilter } from '../profiles/mergeable.queries.js';
import { profileKind } from '../profiles/profile.commands.js';
import { profileInput } from '../profiles/profile.input.js';
import { ProfileQueries } from '../profiles/profile.queries.js';
import { type ProfileDoors, profileConnectionResolver, profileResolver } from '../profiles/profile.resolver.js';
import { BLANK_CAMPAIGN, CampaignProfile } from './campaign.events.js';
import {
  Campaign,
  CampaignChanged,
  CampaignConnection,
  CampaignFilter,
  CreateCampaignInput,
  ReviseCampaignInput,
} from './campaign.graphql.js';
import type { CampaignRecord } from './campaign.record.js';
import { campaignType } from './campaign.type.js';

const doors: ProfileDoors<CampaignFilter & MergeableFilter, CampaignRecord> = {
  kind: profileKind(campaignType, {
    blank: BLANK_CAMPAIGN,
    actions: {
      create: 'campaign.create',
      revise: 'campaign.revise',
      mark: 'campaign.mark',
      moves: { close: 'campaign.close', reopen: 'campaign.close' },
    },
  }),
  parse: profileInput(CampaignProfile, BLANK_CAMPAIGN),
  list: {
    table: 'campaign_state',
    name: 'name',
    comparisons: [...MERGEABLE_COMPARISONS, { key: 'threatLevel', sql: (p) => `s.threat_level = any(${p}::text[])` }],
  },
  one: 'campaign',
  many: 'campaigns',
  name: 'Campaign',
  node: Campaign,
  connection: CampaignConnection,
  changed: CampaignChanged,
  filter: CampaignFilter,
  createInput: CreateCampaignInput,
  reviseInput: ReviseCampaignInput,
};
export const campaignKind = doors.kind;

@SnakeCaseAliases()
@InputType()
class CloseCampaignInput {
  @Field(() => DateTime, { nullable: true, description: 'The end it has, if that is past, or else now, when left out.' })
  endDate?: string;
}

@Resolver(() => Campaign)
export class CampaignResolver extends profileResolver(doors) {
  constructor(
    commands: CommandBus,
    queries: ProfileQueries,
    ledger: Ledger,
    private readonly clock: Clock,
  ) {
    super(commands, queries, ledger);
  }

  @Mutation(() => CampaignChanged, { description: 'The campaign is over. reopenCampaign undoes it.' })
  async closeCampaign(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input', { nullable: true }) input?: CloseCampaignInput,
  ) {
    const given = input?.endDate ?? undefined;
    const endDate =
      given ?? (await endOf(this.ledger, doors.kind.type, subject.tenantId, args.id, this.clock.now().toISOString()));
    const asked = given === undefined ? {} : { input: { endDate: given } };
    return this.change(subject, context, args, { kind: 'move', verb: 'close', id: args.id, ...asked, data: { endDate } });
  }

  @Mutation(() => CampaignChanged, { description: 'The campaign goes on; its end date is cleared.' })
  reopenCampaign(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'move', verb: 'reopen', id: args.id, data: { endDate: null } });
  }
}

@Resolver(() => CampaignConnection)
export class CampaignConnectionResolver extends profileConnectionResolver(doors) {}

export const campaignResolvers = [
  CampaignResolver,
  CampaignConnectionResolver,
  mergeResolver({ kind: mergeKind(campaignType, 'campaign.merge'), many: 'Campaigns', node: Campaign, changed: CampaignChanged }),
  ...linkResolvers('campaign', ['threatActor', 'attackPattern', 'target', 'investigation', 'infrastructure'], CampaignChanged),
];
