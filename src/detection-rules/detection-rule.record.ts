/** A detection rule as its events leave it. The one fold: decider, history, projections and answers all use it. */
import { type Absent, type Life, profileFold, type ProfileRecord, RETIRABLE } from '../profiles/profile.record.js';
import type { DetectionRuleEvent, DetectionRuleProfile, DetectionRuleTest } from './detection-rule.events.js';

export type DetectionRuleStatus = 'enabled' | 'disabled' | 'retired';
export type DetectionRuleRecord = ProfileRecord<DetectionRuleProfile, DetectionRuleStatus> & {
  /** The newest by its own time; null: never tested. */
  readonly lastTest: DetectionRuleTest | null;
};
export type DetectionRule = Absent | DetectionRuleRecord;

/** A new rule detects nothing until it is enabled. */
export const DETECTION_RULE_LIFE: Life<DetectionRuleStatus> = {
  begins: 'disabled',
  moves: {
    enable: { fact: 'Enabled', from: ['disabled'], to: 'enabled' },
    disable: { fact: 'Disabled', from: ['enabled'], to: 'disabled' },
    retire: { fact: 'Retired', from: ['enabled', 'disabled'], to: 'retired' },
    restore: { fact: 'Restored', from: ['retired'], to: 'disabled' },
  },
  settled: RETIRABLE.settled,
};

const tested = (record: DetectionRuleRecord, test: DetectionRuleTest): DetectionRuleRecord =>
  record.lastTest !== null && record.lastTest.at > test.at ? record : { ...record, lastTest: test };

export const { absent, evolve } = profileFold<DetectionRuleRecord, DetectionRuleEvent>(
  'DetectionRule',
  DETECTION_RULE_LIFE,
  { lastTest: null },
  { Tested: tested },
);
