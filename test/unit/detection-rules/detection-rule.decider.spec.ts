/** The life of a detection rule, told by its rules. */
import assert from 'node:assert/strict';
import { detectionRule, type DetectionRuleCommand } from '../../../src/detection-rules/detection-rule.decider.js';
import * as examples from '../../examples/detection-rule.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const { created, disabled, enabled, restored, retired, tested } = examples;
const given = deciderSpec(detectionRule);
const move = (verb: string) => ({ type: 'Move', verb }) as const;
const test = (at: string, result: 'passed' | 'failed' = 'passed'): DetectionRuleCommand => ({
  type: 'Test',
  test: { result, at, note: 'Played back on the test host.' },
  now: '2026-01-06T00:00:00.000Z',
});

describe('a detection rule', () => {
  it('detects nothing until it is enabled, and can be disabled', () => {
    const record = given(created).record();
    assert.equal(record.status, 'disabled');
    given(created).when(move('enable')).then(enabled);
    given(created, enabled).when(move('disable')).then(disabled);
    given(created, enabled).when(move('enable')).thenNothing();
  });
  it('is retired as it stands, and comes back disabled', () => {
    given(created, enabled).when(move('retire')).then(retired);
    given(created, enabled, retired).when(move('enable')).thenRejects('RETIRED');
    given(created, enabled, retired).when(move('restore')).then(restored);
    assert.equal(given(created, enabled, retired, restored).record().status, 'disabled');
  });
  it('is tested in the past, and keeps the newest result', () => {
    given(created).when(test('2026-01-05T09:00:00.000Z')).then(tested());
    given(created, tested()).when(test('2026-01-05T09:00:00.000Z')).thenNothing();
    given(created).when(test('2026-01-07T00:00:00.000Z')).thenRejects('INVALID_INPUT', 'input.at');
    given(created, retired).when(test('2026-01-05T09:00:00.000Z')).thenRejects('RETIRED');
    const record = given(created, tested(), tested({ at: '2026-01-04T00:00:00.000Z', result: 'failed' })).record();
    assert.ok(record.status !== 'absent' && record.lastTest?.result === 'passed');
  });
});
