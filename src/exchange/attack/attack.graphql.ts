/** How the API shows ATT&CK: the releases that are loaded, their techniques, and what they say of the ids that records name. */
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import { Receipt } from '../../graphql/common.types.js';
import { SnakeCaseAliases } from '../../graphql/snake-case.js';
import { TECHNIQUE_STATUSES, type TechniqueStatus } from './attack-index.measure.js';

export const TechniqueStatusName = Object.fromEntries(TECHNIQUE_STATUSES.map((status) => [status, status])) as {
  readonly [Status in TechniqueStatus]: Status;
};
registerEnumType(TechniqueStatusName, {
  name: 'TechniqueStatus',
  valuesMap: {
    unknown: { description: 'The release does not have it.' },
    unchecked: { description: 'No release of its domain was chosen: only its syntax was checked.' },
  },
});

const NOTICE = 'What MITRE asks to be shown with its work.';

@SnakeCaseAliases()
@ObjectType({ description: 'A release of MITRE ATT&CK that the tenant loaded.' })
export class AttackRelease {
  @Field(() => AttackDomain.enum) domain!: AttackDomain;
  @Field() version!: string;
  @Field(() => String, { nullable: true, description: 'Version of the ATT&CK specification.' }) spec!: string | null;
  @Field({ description: 'Of what was loaded.' }) sha256!: string;
  @Field({ description: 'Technique ids of its domain are looked up in it.' }) chosen!: boolean;
  @Field() retired!: boolean;
  @Field(() => Int) tacticCount!: number;
  @Field(() => Int, { description: 'Without sub-techniques, revoked and deprecated ones.' }) techniqueCount!: number;
  @Field(() => Int) subtechniqueCount!: number;
  @Field(() => Int) revokedCount!: number;
  @Field(() => Int) deprecatedCount!: number;
}

@ObjectType()
export class AttackReleaseChanged {
  @Field(() => AttackRelease) record!: AttackRelease;
  @Field(() => Receipt, { description: 'Of the releases of the tenant.' }) receipt!: Receipt;
}

@SnakeCaseAliases()
@InputType()
export class AttackReleaseInput {
  @Field(() => AttackDomain.enum) domain!: AttackDomain;
  @Field({ description: 'Such as 18.1.' }) version!: string;
}

@SnakeCaseAliases()
@ObjectType({ description: 'A technique or sub-technique, as a release of ATT&CK has it.' })
export class AttackTechnique {
  @Field({ description: 'Such as T1003.001.' }) id!: string;
  @Field() name!: string;
  @Field(() => AttackDomain.enum) domain!: AttackDomain;
  @Field({ description: 'Of the release.' }) version!: string;
  @Field(() => [String], { description: 'As ATT&CK names them: credential-access.' }) tactics!: readonly string[];
  @Field(() => [String]) platforms!: readonly string[];
  @Field(() => TechniqueStatusName) status!: TechniqueStatus;
  @Field(() => String, { nullable: true, description: 'Of a revoked one: the id to name in its place.' }) successor!:
    string | null;
  @Field(() => String, { nullable: true }) subtechniqueOf!: string | null;
  @Field(() => [String]) subtechniques!: readonly string[];
  @Field(() => [String], { description: NOTICE }) notice!: readonly string[];
}

@SnakeCaseAliases()
@ObjectType({ description: 'A technique id that a record names, and what the release chosen at that time says of it.' })
export class TechniqueUse {
  @Field() id!: string;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => [String], { description: 'As ATT&CK names them: credential-access.' }) tactics!: readonly string[];
  @Field(() => AttackDomain.enum, { nullable: true }) domain!: AttackDomain | null;
  @Field(() => String, { nullable: true, description: 'The release that has it, such as 18.1.' }) release!: string | null;
  @Field(() => TechniqueStatusName) status!: TechniqueStatus;
  @Field(() => String, { nullable: true, description: 'Of a revoked one: the id to name in its place.' }) successor!:
    string | null;
  @Field(() => String, { nullable: true, description: 'What to know or do about it.' }) note!: string | null;
}
