/** Named detection rules shared by specs and golden files. */
import type {
  DetectionRuleEvent,
  DetectionRuleProfile,
  DetectionRuleTest,
} from '../../src/detection-rules/detection-rule.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';

export const encodedCommands: DetectionRuleProfile = {
  name: 'Encoded PowerShell commands',
  description: 'An encoded command line of more than 200 characters.',
  techniqueIds: ['T1059.001', 'T1027'],
  source: 'Process creation log',
  platform: 'Windows',
};
export const created: DetectionRuleEvent = {
  type: 'DetectionRuleCreated',
  data: { profile: encodedCommands, marking: amber, createdBy: ana },
};
export const enabled: DetectionRuleEvent = { type: 'DetectionRuleEnabled', data: {} };
export const disabled: DetectionRuleEvent = { type: 'DetectionRuleDisabled', data: {} };
export const retired: DetectionRuleEvent = { type: 'DetectionRuleRetired', data: {} };
export const restored: DetectionRuleEvent = { type: 'DetectionRuleRestored', data: {} };
export const tested = (test: Partial<DetectionRuleTest> = {}): DetectionRuleEvent => ({
  type: 'DetectionRuleTested',
  data: { result: 'passed', at: '2026-01-05T09:00:00.000Z', note: 'Played back on the test host.', ...test },
});
