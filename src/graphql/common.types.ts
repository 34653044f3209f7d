/** Types that every record type of the API shares: receipts, pages, markings. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { SecrecyLevel, Tlp } from '../access/marking.js';
import { DateTime, Position, Revision, UUID } from './scalars.js';
import { SnakeCaseAliases } from './snake-case.js';

/** GraphQL names cannot hold a plus sign. */
export const TlpName = Object.fromEntries(Tlp.options.map((tlp) => [tlp.replace('+', '_'), tlp])) as Record<string, Tlp>;
export const SecrecyLevelName = SecrecyLevel.enum;
registerEnumType(TlpName, { name: 'Tlp', description: 'FIRST TLP 2.0; WHITE is TLP 1.0 for CLEAR.' });
registerEnumType(SecrecyLevelName, { name: 'SecrecyLevel' });
export const tlpName = (tlp: Tlp): string => tlp.replace('+', '_');

@ObjectType({ description: 'Where a change stands in the ledger.' })
export class Receipt {
  @Field(() => UUID) id!: string;
  @Field(() => Revision) revision!: bigint;
  @Field(() => Position, { description: 'Give it as atLeast to a query that has to show this change.' }) position!: bigint;
}

@ObjectType({ description: 'From which moment an answer is.' })
export class AsOf {
  @Field(() => Position, { nullable: true }) position!: bigint | null;
  @Field(() => DateTime, { nullable: true }) recordedAt!: string | null;
  @Field(() => Int, { description: 'Milliseconds since the moment up to which the read model is known to be complete.' })
  lagMs!: number;
  @Field({ description: 'False when the read model has not come as far as was asked for.' }) fresh!: boolean;
  @Field({ description: 'Records that were visible then and are not today were left out.' }) reducedToTodaysAccess!: boolean;
}

@ObjectType()
export class PageInfo {
  @Field() hasNextPage!: boolean;
  @Field() hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor!: string | null;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

@SnakeCaseAliases()
@InputType({ isAbstract: true })
export abstract class MarkingInputType {
  @Field(() => SecrecyLevelName, { nullable: true }) secrecyLevel?: SecrecyLevel;
  @Field(() => TlpName, { nullable: true }) tlp?: Tlp;
  @Field(() => [String], { nullable: true, description: 'Empty: the whole tenant.' }) organisations?: string[];
  @Field(() => [String], { nullable: true, description: 'REL TO, ISO 3166-1 alpha-2; empty: no country limit.' })
  releasableTo?: string[];
  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2.' }) notReleasableTo?: string[];
  @Field(() => [String], { nullable: true, description: 'Actor ids that may read TLP:RED; the creator always may.' })
  recipients?: string[];
}

@SnakeCaseAliases()
@ObjectType({ isAbstract: true })
export abstract class RecordFields {
  @Field(() => UUID) id!: string;
  @Field() tenantId!: string;
  @Field({ description: 'The organisation that created it.' }) organisationId!: string;
  @Field(() => SecrecyLevelName) secrecyLevel!: SecrecyLevel;
  @Field(() => TlpName) tlp!: Tlp;
  @Field(() => [String]) organisations!: readonly string[];
  @Field(() => [String]) releasableTo!: readonly string[];
  @Field(() => [String]) notReleasableTo!: readonly string[];
  @Field(() => [String]) recipients!: readonly string[];
  @Field(() => DateTime) createdAt!: string;
  @Field(() => DateTime) updatedAt!: string;
  @Field(() => Revision) revision!: bigint;
  @Field(() => Position, { description: 'Of its last event.' }) position!: bigint;
}
