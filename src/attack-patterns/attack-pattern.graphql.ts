/** How the API shows attack patterns. */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import {
  ExternalReference,
  ExternalReferenceInput,
  KillChainPhase,
  KillChainPhaseInput,
} from '../intel-reports/intel-report.graphql.js';
import { changedOf, RetirableStatus } from '../profiles/profile.graphql.js';
import { AttackDomain } from './attack-pattern.events.js';
import type { AttackPatternRecord } from './attack-pattern.record.js';

registerEnumType(AttackDomain.enum, { name: 'AttackDomain', description: 'The matrix of MITRE ATT&CK.' });
const ATTACK_ID = 'A MITRE ATT&CK technique or sub-technique, such as T1003.001; see technique.';

@ObjectType({ description: 'A way of attacking (STIX 2.1 §4.1).' })
export class AttackPattern extends RecordFields {
  @Field() name!: string;
  @Field(() => RetirableStatus) status!: AttackPatternRecord['status'];
  @Field(() => String, { nullable: true, description: ATTACK_ID }) attackId!: string | null;
  @Field(() => [String], { description: 'As ATT&CK names them: credential-access.' }) tactics!: readonly string[];
  @Field(() => [KillChainPhase]) killChainPhases!: readonly KillChainPhase[];
  @Field(() => AttackDomain.enum, { nullable: true }) domain!: AttackDomain | null;
  @Field(() => String, { nullable: true, description: 'Of ATT&CK, such as 17.1.' }) release!: string | null;
  @Field() description!: string;
  @Field(() => [ExternalReference]) externalReferences!: readonly ExternalReference[];
  @Field(() => String, { nullable: true, description: 'The STIX object it was imported from.' }) stixId!: string | null;
}

@ObjectType()
export class AttackPatternConnection extends connectionOf(AttackPattern, 'AttackPattern') {}

export const AttackPatternChanged = changedOf(AttackPattern, 'AttackPattern');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class AttackPatternFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [RetirableStatus], { nullable: true }) status?: AttackPatternRecord['status'][];
  @Field(() => [String], { nullable: true }) attackId?: string[];
  @Field(() => [String], { nullable: true }) tactics?: string[];
  @Field(() => [AttackDomain.enum], { nullable: true }) domain?: AttackDomain[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class ReviseAttackPatternInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field(() => String, { nullable: true, description: ATTACK_ID }) attackId?: string | null;
  @Field(() => [String], { nullable: true, description: 'As ATT&CK names them: credential-access.' }) tactics?: string[];
  @Field(() => [KillChainPhaseInput], { nullable: true }) killChainPhases?: KillChainPhaseInput[];
  @Field(() => AttackDomain.enum, { nullable: true }) domain?: AttackDomain | null;
  @Field(() => String, { nullable: true, description: 'Of ATT&CK, such as 17.1.' }) release?: string | null;
  @Field({ nullable: true }) description?: string;
  @Field(() => [ExternalReferenceInput], { nullable: true }) externalReferences?: ExternalReferenceInput[];
}

@InputType()
export class CreateAttackPatternInput extends ReviseAttackPatternInput {
  @Field() declare name: string;
}
