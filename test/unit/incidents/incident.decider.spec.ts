/** The life of an incident, told by its rules. */
import assert from 'node:assert/strict';
import { incident, type IncidentCommand, type IncidentStep } from '../../../src/incidents/incident.decider.js';
import type { IncidentEvent } from '../../../src/incidents/incident.events.js';
import type { IncidentRecord } from '../../../src/incidents/incident.record.js';
import { heldSeconds, resolutionOf } from '../../../src/incidents/incident.measure.js';
import { ana, ben } from '../../examples/actors.js';
import * as examples from '../../examples/incident.js';
import { amber, redFor } from '../../examples/marking.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const { acknowledged, assigned, at, closed, contained, escalated, held, opened, phishing, raised, reopened, resolved, resumed } =
  examples;
const given = deciderSpec(incident);
const NOW = at('18:00');
const step = (time: string, what: IncidentStep): IncidentCommand => ({
  type: 'Do',
  step: what,
  doing: { at: at(time), now: NOW, by: 'human' },
});
const recordOf = (...events: readonly IncidentEvent[]): IncidentRecord => {
  const record = given(...events).record();
  assert.ok(record.status !== 'absent');
  return record;
};
const resolve = (time: string) =>
  step(time, {
    type: 'Resolve',
    resolution: 'Password changed, sessions ended.',
    verdict: 'true_positive',
    automated: false,
  });
const open = (time: string, details = phishing): IncidentCommand => ({
  type: 'Open',
  details,
  severity: 'medium',
  marking: amber,
  doing: { at: at(time), now: NOW, by: 'human' },
  actor: ana,
});

