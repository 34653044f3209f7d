/** How the API shows watch lists and what is new. */
import { ArgsType, Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { CommandArguments, LiveArguments } from '../graphql/arguments.js';
import { Receipt } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, Position, Revision, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { type WatchableType, watchables } from './watchable.js';

const WatchableTypeName = Object.fromEntries(Object.keys(watchables).map((type) => [type, type])) as Record<
  WatchableType,
  WatchableType
>;
registerEnumType(WatchableTypeName, {
  name: 'WatchableType',
  description: 'Record types that can be watched, by stream category.',
});

@ObjectType({ isAbstract: true })
abstract class BoardRecordFields {
  @Field(() => WatchableTypeName) type!: WatchableType;
  @Field(() => UUID) id!: string;
  @Field({ description: 'Of a report; the name of a source.' }) title!: string;
  @Field() status!: string;
  @Field(() => DateTime) updatedAt!: string;
  @Field(() => Position, { description: 'Of its last change.' }) position!: bigint;
}

@SnakeCaseAliases()
@ObjectType()
export class WatchedItem extends BoardRecordFields {
  @Field({ description: 'It changed after the position up to which you have seen changes.' }) changedSinceSeen!: boolean;
}
@ObjectType({ description: 'What you watch; nobody else sees it.' })
export class WatchList {
  @Field(() => [WatchedItem], { description: 'Watched records that you may see now, the last changed first.' })
  items!: readonly WatchedItem[];
  @Field(() => Position, { nullable: true, description: 'Up to where you have seen changes.' }) seenPosition!: bigint | null;
}
@ObjectType()
export class WatchListChanged {
  @Field(() => WatchList) record!: WatchList;
  @Field(() => Receipt) receipt!: Receipt;
}

@ArgsType()
export class WatchArguments extends CommandArguments {
  @Field(() => WatchableTypeName) type!: WatchableType;
  @Field(() => UUID) id!: string;
}

@ObjectType({ description: 'One change of a record, in words.' })
export class ChangeOfRecord {
  @Field(() => Revision) revision!: bigint;
  @Field(() => Position) position!: bigint;
  @Field() eventType!: string;
  @Field({ description: 'The event in words.' }) label!: string;
  @Field({ description: 'Who, as a pseudonym.' }) actorId!: string;
  @Field(() => String, { nullable: true, description: 'Who, while the name is kept.' }) actorName!: string | null;
  @Field(() => DateTime) recordedAt!: string;
  @Field(() => [String], { description: 'The fields that changed, as the history names them.' }) fields!: readonly string[];
}
@SnakeCaseAliases()
@ObjectType({ description: 'A record that changed, with what happened to it.' })
export class ChangedRecord extends BoardRecordFields {
  @Field(() => Int) changeCount!: number;
  @Field(() => [ChangeOfRecord], { description: 'Oldest first; the newest 200 where there are more.' })
  changes!: readonly ChangeOfRecord[];
  @Field(() => [String], { description: 'Who made them, by name or by actor id where the name is not known.' })
  actors!: readonly string[];
}
@ObjectType()
export class ChangedRecordConnection extends connectionOf(ChangedRecord, 'ChangedRecord') {
  @Field(() => Position, { description: 'After which position a change is new.' }) since!: bigint;
}

@ArgsType()
export class NewSinceArguments extends LiveArguments {
  @Field(() => Position, {
    nullable: true,
    description: 'Where you left off; when left out, up to where you marked your watch list as seen, else the beginning.',
  })
  position?: bigint;
  @Field({ nullable: true, description: 'Only records on your watch list.' }) watchedOnly?: boolean;
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}
