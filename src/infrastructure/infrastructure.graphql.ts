/** How the API shows infrastructure. */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { changedOf, RetirableStatus } from '../profiles/profile.graphql.js';
import { MAX_OBSERVABLES, ObservableType } from './infrastructure.events.js';
import type { InfrastructureRecord } from './infrastructure.record.js';

/** GraphQL names cannot hold a hyphen. */
const ObservableTypeName = Object.fromEntries(ObservableType.options.map((type) => [type.replaceAll('-', '_'), type])) as Record<
  string,
  ObservableType
>;
registerEnumType(ObservableTypeName, { name: 'ObservableType', description: 'STIX 2.1 §6; a file is told by a hash of it.' });

@ObjectType({ description: 'Something that can be observed, in the one spelling that equal ones share (STIX 2.1 §6).' })
export class Observable {
  @Field(() => ObservableTypeName) type!: ObservableType;
  @Field() value!: string;
}

@ObjectType({ description: 'Systems that somebody uses: servers, domains, addresses (STIX 2.1 §4.8).' })
export class Infrastructure extends RecordFields {
  @Field() name!: string;
  @Field(() => RetirableStatus) status!: InfrastructureRecord['status'];
  @Field(() => [String], { description: 'STIX 2.1 §10.11 infrastructure-type-ov, an open vocabulary.' })
  infrastructureTypes!: readonly string[];
  @Field(() => [Observable]) values!: readonly Observable[];
  @Field() description!: string;
  @Field(() => DateTime, { nullable: true }) firstSeen!: string | null;
  @Field(() => DateTime, { nullable: true }) lastSeen!: string | null;
  @Field(() => String, { nullable: true, description: 'The STIX object it was imported from.' }) stixId!: string | null;
}

@ObjectType()
export class InfrastructureConnection extends connectionOf(Infrastructure, 'Infrastructure') {}

export const InfrastructureChanged = changedOf(Infrastructure, 'Infrastructure');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class InfrastructureFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [RetirableStatus], { nullable: true }) status?: InfrastructureRecord['status'][];
  @Field(() => [String], { nullable: true }) infrastructureTypes?: string[];
  @Field(() => [String], { nullable: true, description: 'Observables, in the spelling that the API shows.' }) values?: string[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType({ description: 'In any spelling; defanged, such as hxxp://evil[.]example, too.' })
export class ObservableInput {
  @Field(() => ObservableTypeName) type!: ObservableType;
  @Field() value!: string;
}

@InputType()
export class ReviseInfrastructureInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field(() => [String], { nullable: true, description: 'STIX 2.1 §10.11 infrastructure-type-ov, an open vocabulary.' })
  infrastructureTypes?: string[];
  @Field(() => [ObservableInput], { nullable: true, description: `At most ${MAX_OBSERVABLES}; equal ones are kept once.` })
  values?: ObservableInput[];
  @Field({ nullable: true }) description?: string;
  @Field(() => DateTime, { nullable: true }) firstSeen?: string | null;
  @Field(() => DateTime, { nullable: true }) lastSeen?: string | null;
}

@InputType()
export class CreateInfrastructureInput extends ReviseInfrastructureInput {
  @Field() declare name: string;
}
