/** How the API shows campaigns. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { ExternalReference, ExternalReferenceInput } from '../intel-reports/intel-report.graphql.js';
import { MergeableFields, ProfileStatus } from '../profiles/merge.graphql.js';
import { changedOf } from '../profiles/profile.graphql.js';
import { ThreatLevel } from './campaign.events.js';

registerEnumType(ThreatLevel.enum, { name: 'ThreatLevel' });

@ObjectType({ description: 'What somebody does against targets over a time, towards ends of their own.' })
export class Campaign extends MergeableFields {
  @Field() name!: string;
  @Field(() => ProfileStatus) status!: keyof typeof ProfileStatus;
  @Field(() => [String]) aliases!: readonly string[];
  @Field() description!: string;
  @Field(() => [String]) objectives!: readonly string[];
  @Field(() => ThreatLevel.enum) threatLevel!: ThreatLevel;
  @Field(() => DateTime, { nullable: true }) startDate!: string | null;
  @Field(() => DateTime, { nullable: true }) endDate!: string | null;
  @Field(() => DateTime, { nullable: true }) firstSeen!: string | null;
  @Field(() => DateTime, { nullable: true }) lastSeen!: string | null;
  @Field(() => Int, { nullable: true, description: 'STIX 2.1 §3.2: 0 to 100.' }) confidence!: number | null;
  @Field(() => [ExternalReference]) externalReferences!: readonly ExternalReference[];
  @Field(() => String, { nullable: true, description: 'The STIX object it was imported from.' }) stixId!: string | null;
}

@ObjectType()
export class CampaignConnection extends connectionOf(Campaign, 'Campaign') {}

export const CampaignChanged = changedOf(Campaign, 'Campaign');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class CampaignFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field({ nullable: true, description: 'Part of its name or of an alias, whatever the case.' }) name?: string;
  @Field(() => [ProfileStatus], { nullable: true }) status?: (keyof typeof ProfileStatus)[];
  @Field(() => [ThreatLevel.enum], { nullable: true }) threatLevel?: ThreatLevel[];
  @Field(() => DateTime, { nullable: true, description: 'Changed then or later.' }) updatedFrom?: string;
  @Field(() => DateTime, { nullable: true, description: 'Changed before then.' }) updatedBefore?: string;
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class ReviseCampaignInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field(() => [String], { nullable: true }) aliases?: string[];
  @Field({ nullable: true }) description?: string;
  @Field(() => [String], { nullable: true }) objectives?: string[];
  @Field(() => ThreatLevel.enum, { nullable: true }) threatLevel?: ThreatLevel;
  @Field(() => DateTime, { nullable: true }) startDate?: string | null;
  @Field(() => DateTime, { nullable: true }) endDate?: string | null;
  @Field(() => DateTime, { nullable: true }) firstSeen?: string | null;
  @Field(() => DateTime, { nullable: true }) lastSeen?: string | null;
  @Field(() => Int, { nullable: true, description: 'STIX 2.1 §3.2: 0 to 100.' }) confidence?: number | null;
  @Field(() => [ExternalReferenceInput], { nullable: true }) externalReferences?: ExternalReferenceInput[];
}

@InputType()
export class CreateCampaignInput extends ReviseCampaignInput {
  @Field() declare name: string;
}
