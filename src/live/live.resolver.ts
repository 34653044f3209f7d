/** Subscriptions over GraphQL: what changes as it changes, from any position on. */
import {
  Args,
  ArgsType,
  Field,
  ObjectType,
  Parent,
  ResolveField,
  Resolver,
  Subscription,
  registerEnumType,
} from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { IntelligenceDashboard } from '../dashboard/dashboard.resolver.js';
import { given } from '../graphql/arguments.js';
import { DateTime, Position, Revision, UUID } from '../graphql/scalars.js';
import { HistoryFrame } from '../history/history.resolver.js';
import { DashboardChangeReason, type DashboardChanged, DashboardFeed } from './dashboard-feed.js';
import type { LiveEvent } from './live-event.js';
import { RecordFeed } from './record-feed.js';

@ObjectType({ description: 'One event of a record you may see.' })
class Change {
  @Field({ description: 'Stream category, as recordHistory takes it.' }) type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => Revision) revision!: bigint;
  @Field({ description: 'The event in words.' }) label!: string;
  @Field(() => String, { nullable: true, description: 'Title or name of the record after the event.' }) title!: string | null;
  @Field(() => Position) position!: bigint;
  @Field(() => DateTime) recordedAt!: string;
}

registerEnumType(DashboardChangeReason, {
  name: 'DashboardChangeReason',
  valuesMap: {
    EVENTS: { description: 'changes tells what happened.' },
    ACCESS: { description: 'A record was re-marked out of your sight.' },
    CLOCK: { description: 'Time alone: a source fell silent, a window ended, a report is due or overdue.' },
  },
});

@ObjectType({ description: 'What changed since the last delivery, and the dashboard that holds it.' })
class DashboardChange {
  @Field(() => Position, { description: 'Resume from here: as from of the next subscription.' }) position!: bigint;
  @Field(() => [Change], {
    description: 'In the order of the ledger, without gap or repeat; empty when reason is not EVENTS.',
  })
  changes!: Change[];
  @Field(() => DashboardChangeReason) reason!: DashboardChangeReason;
}

@ObjectType({ description: 'One event of the record, as recordHistory shows it.' })
class RecordChange extends HistoryFrame {
  @Field() type!: string;
  @Field(() => UUID) id!: string;
}

@ArgsType()
class FromArguments {
  @Field(() => Position, {
    nullable: true,
    description: 'The last position you know: you are told exactly what followed. From now on when left out.',
  })
  from?: bigint;
}
@ArgsType()
class RecordArguments extends FromArguments {
  @Field({ description: 'Stream category, as recordHistory takes it.' }) type!: string;
  @Field(() => UUID) id!: string;
}

@Resolver(() => DashboardChange)
export class LiveResolver {
  constructor(
    private readonly dashboards: DashboardFeed,
    private readonly records: RecordFeed,
  ) {}

  @Subscription(() => DashboardChange, { description: 'Whenever something you may see changed the dashboard.' })
  dashboardChanged(@CurrentSubject() subject: Subject, @Args() args: FromArguments): Promise<AsyncIterableIterator<LiveEvent>> {
    return this.dashboards.follow(subject, given(args).from);
  }

  @Subscription(() => RecordChange, {
    description: 'Each event of a record, in order. Ends as for an absent record when it is re-marked out of your sight.',
  })
  recordChanged(@CurrentSubject() subject: Subject, @Args() args: RecordArguments): Promise<AsyncIterableIterator<LiveEvent>> {
    const { type, id, from } = given(args);
    return this.records.follow(subject, type, id, from);
  }

  @ResolveField(() => IntelligenceDashboard)
  dashboard(@Parent() change: DashboardChanged): Promise<unknown> {
    return change.dashboard();
  }
}
