/** A tenant's library of recommendations over GraphQL. */
import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Field, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, CommandArguments, commandContext, LiveArguments, parseInput } from '../graphql/arguments.js';
import { Receipt } from '../graphql/common.types.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { plainInput } from '../graphql/plain-input.js';
import { UUID } from '../graphql/scalars.js';
import { Ledger } from '../ledger/ledger.js';
import { KeepRecommendation, type RecommendationRequest } from './recommendation.commands.js';
import { RecommendationContent } from './recommendation.events.js';
import { recommendationsOf } from './recommendation.facts.js';

@ObjectType({ description: "An entry of the tenant's library, to be printed in reports." })
export class Recommendation {
  @Field(() => UUID) id!: string;
  @Field() title!: string;
  @Field() text!: string;
  @Field({ description: 'No longer offered; reports that have it keep it.' }) retired!: boolean;
}
@ObjectType()
class RecommendationChanged {
  @Field(() => Recommendation) record!: Recommendation;
  @Field(() => Receipt, { description: 'Of the library.' }) receipt!: Receipt;
}
@InputType()
class AddRecommendationInput {
  @Field() title!: string;
  @Field({ description: 'What reports say, unless something of their own is written for one.' }) text!: string;
}
@InputType({ description: 'What is left out stays as it is.' })
class ReviseRecommendationInput {
  @Field({ nullable: true }) title?: string;
  @Field({ nullable: true }) text?: string;
}

@Resolver(() => Recommendation)
export class RecommendationResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
  ) {}

  @Query(() => [Recommendation], { description: 'In the order in which they were added; the retired only when asked for.' })
  async recommendations(
    @CurrentSubject() subject: Subject,
    @Args() _live: LiveArguments,
    @Args('withRetired', { type: () => Boolean, defaultValue: false }) withRetired: boolean,
  ) {
    const all = [...(await recommendationsOf(this.ledger, subject.tenantId)).values()];
    return withRetired ? all : all.filter(({ retired }) => !retired);
  }

  @Mutation(() => RecommendationChanged)
  addRecommendation(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args('input') input: AddRecommendationInput,
    @Args() args: CommandArguments,
  ) {
    const content = parseInput(RecommendationContent, plainInput(input, new Set()), 'input');
    return this.change(subject, context, args, { kind: 'add', input: content });
  }

  @Mutation(() => RecommendationChanged, { description: 'Reports that have it keep what they say.' })
  reviseRecommendation(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: ReviseRecommendationInput,
  ) {
    const changes = parseInput(RecommendationContent.partial(), plainInput(input, new Set()), 'input');
    return this.change(subject, context, args, { kind: 'revise', id: args.id, input: changes });
  }

  @Mutation(() => RecommendationChanged, { description: 'It is no longer offered to reports.' })
  retireRecommendation(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'retire', id: args.id });
  }

  private async change(subject: Subject, context: GraphqlContext, args: CommandArguments, request: RecommendationRequest) {
    const { loaded, receipt, recommendationId } = await this.commands.execute(
      new KeepRecommendation(request, commandContext(subject, context.req, args)),
    );
    return { record: loaded.record.recommendations[recommendationId], receipt };
  }
}
