/** Production and its control chart as GraphQL types. */
import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { AsOf } from '../graphql/common.types.js';
import { DateTime, JSONScalar, UUID } from '../graphql/scalars.js';
import type { ProductionWindow as Measured } from './production.queries.js';

const STATES = 'none: nothing is expected of it; met; below: still running and not yet met; missed: ended and not met.';

@ObjectType({ isAbstract: true })
abstract class Counted {
  @Field(() => Int) expected!: number;
  @Field(() => Int, { description: 'Reports with a version that was published in the window, of those you may see.' })
  published!: number;
  @Field({ description: STATES }) state!: string;
}

@ObjectType()
class ExpectedWindow {
  @Field(() => UUID) expectationId!: string;
  @Field() name!: string;
  @Field(() => DateTime) start!: string;
  @Field(() => DateTime) end!: string;
}

@ObjectType({ description: 'The worst of the windows that are running, or else ended last.' })
export class Production extends Counted {
  @Field(() => ExpectedWindow, { nullable: true, description: 'Null without reporting expectations.' })
  window!: ExpectedWindow | null;
  @Field(() => JSONScalar, { description: 'As the filter variable of intelligenceReports it opens the published reports.' })
  filter!: unknown;
}

@ObjectType({ description: 'The running, or else the last ended, window of an expectation.' })
export class ProductionWindow extends Counted {
  @Field(() => UUID) expectationId!: string;
  @Field() name!: string;
  @Field(() => DateTime) start!: string;
  @Field(() => DateTime) end!: string;
  @Field(() => JSONScalar, { description: 'As the filter variable of intelligenceReports it opens the published reports.' })
  filter!: unknown;
}

@ObjectType()
class ProductionPoint extends ProductionWindow {
  @Field({ description: 'Beyond a control limit.' }) outside!: boolean;
  @Field({ description: 'The eighth or a later one in a row on one side of the centre.' }) run!: boolean;
}

@ObjectType({
  description: 'Shewhart c chart of the products per window (ISO 7870-2): limits at the mean ± 3 times its square root.',
})
export class ProductionChart {
  @Field(() => [ProductionPoint], { description: 'The oldest first.' }) points!: ProductionPoint[];
  @Field(() => Float, { nullable: true, description: 'Null without points.' }) centre!: number | null;
  @Field(() => Float, { nullable: true, description: 'Never below 0.' }) lower!: number | null;
  @Field(() => Float, { nullable: true }) upper!: number | null;
  @Field(() => AsOf) asOf!: AsOf;
}

@ObjectType({ description: 'Seconds; the median and the 90th percentile by nearest rank.' })
export class Ages {
  @Field(() => Int) count!: number;
  @Field(() => Int) oldest!: number;
  @Field(() => Int) median!: number;
  @Field(() => Int) p90!: number;
}

export const windowView = <Window extends Measured>(window: Window) => ({ ...window, filter: { ids: window.reportIds } });
