/** How the API shows targets. */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { ExternalReference, ExternalReferenceInput } from '../intel-reports/intel-report.graphql.js';
import { changedOf, RetirableStatus } from '../profiles/profile.graphql.js';
import { TargetKind } from './target.events.js';
import type { TargetRecord } from './target.record.js';

registerEnumType(TargetKind.enum, { name: 'TargetKind' });

@ObjectType({ description: 'Whom or what somebody is after.' })
export class Target extends RecordFields {
  @Field() name!: string;
  @Field(() => TargetKind.enum) kind!: TargetKind;
  @Field(() => RetirableStatus) status!: TargetRecord['status'];
  @Field(() => [String], { description: 'STIX 2.1 §10.12 industry-sector-ov, an open vocabulary.' }) sectors!: readonly string[];
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' }) country!: string | null;
  @Field() description!: string;
  @Field(() => [ExternalReference]) externalReferences!: readonly ExternalReference[];
  @Field(() => String, { nullable: true, description: 'The STIX object it was imported from.' }) stixId!: string | null;
}

@ObjectType()
export class TargetConnection extends connectionOf(Target, 'Target') {}

export const TargetChanged = changedOf(Target, 'Target');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class TargetFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [RetirableStatus], { nullable: true }) status?: TargetRecord['status'][];
  @Field(() => [TargetKind.enum], { nullable: true }) kind?: TargetKind[];
  @Field(() => [String], { nullable: true }) sectors?: string[];
  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2.' }) country?: string[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class ReviseTargetInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field(() => TargetKind.enum, { nullable: true }) kind?: TargetKind;
  @Field(() => [String], { nullable: true, description: 'STIX 2.1 §10.12 industry-sector-ov, an open vocabulary.' })
  sectors?: string[];
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2; null: none, or not known.' }) country?: string | null;
  @Field({ nullable: true }) description?: string;
  @Field(() => [ExternalReferenceInput], { nullable: true }) externalReferences?: ExternalReferenceInput[];
}

@InputType()
export class CreateTargetInput extends ReviseTargetInput {
  @Field() declare name: string;
}
