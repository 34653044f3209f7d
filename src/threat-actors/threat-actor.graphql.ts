/** How the API shows threat actors. */
import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { MarkingInputType, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { ExternalReference, ExternalReferenceInput } from '../intel-reports/intel-report.graphql.js';
import { MergeableFields, ProfileStatus } from '../profiles/merge.graphql.js';
import { changedOf } from '../profiles/profile.graphql.js';

@ObjectType({ description: 'Who acts against others (STIX 2.1 §4.17).' })
export class ThreatActor extends MergeableFields {
  @Field() name!: string;
  @Field(() => ProfileStatus) status!: keyof typeof ProfileStatus;
  @Field(() => [String]) aliases!: readonly string[];
  @Field() description!: string;
  @Field(() => [String], { description: 'STIX 2.1 §10.24 threat-actor-type-ov, open.' }) threatActorTypes!: readonly string[];
  @Field(() => [String], { description: 'STIX 2.1 §10.25 threat-actor-role-ov, open.' }) roles!: readonly string[];
  @Field(() => String, { nullable: true, description: 'STIX 2.1 §10.26 threat-actor-sophistication-ov, open.' }) sophistication!:
    string | null;
  @Field(() => String, { nullable: true, description: 'STIX 2.1 §10.3 attack-resource-level-ov, open.' }) resourceLevel!:
    string | null;
  @Field(() => String, { nullable: true, description: 'STIX 2.1 §10.2 attack-motivation-ov, open.' }) primaryMotivation!:
    string | null;
  @Field(() => [String]) goals!: readonly string[];
  @Field(() => DateTime, { nullable: true }) firstSeen!: string | null;
  @Field(() => DateTime, { nullable: true }) lastSeen!: string | null;
  @Field(() => Int, { nullable: true, description: 'STIX 2.1 §3.2: 0 to 100.' }) confidence!: number | null;
  @Field(() => [ExternalReference]) externalReferences!: readonly ExternalReference[];
  @Field(() => String, { nullable: true, description: 'The STIX object it was imported from.' }) stixId!: string | null;
}

@ObjectType()
export class ThreatActorConnection extends connectionOf(ThreatActor, 'ThreatActor') {}

export const ThreatActorChanged = changedOf(ThreatActor, 'ThreatActor');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class ThreatActorFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field({ nullable: true, description: 'Part of its name or of an alias, whatever the case.' }) name?: string;
  @Field(() => [ProfileStatus], { nullable: true }) status?: (keyof typeof ProfileStatus)[];
  @Field(() => [String], { nullable: true }) threatActorTypes?: string[];
  @Field(() => DateTime, { nullable: true, description: 'Changed then or later.' }) updatedFrom?: string;
  @Field(() => DateTime, { nullable: true, description: 'Changed before then.' }) updatedBefore?: string;
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class ReviseThreatActorInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field(() => [String], { nullable: true }) aliases?: string[];
  @Field({ nullable: true }) description?: string;
  @Field(() => [String], { nullable: true, description: 'STIX 2.1 §10.24 threat-actor-type-ov, open.' })
  threatActorTypes?: string[];
  @Field(() => [String], { nullable: true, description: 'STIX 2.1 §10.25 threat-actor-role-ov, open.' }) roles?: string[];
  @Field(() => String, { nullable: true, description: 'STIX 2.1 §10.26 threat-actor-sophistication-ov, open.' }) sophistication?:
    string | null;
  @Field(() => String, { nullable: true, description: 'STIX 2.1 §10.3 attack-resource-level-ov, open.' }) resourceLevel?:
    string | null;
  @Field(() => String, { nullable: true, description: 'STIX 2.1 §10.2 attack-motivation-ov, open.' }) primaryMotivation?:
    string | null;
  @Field(() => [String], { nullable: true }) goals?: string[];
  @Field(() => DateTime, { nullable: true }) firstSeen?: string | null;
  @Field(() => DateTime, { nullable: true }) lastSeen?: string | null;
  @Field(() => Int, { nullable: true, description: 'STIX 2.1 §3.2: 0 to 100.' }) confidence?: number | null;
  @Field(() => [ExternalReferenceInput], { nullable: true }) externalReferences?: ExternalReferenceInput[];
}

@InputType()
export class CreateThreatActorInput extends ReviseThreatActorInput {
  @Field() declare name: string;
}
