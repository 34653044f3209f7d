/** Lists of received STIX objects over GraphQL. */
import { Args, Field, InputType, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import type { SecrecyLevel, Tlp } from '../../access/marking.js';
import { given, PageArguments } from '../../graphql/arguments.js';
import { SecrecyLevelName, TlpName } from '../../graphql/common.types.js';
import { connectionOf } from '../../graphql/connection.js';
import { Position, UUID } from '../../graphql/scalars.js';
import { SnakeCaseAliases } from '../../graphql/snake-case.js';
import { StixObjectQueries } from './stix-object.queries.js';
import { comparableId } from './stix-types.js';

@SnakeCaseAliases()
@ObjectType({ description: 'A received STIX object without its content; stixObject(id) has that.' })
class StixObjectSummary {
  @Field(() => UUID, { description: 'Its record, for recordHistory(type: "stixObject").' }) id!: string;
  @Field() stixId!: string;
  @Field() stixType!: string;
  @Field({ description: 'STIX version it came in.' }) specVersion!: string;
  @Field(() => String, { nullable: true, description: 'In its given precision; null for objects without versions.' }) modified!:
    string | null;
  @Field({ description: 'SHA-256 of its canonical JSON.' }) sha256!: string;
  @Field(() => Int) versionCount!: number;
  @Field(() => Int) conflictCount!: number;
  @Field({ description: 'The organisation that received it first.' }) organisationId!: string;
  @Field(() => SecrecyLevelName) secrecyLevel!: SecrecyLevel;
  @Field(() => TlpName) tlp!: Tlp;
  @Field(() => Position, { description: 'Of its last event.' }) position!: bigint;
}

@ObjectType()
class StixObjectConnection extends connectionOf(StixObjectSummary, 'StixObject') {}

@SnakeCaseAliases()
@InputType()
class StixObjectFilter {
  @Field(() => [String], { nullable: true }) stixIds?: string[];
  @Field(() => [String], { nullable: true, description: 'Such as indicator.' }) stixTypes?: string[];
  @Field(() => [String], { nullable: true }) organisationId?: string[];
  @Field({ nullable: true, description: 'Whether other content came under an id and modified that were known already.' })
  conflicting?: boolean;
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: SecrecyLevel[];
  @Field(() => [TlpName], { nullable: true }) tlp?: Tlp[];
}

const filterOf = (filter: StixObjectFilter | undefined): StixObjectFilter => {
  const { stixIds, ...others } = given(filter ?? {}, 'filter');
  return { ...others, ...(stixIds ? { stixIds: stixIds.map(comparableId) } : {}) };
};

@Resolver(() => StixObjectConnection)
export class StixObjectResolver {
  constructor(private readonly queries: StixObjectQueries) {}

  @Query(() => StixObjectConnection, { description: 'Received STIX objects that you may see, by STIX id.' })
  async stixObjects(
    @CurrentSubject() subject: Subject,
    @Args() args: PageArguments,
    @Args('filter', { type: () => StixObjectFilter, nullable: true }) filter?: StixObjectFilter,
  ) {
    const options = given(args);
    const wanted = filterOf(filter);
    const page = await this.queries.list(subject, wanted, options, options);
    const edges = page.edges.map(({ cursor, node: { marking, ...object } }) => ({
      cursor,
      node: { ...object, secrecyLevel: marking.secrecyLevel, tlp: marking.tlp },
    }));
    return { ...page, edges, nodes: edges.map(({ node }) => node), subject, filter: wanted, options };
  }

  @ResolveField(() => Int, { description: 'How many objects the whole list has.' })
  totalCount(
    @Parent() { subject, filter, options }: { subject: Subject; filter: StixObjectFilter; options: PageArguments },
  ): Promise<number> {
    return this.queries.count(subject, filter, options);
  }
}
