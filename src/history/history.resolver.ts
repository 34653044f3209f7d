/** Replay over GraphQL: history, as-of and differences of any record. */
import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { given, LiveArguments, MomentArguments } from '../graphql/arguments.js';
import { PageInfo } from '../graphql/common.types.js';
import { DateTime, JSONScalar, Position, Revision, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { pageOf, pageSize, readCursor } from '../read-side/page.js';
import { HistoryQueries } from './history.queries.js';
import { historicTypes } from './record-types.js';

const STREAM_CATEGORY = `Stream category: ${Object.keys(historicTypes).join(', ')}.`;

@ObjectType()
class FieldChange {
  @Field() field!: string;
  @Field(() => JSONScalar, { nullable: true }) old!: unknown;
  @Field(() => JSONScalar, { nullable: true }) new!: unknown;
}

@SnakeCaseAliases()
@ObjectType({ description: 'One event of a record, in words.' })
export class HistoryFrame {
  @Field(() => Revision) revision!: bigint;
  @Field(() => Position) position!: bigint;
  @Field(() => UUID) eventId!: string;
  @Field() eventType!: string;
  @Field({ description: 'The event in words.' }) label!: string;
  @Field({ description: 'Who, as a pseudonym.' }) actorId!: string;
  @Field(() => String, { nullable: true, description: 'Who, while the name is kept.' }) actorName!: string | null;
  @Field({ description: 'human, service or rule.' }) actorKind!: string;
  @Field() organisationId!: string;
  @Field(() => DateTime, { description: 'When it happened.' }) happenedAt!: string;
  @Field(() => DateTime, { description: 'When the ledger knew it.' }) recordedAt!: string;
  @Field(() => String, { nullable: true }) reason!: string | null;
  @Field(() => [FieldChange]) changes!: FieldChange[];
  @Field({ description: 'The state before was marked above what you may see, so the changes are not shown.' }) withheld!: boolean;
}
@ObjectType()
class HistoryEdge {
  @Field() cursor!: string;
  @Field(() => HistoryFrame) node!: HistoryFrame;
}
@ObjectType()
class RecordHistory {
  @Field() type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => [HistoryEdge]) edges!: HistoryEdge[];
  @Field(() => [HistoryFrame], { description: 'The nodes of the edges.' }) frames!: HistoryFrame[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@SnakeCaseAliases()
@ObjectType({ description: 'A record as it stood.' })
class RecordState {
  @Field() type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => Revision) revision!: bigint;
  @Field(() => Position) position!: bigint;
  @Field(() => DateTime) recordedAt!: string;
  @Field(() => DateTime) createdAt!: string;
  @Field() organisationId!: string;
  @Field(() => JSONScalar, { description: 'Its fields, as history names them.' }) fields!: unknown;
}
@ObjectType()
class RecordDifference {
  @Field(() => RecordState) from!: RecordState;
  @Field(() => RecordState) to!: RecordState;
  @Field(() => [FieldChange]) changes!: FieldChange[];
  @Field(() => [HistoryFrame], { description: 'The events between the two.' }) frames!: HistoryFrame[];
}

@ArgsType()
class RecordArguments extends MomentArguments {
  @Field({ description: STREAM_CATEGORY }) type!: string;
  @Field(() => UUID) id!: string;
}
@ArgsType()
class HistoryArguments extends LiveArguments {
  @Field({ description: STREAM_CATEGORY }) type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => Int, { nullable: true, description: '1 to 200; 200 when left out.' }) first?: number;
  @Field({ nullable: true }) after?: string;
}
@ArgsType()
class DiffArguments extends LiveArguments {
  @Field({ description: STREAM_CATEGORY }) type!: string;
  @Field(() => UUID) id!: string;
  @Field(() => Revision) from!: bigint;
  @Field(() => Revision) to!: bigint;
}

const WHOLE_PAGE = 200;

@Resolver()
export class HistoryResolver {
  constructor(private readonly history: HistoryQueries) {}

  @Query(() => RecordHistory, { description: 'Who changed what, when it happened and when it was recorded, oldest first.' })
  async recordHistory(@CurrentSubject() subject: Subject, @Args() args: HistoryArguments) {
    const { type, id, first, after } = given(args);
    const page = { first: first ?? WHOLE_PAGE, ...(after === undefined ? {} : { after }) };
    const cursor = readCursor(page, 'revision');
    const frames = await this.history.history(subject, type, id);
    const rest = cursor ? frames.filter(({ revision }) => revision > BigInt(cursor.value)) : frames;
    const found = rest.slice(0, pageSize(page) + 1).map((frame) => ({ cursor: { value: `${frame.revision}`, id }, node: frame }));
    const { edges, pageInfo } = pageOf(found, page);
    return { type, id, edges, frames: edges.map(({ node }) => node), pageInfo };
  }

  @Query(() => RecordState, { description: 'A record as it stood at an instant or position.' })
  recordAsOf(@CurrentSubject() subject: Subject, @Args() { type, id, ...moment }: RecordArguments) {
    return this.history.asOf(subject, type, id, given(moment));
  }

  @Query(() => RecordDifference, { description: 'What differs between two revisions, and why.' })
  recordDiff(@CurrentSubject() subject: Subject, @Args() { type, id, from, to }: DiffArguments) {
    return this.history.diff(subject, type, id, from, to);
  }
}
