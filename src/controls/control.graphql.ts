/** How the API shows controls. */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { changedOf, RetirableStatus } from '../profiles/profile.graphql.js';
import { type Framework, ImplementationStatus } from './control.events.js';
import type { ControlRecord } from './control.record.js';

registerEnumType(ImplementationStatus.enum, { name: 'ImplementationStatus' });

/** GraphQL names cannot hold spaces, dots and colons. */
const FrameworkName = { NIST_CSF_2_0: 'NIST CSF 2.0', ISO_27001_2022: 'ISO 27001:2022' } as const satisfies Record<
  string,
  Framework
>;
registerEnumType(FrameworkName, { name: 'ControlFramework' });

const CONTROL_ID = 'As the framework spells it, such as PR.AA-01 or A.5.7.';
const EVIDENCE = 'When it was last shown to be so.';

@ObjectType({ description: 'A safeguard that a framework asks for, and how far it is in place.' })
export class Control extends RecordFields {
  @Field(() => FrameworkName) framework!: Framework;
  @Field({ description: CONTROL_ID }) controlId!: string;
  @Field() title!: string;
  @Field(() => RetirableStatus, { description: 'retired: no longer part of the posture.' }) status!: ControlRecord['status'];
  @Field(() => ImplementationStatus.enum) implementationStatus!: ImplementationStatus;
  @Field(() => DateTime, { nullable: true, description: EVIDENCE }) evidenceAt!: string | null;
  @Field() note!: string;
  @Field(() => String, { nullable: true, description: 'Who answers for it, by name where it is known.' }) owner!: string | null;
  @Field(() => String, { nullable: true, description: 'Actor id.' }) ownerId!: string | null;
}

@ObjectType()
export class ControlConnection extends connectionOf(Control, 'Control') {}

export const ControlChanged = changedOf(Control, 'Control');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class ControlFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [RetirableStatus], { nullable: true }) status?: ControlRecord['status'][];
  @Field(() => [FrameworkName], { nullable: true }) framework?: Framework[];
  @Field(() => [String], { nullable: true }) controlId?: string[];
  @Field(() => [ImplementationStatus.enum], { nullable: true }) implementationStatus?: ImplementationStatus[];
  @Field(() => [String], { nullable: true, description: 'Actor ids.' }) owner?: string[];
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class ReviseControlInput extends MarkingInputType {
  @Field(() => FrameworkName, { nullable: true }) framework?: Framework;
  @Field({ nullable: true, description: CONTROL_ID }) controlId?: string;
  @Field({ nullable: true }) title?: string;
  @Field(() => ImplementationStatus.enum, { nullable: true }) implementationStatus?: ImplementationStatus;
  @Field(() => DateTime, { nullable: true, description: EVIDENCE }) evidenceAt?: string | null;
  @Field({ nullable: true }) note?: string;
  @Field(() => String, { nullable: true, description: 'Actor id.' }) owner?: string | null;
}

@SnakeCaseAliases()
@InputType()
export class CreateControlInput extends ReviseControlInput {
  @Field(() => FrameworkName) declare framework: Framework;
  @Field() declare controlId: string;
  @Field() declare title: string;
}
