/** How the dashboard shows whether what is exchanged with others comes and goes. */
import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTime, UUID } from '../../graphql/scalars.js';
import { SnakeCaseAliases } from '../../graphql/snake-case.js';
import { FeedDirection } from './feed.events.js';
import { FeedHealthName } from './feed.graphql.js';
import type { FeedHealthState } from './feed.measure.js';

const IngestionState = { ok: 'ok', unhealthy: 'unhealthy', none: 'none' } as const;
registerEnumType(IngestionState, {
  name: 'IngestionState',
  description: 'unhealthy: somebody has to look at a feed; none: no feed is active.',
});

@SnakeCaseAliases()
@ObjectType({ description: 'A feed, and whether it works.' })
export class FeedAtWork {
  @Field(() => UUID) id!: string;
  @Field() name!: string;
  @Field(() => FeedDirection.enum) direction!: FeedDirection;
  @Field(() => FeedHealthName) health!: FeedHealthState;
  @Field({ description: 'Whether somebody has to look at it.' }) red!: boolean;
  @Field(() => String, { nullable: true, description: 'What to look at; null: nothing.' }) reason!: string | null;
  @Field(() => DateTime, { nullable: true }) lastSuccessAt!: string | null;
  @Field(() => String, { nullable: true, description: 'Of its last poll or push that was recorded; null: none was.' })
  lastOutcome!: string | null;
}

@ObjectType({ description: 'Whether the feeds that you may see work.' })
export class Ingestion {
  @Field(() => IngestionState) state!: keyof typeof IngestionState;
  @Field(() => [FeedAtWork], { description: 'Those that are not retired, by name.' }) feeds!: readonly FeedAtWork[];
}