describe('an incident', () => {
  it('is opened when it was detected, by somebody who may always read it', () => {
    given().when(open('08:00')).then(opened());
    given()
      .when({ ...open('08:00'), marking: redFor(ben) } as IncidentCommand)
      .then(opened({ marking: { ...redFor(ben), recipients: [ben, ana] } }));
    given(opened()).when(open('08:00')).thenRejects('ALREADY_EXISTS');
    given().when(open('18:01')).thenRejects('INVALID_INPUT', 'input.detectedAt');
    given().when(open('07:00')).thenRejects('INVALID_INPUT', 'input.occurredAt');
  });
  it('is worked on from acknowledgement to closing, each at its own time', () => {
    given(opened())
      .when(step('08:10', { type: 'Acknowledge' }))
      .then(acknowledged);
    given(opened())
      .when(step('08:12', { type: 'Assign', assignee: ben }))
      .then(assigned);
    given(opened())
      .when(step('08:20', { type: 'ChangeSeverity', to: 'high', reason: 'A finance mailbox.' }))
      .then(raised);
    given(opened())
      .when(step('09:00', { type: 'Hold', reason: 'user' }))
      .then(held);
    given(opened(), held)
      .when(step('10:00', { type: 'Resume' }))
      .then(resumed);
    given(opened())
      .when(step('10:05', { type: 'Escalate', toTier: 2 }))
      .then(escalated);
    given(opened())
      .when(step('10:30', { type: 'Contain' }))
      .then(contained);
    given(opened(), acknowledged, contained).when(resolve('12:00')).then(resolved);
    given(opened(), resolved)
      .when(step('13:00', { type: 'Reopen', reason: 'It logged in again.' }))
      .then(reopened);
    given(opened(), resolved)
      .when(step('14:00', { type: 'Close' }))
      .then(closed);
  });
  it('is the same when the same is said twice', () => {
    given(opened(), acknowledged)
      .when(step('08:30', { type: 'Acknowledge' }))
      .thenNothing();
    given(opened(), assigned)
      .when(step('08:30', { type: 'Assign', assignee: ben }))
      .thenNothing();
    given(opened(), held)
      .when(step('09:30', { type: 'Hold', reason: 'user' }))
      .thenNothing();
    given(opened(), acknowledged)
      .when(step('09:30', { type: 'Resume' }))
      .thenNothing();
    given(opened(), escalated)
      .when(step('11:00', { type: 'Escalate', toTier: 2 }))
      .thenNothing();
    given(opened(), contained)
      .when(step('11:00', { type: 'Contain' }))
      .thenNothing();
    given(opened(), resolved, closed)
      .when(step('15:00', { type: 'Close' }))
      .thenNothing();
    given(opened())
      .when(step('08:30', { type: 'ChangeSeverity', to: 'medium', reason: undefined }))
      .thenNothing();
  });
  it('ends its hold when it is resolved, and counts it', () => {
    const record = recordOf(opened(), held, resolved);
    assert.equal(record.status, 'resolved');
    assert.equal(heldSeconds(record), 3 * 3600);
    assert.equal(heldSeconds(recordOf(opened(), held)), 0);
    given(opened(), held).when(resolve('08:59')).thenRejects('INVALID_INPUT', 'input.at');
  });
  it('waits for something else without resuming in between', () => {
    given(opened(), held)
      .when(step('09:30', { type: 'Hold', reason: 'vendor' }))
      .then({ type: 'IncidentOnHold', data: { at: at('09:30'), by: 'human', ref: null, reason: 'vendor' } });
  });
  it('is resolved once, and only reopening lets it be resolved otherwise', () => {
    given(opened(), resolved).when(resolve('13:00')).thenRejects('ALREADY_RESOLVED');
    given(opened(), resolved, closed).when(resolve('15:00')).thenRejects('NOT_OPEN');
    given(opened(), resolved, reopened).when(resolve('12:30')).thenRejects('INVALID_INPUT', 'input.at');
    assert.equal(resolutionOf(recordOf(opened(), resolved, reopened)), undefined);
    assert.equal(resolutionOf(recordOf(opened(), resolved))?.at, at('12:00'));
  });
  it('is resolved before it is closed, and does not move once it has ended', () => {
    given(opened(), acknowledged)
      .when(step('14:00', { type: 'Close' }))
      .thenRejects('NOT_RESOLVED');
    given(opened())
      .when(step('14:00', { type: 'Reopen', reason: 'Again.' }))
      .thenRejects('NOT_RESOLVED');
    for (const what of [
      { type: 'Acknowledge' },
      { type: 'Hold', reason: 'user' },
      { type: 'Resume' },
      { type: 'Escalate', toTier: 3 },
      { type: 'Contain' },
    ] as const)
      given(opened(), resolved).when(step('15:00', what)).thenRejects('NOT_OPEN');
    given(opened(), resolved, closed)
      .when(step('15:00', { type: 'Assign', assignee: ana }))
      .thenRejects('NOT_OPEN');
    given(opened(), escalated)
      .when(step('15:00', { type: 'Escalate', toTier: 1 }))
      .thenRejects('NOT_HIGHER', 'input.toTier');
  });
  it('learns its lesson after it is closed', () => {
    const changes = { lesson: 'Ask twice.' };
    given(opened(), resolved, closed)
      .when(step('17:00', { type: 'Revise', changes: { ...changes, title: phishing.title } }))
      .then({ type: 'IncidentRevised', data: { at: at('17:00'), by: 'human', ref: null, changes } });
    given(opened())
      .when(step('17:00', { type: 'Revise', changes: { occurredAt: at('08:01') } }))
      .thenRejects('INVALID_INPUT', 'input.occurredAt');
  });
  it('asks why its severity or marking changes, and why it is reopened', () => {
    given(opened())
      .when(step('09:00', { type: 'ChangeSeverity', to: 'low', reason: undefined }))
      .thenRejects('REASON_REQUIRED', 'reason');
    given(opened(), resolved)
      .when(step('13:00', { type: 'Reopen', reason: undefined }))
      .thenRejects('REASON_REQUIRED', 'reason');
    const remark = { marking: { tlp: 'GREEN' as const }, hasReason: false };
    given(opened())
      .when(step('09:00', { type: 'Revise', changes: {}, remark }))
      .thenRejects('REASON_REQUIRED', 'reason');
  });
  it('is told of in its past, after its detection and not ahead of the clock', () => {
    given(opened())
      .when(step('07:59', { type: 'Acknowledge' }))
      .thenRejects('INVALID_INPUT', 'input.at');
    given(opened())
      .when(step('18:01', { type: 'Acknowledge' }))
      .thenRejects('INVALID_INPUT', 'input.at');
    given(opened(), resolved)
      .when(step('11:59', { type: 'Close' }))
      .thenRejects('INVALID_INPUT', 'input.at');
    given(opened({ detectedAt: at('19:00'), ref: 'row 1' }))
      .when(step('17:00', { type: 'Acknowledge' }))
      .then({ type: 'IncidentAcknowledged', data: { at: at('17:00'), by: 'human', ref: null } });
  });
  it('knows whether a person did anything about it', () => {
    const alone = opened({ by: 'rule' });
    assert.equal(recordOf(alone).humanActed, false);
    assert.equal(recordOf(alone, acknowledged).humanActed, true);
  });
  it('is part of another one, stays so, and comes back as it was', () => {
    const target = examples.other;
    given(opened(), held).when({ type: 'MergeInto', target, settled: [] }).then(examples.mergedInto);
    given(opened(), held, examples.mergedInto).when(resolve('12:00')).thenRejects('MERGED');
    given(opened(), held, examples.mergedInto).when({ type: 'Unmerge', target }).then(examples.unmerged);
    assert.equal(recordOf(opened(), held, examples.mergedInto, examples.unmerged).status, 'on_hold');
    given(opened()).when({ type: 'Absorb', absorbed: target }).then(examples.absorbed);
    given(opened(), examples.absorbed).when({ type: 'Release', absorbed: target }).then(examples.released);
  });
});

