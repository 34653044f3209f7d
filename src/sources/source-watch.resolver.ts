/** Whether a source is silent and what it is worth, over GraphQL. */
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { parseInput } from '../graphql/arguments.js';
import { type GraphqlContext, loaderOf } from '../graphql/loaders.js';
import { unavailable } from '../ledger/errors.js';
import { SourceScorecards } from './source-scorecard.queries.js';
import {
  LearnedCadence,
  learnedCadenceView,
  ScorecardArguments,
  SourceScorecard,
  SourceSilence,
} from './source-watch.graphql.js';
import { SourceWatch, type WatchedSource } from './source-watch.queries.js';
import { IntelligenceSource, type SourceView } from './source.graphql.js';

const Given = z.object({ days: z.int().min(1).max(365).default(90) });

@Resolver(() => IntelligenceSource)
export class SourceWatchResolver {
  constructor(
    private readonly sourceWatch: SourceWatch,
    private readonly scorecards: SourceScorecards,
  ) {}

  @ResolveField(() => LearnedCadence, { nullable: true, description: 'Null below three days with deliveries.' })
  async learnedCadence(@Parent() source: SourceView, @CurrentSubject() subject: Subject, @Context() context: GraphqlContext) {
    const { cadence } = await this.watched(source, subject, context);
    return cadence && learnedCadenceView(cadence);
  }

  @ResolveField(() => Boolean, { description: 'It is quieter than a working source would be. Never of a paused or retired one.' })
  async silent(@Parent() source: SourceView, @CurrentSubject() subject: Subject, @Context() context: GraphqlContext) {
    const { silence } = await this.watched(source, subject, context);
    return silence.state === 'silent';
  }

  @ResolveField(() => SourceSilence)
  async silence(@Parent() source: SourceView, @CurrentSubject() subject: Subject, @Context() context: GraphqlContext) {
    return (await this.watched(source, subject, context)).silence;
  }

  @ResolveField(() => SourceScorecard)
  async scorecard(
    @Parent() { id, read }: SourceView,
    @Args() args: ScorecardArguments,
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
  ) {
    const { days } = parseInput(Given, { days: args.days ?? undefined });
    const loader = loaderOf(context, `scorecards ${days} ${read.at} ${read.position} ${read.atLeast}`, (ids: readonly string[]) =>
      this.scorecards.byIds(subject, ids, days, read),
    );
    return found(await loader.load(id));
  }

  private async watched({ id, read }: SourceView, subject: Subject, context: GraphqlContext): Promise<WatchedSource> {
    const loader = loaderOf(context, `watch ${read.at} ${read.position} ${read.atLeast}`, async (ids: readonly string[]) => {
      const { watched } = await this.sourceWatch.watch(subject, read, ids);
      return watched;
    });
    return found(await loader.load(id));
  }
}

/** @throws LedgerError UNAVAILABLE when the read model does not have it yet, or it was marked out of sight since it was read. */
const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw unavailable('What is known of the source');
  return value;
};
