/** The graph over GraphQL. */
import { Args, ArgsType, Field, Int, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { given, MomentArguments, PageArguments, parseInput } from '../graphql/arguments.js';
import { UUID } from '../graphql/scalars.js';
import type { LinkedType } from '../links/link.events.js';
import {
  CaseOverlapConnection,
  LinkedTypeName,
  OverlapArguments,
  RecordEndInput,
  RecordGraph,
  RecordLinkConnection,
  RecordPath,
} from './graph.graphql.js';
import { GraphQueries, type RecordEnd } from './graph.queries.js';
import { OverlapQueries } from './overlaps.queries.js';

const between = (least: number, most: number) =>
  z
    .int({ error: `must be between ${least} and ${most}` })
    .min(least, `must be between ${least} and ${most}`)
    .max(most, `must be between ${least} and ${most}`);
const Reach = z.object({ depth: between(1, 5), limit: between(1, 1_000) });
const PathReach = z.object({ maxDepth: between(1, 10) });
const CaseTypes = z.object({
  types: z
    .array(z.enum(['campaign', 'investigation'], { error: 'must be campaign or investigation' }))
    .min(1)
    .optional(),
});

@ArgsType()
class GraphArguments extends MomentArguments {
  @Field(() => UUID) id!: string;
  @Field(() => Int, { defaultValue: 2, description: 'Steps, 1 to 5.' }) depth!: number;
  @Field(() => Int, { defaultValue: 200, description: 'Nodes, 1 to 1,000.' }) limit!: number;
}

@Resolver()
export class GraphResolver {
  constructor(
    private readonly graph: GraphQueries,
    private readonly overlaps: OverlapQueries,
  ) {}

  @Query(() => RecordGraph, { description: 'What a campaign is linked with, in both directions, ready to draw.' })
  campaignGraph(@CurrentSubject() subject: Subject, @Args() args: GraphArguments) {
    return this.around(subject, 'campaign', args);
  }

  @Query(() => RecordGraph, { description: 'What a record of any type is linked with, in both directions, ready to draw.' })
  recordGraph(
    @CurrentSubject() subject: Subject,
    @Args('type', { type: () => LinkedTypeName }) type: LinkedType,
    @Args() args: GraphArguments,
  ) {
    return this.around(subject, type, args);
  }

  @Query(() => RecordLinkConnection, { description: 'The links of one record, page by page, also of one that has thousands.' })
  async recordLinks(
    @CurrentSubject() subject: Subject,
    @Args('type', { type: () => LinkedTypeName }) type: LinkedType,
    @Args('id', { type: () => UUID }) id: string,
    @Args() args: PageArguments,
    @Args('types', { type: () => [LinkedTypeName], nullable: true, description: 'Of the other ends; all when left out.' })
    types?: LinkedType[],
  ) {
    const options = given(args);
    const page = await this.graph.links(subject, { type, id }, types ?? undefined, options, options);
    return { ...page, nodes: page.edges.map(({ node }) => node) };
  }

  @Query(() => RecordPath, { description: 'A shortest way from one record to another over links and records that you may see.' })
  async shortestPath(
    @CurrentSubject() subject: Subject,
    @Args('from') from: RecordEndInput,
    @Args('to') to: RecordEndInput,
    @Args('maxDepth', { type: () => Int, defaultValue: 6, description: 'Steps, 1 to 10.' }) maxDepth: number,
    @Args() args: MomentArguments,
  ) {
    const path = await this.graph.path(subject, from, to, parseInput(PathReach, { maxDepth }).maxDepth, given(args));
    return { ...path, length: path.nodes.length === 0 ? null : path.nodes.length - 1 };
  }

  @Query(() => CaseOverlapConnection, {
    description:
      'Campaigns and investigations that share infrastructure, techniques, actors or targets with a campaign, those that share the rarest first.',
  })
  campaignOverlaps(@CurrentSubject() subject: Subject, @Args() args: OverlapArguments) {
    return this.overlapsOf(subject, 'campaign', args);
  }

  @Query(() => CaseOverlapConnection, { description: 'The same for an investigation.' })
  investigationOverlaps(@CurrentSubject() subject: Subject, @Args() args: OverlapArguments) {
    return this.overlapsOf(subject, 'investigation', args);
  }

  private around(subject: Subject, type: LinkedType, { id, depth, limit, ...moment }: GraphArguments) {
    return this.graph.around(subject, { type, id }, parseInput(Reach, { depth, limit }), given(moment));
  }

  private async overlapsOf(subject: Subject, type: RecordEnd['type'], args: OverlapArguments) {
    const { id, types, ...options } = given(args);
    const page = await this.overlaps.of(subject, { type, id }, { ...options, ...parseInput(CaseTypes, { types }) }, options);
    return { ...page, nodes: page.edges.map(({ node }) => node) };
  }
}