describe('an imported incident', () => {
  const from = <Event extends IncidentEvent>(event: Event, ref: string): Event => ({ ...event, data: { ...event.data, ref } });
  const origin = { system: 'ticketing', id: 'INC0000045' };
  const opening = opened({ ref: 'row 1', origin, by: 'service' });
  const rows = [opening, from(acknowledged, 'row 2'), from(resolved, 'row 3'), from(closed, 'row 3')];
  const importing = (...facts: readonly IncidentEvent[]): IncidentCommand => ({ type: 'Import', facts });

  it('is recorded as given, and nothing of it a second time', () => {
    given()
      .when(importing(...rows))
      .then(...rows);
    given(...rows)
      .when(importing(...rows))
      .thenNothing();
    given(opening)
      .when(importing(...rows))
      .then(...rows.slice(1));
    given(...rows.slice(0, 2))
      .when(importing(...rows))
      .then(...rows.slice(2));
  });
  it('keeps what happened before its detection, and what lies ahead of the clock', () => {
    const odd = from({ type: 'IncidentAcknowledged', data: { at: at('06:00'), by: 'service', ref: null } }, 'row 2');
    const late = from({ type: 'IncidentContained', data: { at: at('23:00'), by: 'service', ref: null } }, 'row 3');
    const facts = [opening, odd, late];
    given()
      .when(importing(...facts))
      .then(...facts);
  });
  it('begins with its opening and is opened once', () => {
    given().when(importing(rows[1])).thenRejects('NOT_OPENED');
    given()
      .when(importing(opening, from(opening, 'row 2')))
      .thenRejects('ALREADY_OPENED');
    given(opening)
      .when(importing(from(opening, 'row 0')))
      .thenRejects('ALREADY_OPENED');
  });
  it('goes on here as any other', () => {
    given(opening)
      .when(step('08:10', { type: 'Acknowledge' }))
      .then(acknowledged);
    given(opening, examples.mergedInto)
      .when(importing(...rows))
      .thenRejects('MERGED');
  });
});

