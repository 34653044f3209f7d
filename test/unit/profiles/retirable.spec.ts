/** The life of records that are taken out of use and back into it, told of a target and of infrastructure. */
import assert from 'node:assert/strict';
import { infrastructure } from '../../../src/infrastructure/infrastructure.decider.js';
import { target } from '../../../src/targets/target.decider.js';
import type { TargetProfile } from '../../../src/targets/target.events.js';
import { ana, ben } from '../../examples/actors.js';
import * as servers from '../../examples/infrastructure.js';
import { amber, redFor, secret } from '../../examples/marking.js';
import { created, ports, restored, retired } from '../../examples/target.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(target);
const revise = (changes: Partial<TargetProfile>) => ({ type: 'Revise', changes }) as const;
const mark = (marking = secret, hasReason = true) => ({ type: 'Revise', changes: {}, remark: { marking, hasReason } }) as const;

describe('a target', () => {
  it('is created with its profile', () =>
    given().when({ type: 'Create', profile: ports, marking: amber, by: ana }).then(created));
  it('is created once', () =>
    given(created).when({ type: 'Create', profile: ports, marking: amber, by: ana }).thenRejects('ALREADY_EXISTS'));
  it('keeps its creator among the recipients of TLP:RED', () =>
    given()
      .when({ type: 'Create', profile: ports, marking: redFor(ben), by: ana })
      .then({ type: 'TargetCreated', data: { profile: ports, marking: redFor(ben, ana), createdBy: ana } }));
  it('records only what is different', () =>
    given(created)
      .when(revise({ name: 'Container ports', country: null }))
      .then({ type: 'TargetRevised', data: { changes: { country: null } } }));
  it('records nothing when nothing is', () =>
    given(created)
      .when(revise({ sectors: ['transportation'] }))
      .thenNothing());
  it('is marked for a reason', () => {
    given(created)
      .when(mark())
      .then({ type: 'TargetMarked', data: { marking: secret } });
    given(created).when(mark(secret, false)).thenRejects('REASON_REQUIRED', 'reason');
    given(created).when(mark(amber, false)).thenNothing();
  });
  it('is retired and restored, each once', () => {
    given(created).when({ type: 'Move', verb: 'retire' }).then(retired);
    given(created, retired).when({ type: 'Move', verb: 'retire' }).thenNothing();
    given(created, retired).when({ type: 'Move', verb: 'restore' }).then(restored);
    given(created).when({ type: 'Move', verb: 'restore' }).thenNothing();
  });
  it('stays as it is while it is retired, but for its marking', () => {
    given(created, retired)
      .when(revise({ country: null }))
      .thenRejects('RETIRED');
    given(created, retired)
      .when(mark())
      .then({ type: 'TargetMarked', data: { marking: secret } });
  });
  it('has to be there first', () => given().when({ type: 'Move', verb: 'retire' }).thenRejects('NOT_FOUND'));
  it('shows its profile, status and marking', () =>
    assert.deepEqual(given(created, retired).record(), { ...ports, status: 'retired', marking: amber, creator: ana }));
});

describe('infrastructure', () => {
  it('was not seen last before it was seen first', () => {
    deciderSpec(infrastructure)(servers.created)
      .when({ type: 'Revise', changes: { lastSeen: '2026-01-02T00:00:00.000Z' } })
      .thenRejects('INVALID_INPUT', 'input.lastSeen');
    deciderSpec(infrastructure)()
      .when({
        type: 'Create',
        profile: { ...servers.relay, lastSeen: '2025-12-31T00:00:00.000Z' },
        marking: amber,
        by: ana,
      })
      .thenRejects('INVALID_INPUT', 'input.lastSeen');
  });
});
