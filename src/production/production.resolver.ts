/** Production and the ages of the backlog on the dashboard, and the control chart, over GraphQL. */
import { Args, ArgsType, Field, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { Backlog, IntelligenceDashboard } from '../dashboard/dashboard.resolver.js';
import { given, MomentArguments } from '../graphql/arguments.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { BacklogQueries } from './backlog.queries.js';
import type { BacklogAges } from './production.measure.js';
import { Ages, Production, ProductionChart, ProductionWindow, windowView } from './production.graphql.js';
import { type Production as MeasuredProduction, ProductionQueries } from './production.queries.js';

/** What a part of the dashboard knows of who asks, and for when. */
interface Asked {
  readonly subject: Subject;
  readonly args: MomentArguments;
}

/** Asks once for all fields of an object. */
const once = <Value>(ask: (asked: Asked) => Promise<Value>): ((asked: Asked) => Promise<Value>) => {
  const answers = new WeakMap<Asked, Promise<Value>>();
  return (asked) => {
    const answer = answers.get(asked) ?? ask(asked);
    answers.set(asked, answer);
    return answer;
  };
};

@ArgsType()
class ChartArguments extends MomentArguments {
  @Field(() => UUID) expectationId!: string;
  @Field(() => Int, { defaultValue: 30, description: 'Of the last windows that ended, 1 to 100.' }) windows!: number;
}

@Resolver(() => IntelligenceDashboard)
export class ProductionResolver {
  private readonly current: (asked: Asked) => Promise<MeasuredProduction>;

  constructor(private readonly queries: ProductionQueries) {
    this.current = once(async ({ subject, args }) => (await queries.current(subject, given(args))).production);
  }

  @ResolveField(() => Production)
  async production(@Parent() dashboard: Asked) {
    const { window, ...rest } = await this.current(dashboard);
    return { ...rest, window, filter: { ids: window?.reportIds ?? [] } };
  }

  @ResolveField(() => [ProductionWindow], { description: 'One of each reporting expectation, the worst first.' })
  async productionWindows(@Parent() dashboard: Asked) {
    return (await this.current(dashboard)).windows.map(windowView);
  }

  @Query(() => ProductionChart, { description: 'How many products came in each window, and what is unusual about it.' })
  async productionChart(@CurrentSubject() subject: Subject, @Args() args: ChartArguments) {
    const { expectationId, windows, ...when } = args;
    const chart = await this.queries.chart(subject, expectationId, windows, given(when));
    return { ...chart, points: chart.points.map(windowView) };
  }
}

@Resolver(() => Backlog)
export class BacklogResolver {
  private readonly ages: (asked: Asked) => Promise<BacklogAges>;

  constructor(queries: BacklogQueries) {
    this.ages = once(({ subject, args }) => queries.ages(subject, given(args)));
  }

  @ResolveField(() => DateTime, { nullable: true, description: 'Since when the oldest draft is in the works.' })
  async oldestDraftAt(@Parent() backlog: Asked) {
    return (await this.ages(backlog)).oldestDraftAt;
  }

  @ResolveField(() => Int, { description: 'Working versions that were due before now, approved ones too.' })
  async overdue(@Parent() backlog: Asked) {
    return (await this.ages(backlog)).overdue;
  }

  @ResolveField(() => Ages, { nullable: true, description: 'Since submission. Null when nothing is in review.' })
  async reviewAges(@Parent() backlog: Asked) {
    return (await this.ages(backlog)).reviewAges;
  }

  @ResolveField(() => Ages, { nullable: true, description: 'Since drafting. Null without drafts.' })
  async draftAges(@Parent() backlog: Asked) {
    return (await this.ages(backlog)).draftAges;
  }
}
