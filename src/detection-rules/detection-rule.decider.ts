/** The rules of a detection rule. Pure: no clock, no ids, no I/O. */
import { type Decider, RuleViolation } from '../ledger/decider.js';
import { sameValue } from '../ledger/text.js';
import { decideProfile, type ProfileCommand, type ProfileRules, refuseSettled } from '../profiles/profile.measure.js';
import type { DetectionRuleEvent, DetectionRuleProfile, DetectionRuleTest } from './detection-rule.events.js';
import {
  absent,
  DETECTION_RULE_LIFE,
  type DetectionRule,
  type DetectionRuleRecord,
  type DetectionRuleStatus,
  evolve,
} from './detection-rule.record.js';

export type DetectionRuleCommand =
  | ProfileCommand<DetectionRuleProfile>
  /** `now`: UTC ISO 8601, by our clock. */
  | { readonly type: 'Test'; readonly test: DetectionRuleTest; readonly now: string };

const RULES: ProfileRules<DetectionRuleProfile, DetectionRuleStatus> = {
  word: 'detection rule',
  owner: 'DetectionRule',
  life: DETECTION_RULE_LIFE,
};

const test = (
  { test: wanted, now }: Extract<DetectionRuleCommand, { type: 'Test' }>,
  { status, lastTest }: DetectionRuleRecord,
): readonly DetectionRuleEvent[] => {
  refuseSettled(DETECTION_RULE_LIFE, status);
  if (wanted.at > now)
    throw new RuleViolation(
      'INVALID_INPUT',
      'It lies in the future. Give the present or a past time, or leave it out.',
      'input.at',
    );
  return sameValue(lastTest, wanted) ? [] : [{ type: 'DetectionRuleTested', data: wanted }];
};

export const detectionRule: Decider<DetectionRuleCommand, DetectionRuleEvent, DetectionRule> = {
  initial: absent,
  evolve,
  decide(command, state) {
    if (command.type !== 'Test') return decideProfile(RULES, command, state);
    if (state.status === 'absent') throw new RuleViolation('NOT_FOUND', 'There is no such detection rule. Create it first.');
    return test(command, state);
  },
};
