/** Detection rules over GraphQL. */
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ChangeArguments, commandContext, parseInput } from '../graphql/arguments.js';
import type { GraphqlContext } from '../graphql/loaders.js';
import { plainInput } from '../graphql/plain-input.js';
import { profileKind } from '../profiles/profile.commands.js';
import { profileView } from '../profiles/profile.graphql.js';
import { profileInput } from '../profiles/profile.input.js';
import { type ProfileDoors, profileConnectionResolver, retirableResolver } from '../profiles/profile.resolver.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import { RecordDetectionRuleTest } from './detection-rule.commands.js';
import { BLANK_DETECTION_RULE, DetectionRuleProfile, DetectionRuleTest } from './detection-rule.events.js';
import {
  CreateDetectionRuleInput,
  DetectionRule,
  DetectionRuleChanged,
  DetectionRuleConnection,
  DetectionRuleFilter,
  RecordDetectionRuleTestInput,
  ReviseDetectionRuleInput,
} from './detection-rule.graphql.js';
import type { DetectionRuleRecord } from './detection-rule.record.js';
import { detectionRuleType } from './detection-rule.type.js';

const doors: ProfileDoors<DetectionRuleFilter & MarkingFilter, DetectionRuleRecord> = {
  kind: profileKind(detectionRuleType, {
    blank: BLANK_DETECTION_RULE,
    actions: {
      create: 'detectionRule.create',
      revise: 'detectionRule.revise',
      mark: 'detectionRule.mark',
      moves: {
        enable: 'detectionRule.enable',
        disable: 'detectionRule.enable',
        retire: 'detectionRule.retire',
        restore: 'detectionRule.retire',
      },
    },
  }),
  parse: profileInput(DetectionRuleProfile, BLANK_DETECTION_RULE),
  list: {
    model: 'incidents',
    table: 'detection_rule_state',
    name: 'name',
    comparisons: [
      { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
      { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
      { key: 'techniqueIds', sql: (p) => `s.record -> 'techniqueIds' ?| ${p}::text[]` },
      { key: 'platform', sql: (p) => `s.record ->> 'platform' = any(${p}::text[])` },
      { key: 'result', sql: (p) => `s.record -> 'lastTest' ->> 'result' = any(${p}::text[])` },
      { key: 'tested', sql: (p) => `(s.record ->> 'lastTest' is not null) = ${p}` },
    ],
  },
  one: 'detectionRule',
  many: 'detectionRules',
  name: 'DetectionRule',
  node: DetectionRule,
  connection: DetectionRuleConnection,
  changed: DetectionRuleChanged,
  filter: DetectionRuleFilter,
  createInput: CreateDetectionRuleInput,
  reviseInput: ReviseDetectionRuleInput,
};
export const detectionRuleKind = doors.kind;
const TestGiven = DetectionRuleTest.partial({ at: true }).extend({ note: DetectionRuleTest.shape.note.default('') });

@Resolver(() => DetectionRule)
export class DetectionRuleResolver extends retirableResolver(doors) {
  @Mutation(() => DetectionRuleChanged)
  enableDetectionRule(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'move', verb: 'enable', id: args.id });
  }

  @Mutation(() => DetectionRuleChanged)
  disableDetectionRule(@CurrentSubject() subject: Subject, @Context() context: GraphqlContext, @Args() args: ChangeArguments) {
    return this.change(subject, context, args, { kind: 'move', verb: 'disable', id: args.id });
  }

  @Mutation(() => DetectionRuleChanged, { description: 'Says whether it found what it is meant to detect.' })
  async recordDetectionRuleTest(
    @CurrentSubject() subject: Subject,
    @Context() context: GraphqlContext,
    @Args() args: ChangeArguments,
    @Args('input') input: RecordDetectionRuleTestInput,
  ) {
    const test = parseInput(TestGiven, plainInput(input, new Set()), 'input');
    const { loaded, receipt } = await this.commands.execute(
      new RecordDetectionRuleTest(args.id, test, commandContext(subject, context.req, args)),
    );
    return { record: profileView(loaded, { atLeast: receipt.position }), receipt };
  }
}

@Resolver(() => DetectionRuleConnection)
export class DetectionRuleConnectionResolver extends profileConnectionResolver(doors) {}