describe('an incident of another organisation', () => {
  const { imported, stixOrigin, told } = examples;
  type Receiving = Extract<IncidentCommand, { type: 'Receive' }>;
  const later = { ...stixOrigin, modified: at('15:00') };
  const receiving = (profile: Receiving['received']['profile'] = told, stix = stixOrigin, marking = amber): IncidentCommand => ({
    type: 'Receive',
    received: { type: 'Import', profile, blank: told, marking, by: ana, stix },
    endedAt: stix.modified,
  });
  const ended = {
    status: 'resolved',
    resolvedAt: at('14:00'),
    resolution: 'Rebuilt.',
    verdict: 'true_positive',
    severity: 'low',
  } as const;

  it('is recorded as it was told, once, and follows its later versions', () => {
    given().when(receiving()).then(imported());
    given(imported()).when(receiving()).thenNothing();
    given(imported())
      .when(receiving(ended, { ...stixOrigin, modified: at('08:30') }))
      .thenNothing();
    given(imported())
      .when(receiving(ended, later))
      .then(imported({ profile: { ...told, ...ended }, stix: later }));
    const record = recordOf(imported(), imported({ profile: { ...told, ...ended }, stix: later }));
    assert.deepEqual([record.status, record.severity, record.acknowledged?.at], ['resolved', 'low', at('08:10')]);
    assert.deepEqual(resolutionOf(record)?.verdict, 'true_positive');
    assert.equal(resolutionOf(recordOf(imported())), undefined);
  });
  it('keeps what was revised and marked here', () => {
    const revised: IncidentEvent = {
      type: 'IncidentRevised',
      data: { at: at('10:00'), by: 'human', ref: null, changes: { lesson: 'Ask them.' } },
    };
    const marked: IncidentEvent = { type: 'IncidentMarked', data: { marking: redFor(ana) } };
    given(imported())
      .when(step('10:00', { type: 'Revise', changes: { lesson: 'Ask them.' } }))
      .then(revised);
    given(imported(), revised, marked)
      .when(receiving({ lesson: 'Theirs.', title: 'Another name' }, later))
      .then(
        imported({
          profile: { ...told, title: 'Another name', lesson: 'Ask them.' },
          kept: ['lesson'],
          marking: redFor(ana),
          stix: later,
        }),
      );
  });
  it('is closed when its creator revokes it, and has no newer versions', () => {
    const revoked = { ...later, revoked: true };
    const closing: IncidentEvent = { type: 'IncidentClosed', data: { at: later.modified, by: 'service', ref: null } };
    given(imported())
      .when(receiving(told, revoked))
      .then(imported({ stix: revoked }), closing);
    assert.equal(recordOf(imported({ stix: revoked }), closing).status, 'closed');
    given(imported({ stix: revoked }), closing)
      .when(receiving(told, { ...later, modified: at('16:00') }))
      .thenRejects('REVOKED');
    given(imported())
      .when(receiving(told, { ...later, createdByRef: `identity--${examples.other}` }))
      .thenRejects('NOT_ITS_CREATOR');
    given(opened()).when(receiving()).thenRejects('NOT_IMPORTED');
  });
  it('is worked on by that one only, and takes none of ours in', () => {
    for (const what of [
      { type: 'Acknowledge' },
      { type: 'Assign', assignee: ben },
      { type: 'ChangeSeverity', to: 'low', reason: 'Not here.' },
      { type: 'Close' },
    ] as const)
      given(imported()).when(step('15:00', what)).thenRejects('NOT_OURS');
    given(imported()).when(resolve('15:00')).thenRejects('NOT_OURS');
    given(imported()).when({ type: 'Absorb', absorbed: examples.other }).thenRejects('NOT_OURS');
    given(imported())
      .when({ type: 'Import', facts: [acknowledged] })
      .thenRejects('NOT_OURS');
    const target = examples.other;
    given(imported()).when({ type: 'MergeInto', target, settled: [] }).then(examples.mergedInto);
    given(imported(), examples.mergedInto).when(receiving(ended, later)).thenRejects('MERGED');
  });
});
