/** How the API shows detection rules. */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { MarkingInputType, RecordFields, SecrecyLevelName, TlpName } from '../graphql/common.types.js';
import { connectionOf } from '../graphql/connection.js';
import { DateTime, UUID } from '../graphql/scalars.js';
import { SnakeCaseAliases } from '../graphql/snake-case.js';
import { changedOf } from '../profiles/profile.graphql.js';
import { TestResult } from './detection-rule.events.js';
import type { DetectionRuleRecord } from './detection-rule.record.js';

const DetectionRuleStatus = { enabled: 'enabled', disabled: 'disabled', retired: 'retired' } as const;
registerEnumType(DetectionRuleStatus, { name: 'DetectionRuleStatus' });
registerEnumType(TestResult.enum, { name: 'DetectionRuleTestResult' });

const TECHNIQUES = 'MITRE ATT&CK techniques that it is meant to detect.';
const SOURCE = 'What it looks at: a log, a sensor, a product.';

@ObjectType({ description: 'Whether it found what it is meant to detect when that was played to it.' })
export class DetectionRuleTest {
  @Field(() => TestResult.enum) result!: TestResult;
  @Field(() => DateTime) at!: string;
  @Field() note!: string;
}

@ObjectType({ description: 'What raises alerts. A new one is disabled.' })
export class DetectionRule extends RecordFields {
  @Field() name!: string;
  @Field() description!: string;
  @Field(() => DetectionRuleStatus) status!: DetectionRuleRecord['status'];
  @Field(() => [String], { description: TECHNIQUES }) techniqueIds!: readonly string[];
  @Field(() => String, { nullable: true, description: SOURCE }) source!: string | null;
  @Field(() => String, { nullable: true, description: 'Where it runs.' }) platform!: string | null;
  @Field(() => DetectionRuleTest, { nullable: true, description: 'Null: never tested.' }) lastTest!: DetectionRuleTest | null;
}

@ObjectType()
export class DetectionRuleConnection extends connectionOf(DetectionRule, 'DetectionRule') {}

export const DetectionRuleChanged = changedOf(DetectionRule, 'DetectionRule');

@SnakeCaseAliases()
@InputType({ description: 'Every field narrows; a list matches any of its entries.' })
export class DetectionRuleFilter {
  @Field(() => [UUID], { nullable: true }) ids?: string[];
  @Field(() => [DetectionRuleStatus], { nullable: true }) status?: DetectionRuleRecord['status'][];
  @Field(() => [String], { nullable: true }) techniqueIds?: string[];
  @Field(() => [String], { nullable: true }) platform?: string[];
  @Field(() => [TestResult.enum], { nullable: true, description: 'Of its last test.' }) result?: TestResult[];
  @Field({ nullable: true, description: 'Whether it was ever tested.' }) tested?: boolean;
  @Field(() => [SecrecyLevelName], { nullable: true }) secrecyLevel?: (typeof SecrecyLevelName)[keyof typeof SecrecyLevelName][];
  @Field(() => [TlpName], { nullable: true }) tlp?: (typeof TlpName)[string][];
}

@InputType()
export class ReviseDetectionRuleInput extends MarkingInputType {
  @Field({ nullable: true }) name?: string;
  @Field({ nullable: true }) description?: string;
  @Field(() => [String], { nullable: true, description: TECHNIQUES }) techniqueIds?: string[];
  @Field(() => String, { nullable: true, description: SOURCE }) source?: string | null;
  @Field(() => String, { nullable: true, description: 'Where it runs.' }) platform?: string | null;
}

@InputType()
export class CreateDetectionRuleInput extends ReviseDetectionRuleInput {
  @Field() declare name: string;
}

@InputType()
export class RecordDetectionRuleTestInput {
  @Field(() => TestResult.enum) result!: TestResult;
  @Field(() => DateTime, { nullable: true, description: 'When it was tested; now when left out.' }) at?: string;
  @Field({ nullable: true }) note?: string;
}
