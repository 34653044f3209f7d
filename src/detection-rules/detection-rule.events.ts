/** Facts recorded on `detectionRule-<tenant>.<id>` streams. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { TechniqueId } from '../intel-reports/intel-report.events.js';
import { defineEvents, type EventOf } from '../ledger/event-contract.js';
import { distinct, Instant, line, text } from '../ledger/text.js';
import { profileEventsOf, RETIREMENT } from '../profiles/profile.events.js';

export const DetectionRuleProfile = z.strictObject({
  name: line(500),
  description: text(20_000),
  /** What it is meant to detect. */
  techniqueIds: distinct(TechniqueId, 200),
  /** What it looks at: a log, a sensor, a product. */
  source: line(500).nullable(),
  /** Where it runs. */
  platform: line(200).nullable(),
});
export type DetectionRuleProfile = z.infer<typeof DetectionRuleProfile>;

/** Of a detection rule that has only a name. */
export const BLANK_DETECTION_RULE: Omit<DetectionRuleProfile, 'name'> = {
  description: '',
  techniqueIds: [],
  source: null,
  platform: null,
};

export const TestResult = z.enum(['passed', 'failed']);
export type TestResult = z.infer<typeof TestResult>;

/** Whether it found what it is meant to detect when that was played to it. */
export const DetectionRuleTest = z.strictObject({ result: TestResult, at: Instant, note: text(5_000) });
export type DetectionRuleTest = z.infer<typeof DetectionRuleTest>;

export const detectionRuleEvents = defineEvents('detectionRule', {
  ...profileEventsOf('DetectionRule', DetectionRuleProfile, { Enabled: 'Enabled', Disabled: 'Disabled', ...RETIREMENT }),
  DetectionRuleTested: { version: 1, label: 'Tested', happenedAt: 'at', schema: DetectionRuleTest },
});
export type DetectionRuleEvent = EventOf<typeof detectionRuleEvents>;
