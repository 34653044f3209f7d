/** How the API shows investigations. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { MergeableFields } from '../profiles/merge.graphql.js';
import { changedOf } from '../profiles/profile.graphql.js';
import type { InvestigationRecord } from './investigation.record.js';

const InvestigationStatus = { open: 'open', on_hold: 'on_hold', closed: 'closed', merged: 'merged' } as const;
registerEnumType(InvestigationStatus, { name: 'InvestigationStatus' });

const NUMBER = 'As the organisation numbers its cases; nothing keeps two from having the same.';
const MEMBERS = 'Organisations that take part. It gives them no access: the marking does.';

@ObjectType({ description: 'A case that somebody works on.' })
export class Investigation extends MergeableFields {
  @Field(() => String, { nullable: true, description: NUMBER }) number!: string | null;
  @Field() title!: string;
  @Field(() => InvestigationStatus) status!: InvestigationRecord['status'];
  @Field(() => String, { nullable: true, description: 'Who leads it, by name where it is known.' }) lead!: string | null;
  @Field(() => String, { nullable: true, description: 'Actor id.' }) leadId!: string | null;
  @Field(() => [String], { description: MEMBERS }) memberOrganisations!: readonly string[];
  @Field(() => DateTime, { nullable: true }) startDate!: string | null;
  @Field(() => DateTime, { nullable: true }) endDate!: string | null;
  @Field() description!: string;
  @Field(() => Int, { nullable: true, description: '0 to 100; null: not stated.' }) confidence!: number | null;
  @Field(() => String, { nullable: true, description: 'The STIX object it was imported from.' }) stixId!: string | null;
}

@ObjectType()
export class InvestigationConnection extends connectionOf(Investigation, 'Investigation') {}

export const InvestigationChanged = changedOf(Investigation, 'Investigation');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class InvestigationFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [InvestigationStatus], { nullable: true }) status?: InvestigationRecord['status'][];
  @Field(() => [String], { nullable: true }) number?: string[];
  @Field(() => [String], { nullable: true, description: 'Actor ids.' }) lead?: string[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class ReviseInvestigationInput extends MarkingInputType {
  @Field(() => String, { nullable: true, description: NUMBER }) number?: string | null;
  @Field({ nullable: true }) title?: string;
  @Field(() => String, { nullable: true, description: 'Actor id.' }) lead?: string | null;
  @Field(() => [String], { nullable: true, description: MEMBERS }) memberOrganisations?: string[];
  @Field(() => DateTime, { nullable: true }) startDate?: string | null;
  @Field(() => DateTime, { nullable: true }) endDate?: string | null;
  @Field({ nullable: true }) description?: string;
  @Field(() => Int, { nullable: true, description: '0 to 100; null: not stated.' }) confidence?: number | null;
}

@InputType()
export class CreateInvestigationInput extends ReviseInvestigationInput {
  @Field() declare title: string;
}

@SnakeCaseAliases()
@InputType()
export class CloseInvestigationInput {
  @Field(() => DateTime, { nullable: true, description: 'The end it has, if that is past, or else now, when left out.' })
  endDate?: string | null;
}
