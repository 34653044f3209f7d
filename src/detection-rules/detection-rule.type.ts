/** The record type of detection rules. */
import type { RecordType } from '../ledger/ledger.js';
import { detectionRule, type DetectionRuleCommand } from './detection-rule.decider.js';
import { detectionRuleEvents } from './detection-rule.events.js';
import type { DetectionRule } from './detection-rule.record.js';

export const detectionRuleType: RecordType<typeof detectionRuleEvents, DetectionRuleCommand, DetectionRule> = {
  name: 'detection rule',
  contracts: detectionRuleEvents,
  decider: detectionRule,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
