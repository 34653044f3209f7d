/** From any record to all that it is linked with, in one request: whatever it nests, two queries for each level. */
import type { Type } from '@nestjs/common';
import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { AttackPattern } from '../attack-patterns/attack-pattern.graphql.js';
import { Campaign } from '../campaigns/campaign.graphql.js';
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import { Infrastructure } from '../infrastructure/infrastructure.graphql.js';
import { Investigation } from '../investigations/investigation.graphql.js';
import type { LinkedType } from '../links/link.events.js';
import { areLinkable } from '../links/link.measure.js';
import { type ProfileView, profileView } from '../profiles/profile.graphql.js';
import type { ReadOptions } from '../read-side/read-model.queries.js';
import { Target } from '../targets/target.graphql.js';
import { ThreatActor } from '../threat-actors/threat-actor.graphql.js';
import { SuggestedCampaign } from './context.graphql.js';
import type { RecordEnd } from './graph.queries.js';
import { keyOf, LinkedQueries } from './linked.queries.js';
import { OverlapQueries } from './overlaps.queries.js';

const NODES: Readonly<Record<LinkedType, Type>> = {
  campaign: Campaign,
  threatActor: ThreatActor,
  investigation: Investigation,
  attackPattern: AttackPattern,
  target: Target,
  infrastructure: Infrastructure,
};
const FIELDS: Readonly<Record<LinkedType, string>> = {
  campaign: 'campaigns',
  threatActor: 'actors',
  investigation: 'investigations',
  attackPattern: 'attackPatterns',
  target: 'targets',
  infrastructure: 'infrastructure',
};
const BOUNDED = 'that you may see, by name; at most 200, recordLinks pages through more.';

/** A record with the one that it was reached from, when it was. */
type LinkedView = ProfileView & { readonly reachedFrom?: string };

const momentOf = ({ at, position, atLeast }: ReadOptions): string => `${at} ${position} ${atLeast}`;

const recordsOf = async (
  queries: LinkedQueries,
  context: GraphqlContext,
  subject: Subject,
  type: LinkedType,
  ids: readonly string[],
  read: ReadOptions,
): Promise<readonly LinkedView[]> => {
  const records = loaderOf(
    context,
    `linked records ${momentOf(read)}`,
    (ends: readonly RecordEnd[]) => queries.byIds(subject, ends, read),
    keyOf,
  );
  const found = await Promise.all(ids.map((id) => records.load({ type, id })));
  return found.flatMap((loaded) => (loaded ? [profileView(loaded, read)] : []));
};

const linkedTo = async (
  queries: LinkedQueries,
  context: GraphqlContext,
  subject: Subject,
  { id, read }: LinkedView,
  type: LinkedType,
): Promise<readonly LinkedView[]> => {
  const links = loaderOf(
    context,
    `linked ids ${momentOf(read)}`,
    (asked: readonly RecordEnd[]) => queries.idsOf(subject, asked, read),
    keyOf,
  );
  const found = await recordsOf(queries, context, subject, type, (await links.load({ type, id })) ?? [], read);
  return found.map((view) => ({ ...view, reachedFrom: id }));
};

const linkedField = (on: LinkedType, type: LinkedType): Type => {
  @Resolver(() => NODES[on])
  class LinkedFieldResolver {
    constructor(private readonly queries: LinkedQueries) {}

    @ResolveField(() => [NODES[type]], { name: FIELDS[type], description: `Those linked with it ${BOUNDED}` })
    linked(@Parent() record: LinkedView, @CurrentSubject() subject: Subject, @Context() context: GraphqlContext) {
      return linkedTo(this.queries, context, subject, record, type);
    }
  }
  return LinkedFieldResolver;
};

const types = Object.keys(NODES) as LinkedType[];

export const linkedFieldResolvers = types.flatMap((on) =>
  types.filter((type) => areLinkable(on, type)).map((type) => linkedField(on, type)),
);

@Resolver(() => Campaign)
export class CampaignContextResolver {
  constructor(private readonly queries: LinkedQueries) {}

  @ResolveField(() => [Investigation], {
    description: `Investigations linked with it, without the one that the campaign was reached from, ${BOUNDED}`,
  })
  async otherInvestigations(
    @Parent() campaign: LinkedView,
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
  ) {
    const all = await linkedTo(this.queries, context, subject, campaign, 'investigation');
    return all.filter(({ id }) => id !== campaign.reachedFrom);
  }
}

@Resolver(() => Investigation)
export class InvestigationContextResolver {
  constructor(
    private readonly queries: LinkedQueries,
    private readonly overlaps: OverlapQueries,
  ) {}

  @ResolveField(() => [SuggestedCampaign], {
    description:
      'Campaigns that it is not linked with and shares infrastructure, techniques, actors or targets with; the likeliest first.',
  })
  async suggestedCampaigns(
    @Parent() { id, read }: LinkedView,
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('first', { type: () => Int, defaultValue: 20, description: '1 to 200.' }) first: number,
  ): Promise<readonly object[]> {
    const wanted = { first, types: ['campaign'] as const, linked: false };
    const { edges } = await this.overlaps.of(subject, { type: 'investigation', id }, wanted, read);
    const ids = edges.map(({ node }) => node.id);
    const campaigns = await recordsOf(this.queries, context, subject, 'campaign', ids, read);
    const byId = new Map(campaigns.map((campaign) => [campaign.id, campaign]));
    return edges.flatMap(({ node: { id: campaignId, score, shared } }) => {
      const campaign = byId.get(campaignId);
      return campaign ? [{ campaign: { ...campaign, reachedFrom: id }, score, shared }] : [];
    });
  }
}
