/** The life of a handover, told by its rules. */
import assert from 'node:assert/strict';
import { type HandoverCommand, handover } from '../../../src/handover/handover.decider.js';
import { ana, ben, cleo } from '../../examples/actors.js';
import * as night from '../../examples/handover.js';
import { amber, redFor, secret } from '../../examples/marking.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(handover);
const note = 'Harbour Watch reported again at 05:50.';
const revise = (by = ana): HandoverCommand => ({ type: 'Revise', note, by });
const withdraw = (by = ana, hasReason = true): HandoverCommand => ({ type: 'Withdraw', by, hasReason });
const mark = (hasReason = true): HandoverCommand => ({ type: 'Revise', by: cleo, remark: { marking: secret, hasReason } });

describe('recording a handover', () => {
  it('keeps what it covers and the note', () => given().when(night.record).then(night.recorded));
  it('happens once', () => given(night.recorded).when(night.record).thenRejects('ALREADY_EXISTS'));
  it('comes before everything else', () => given().when(withdraw()).thenRejects('NOT_FOUND'));
  it('follows the handover before', () =>
    given()
      .when({ type: 'Record', ...night.dayShift, authorMayApprove: false })
      .then(night.followed));
  it('covers no interval that runs backwards', () =>
    given()
      .when({ ...night.record, from: { position: '4097', at: '2026-01-06T06:02:00.000Z' } })
      .thenRejects('RANGE_REVERSED', 'fromPosition'));
  it('may cover nothing at all', () => {
    const data = { ...night.nightShift, from: night.nightShift.to };
    given()
      .when({ ...night.record, from: data.from })
      .then({ type: 'HandoverRecorded', data });
  });
  it('ends no shift before it began', () =>
    given()
      .when({ ...night.record, shiftStart: '2026-01-06T06:00:00.001Z' })
      .thenRejects('SHIFT_REVERSED', 'shiftStart'));
  it('is never to oneself, unless the tenant allows it', () => {
    given()
      .when({ ...night.record, incoming: ana })
      .thenRejects('FOUR_EYES', 'incoming');
    given()
      .when({ ...night.record, incoming: ana, authorMayApprove: true })
      .then({ type: 'HandoverRecorded', data: { ...night.nightShift, incoming: ana } });
  });
  it('makes the outgoing officer a recipient of TLP:RED', () =>
    given()
      .when({ ...night.record, marking: redFor(ben) })
      .then({ type: 'HandoverRecorded', data: { ...night.nightShift, marking: redFor(ben, ana) } }));
});

describe('revising the note of a handover', () => {
  it('is for the outgoing officer', () => {
    given(night.recorded).when(revise()).then(night.revised);
    given(night.recorded).when(revise(ben)).thenRejects('NOT_OUTGOING');
  });
  it('records nothing when it says the same', () => given(night.recorded, night.revised).when(revise()).thenNothing());
  it('ends with the countersignature', () =>
    given(night.recorded, night.countersigned).when(revise()).thenRejects('COUNTERSIGNED'));
  it('ends with withdrawal', () => given(night.recorded, night.withdrawn).when(revise()).thenRejects('WITHDRAWN'));
});

describe('withdrawing a handover', () => {
  it('takes it back', () => given(night.recorded).when(withdraw()).then(night.withdrawn));
  it('happens once', () => given(night.recorded, night.withdrawn).when(withdraw()).thenNothing());
  it('needs a reason', () => given(night.recorded).when(withdraw(ana, false)).thenRejects('REASON_REQUIRED', 'reason'));
  it('is for the outgoing officer', () => given(night.recorded).when(withdraw(ben)).thenRejects('NOT_OUTGOING'));
  it('is too late after the countersignature', () =>
    given(night.recorded, night.countersigned).when(withdraw()).thenRejects('COUNTERSIGNED'));
});

describe('countersigning a handover', () => {
  it('keeps who signed for which brief', () => {
    given(night.recorded).when(night.countersign).then(night.countersigned);
    const record = given(night.recorded, night.countersigned).record();
    assert(record.status === 'countersigned');
    assert.deepEqual(record.countersignature, night.countersignature);
  });
  it('may be by somebody else than was expected', () =>
    given(night.recorded)
      .when({ ...night.countersign, incoming: cleo })
      .then({ type: 'HandoverCountersigned', data: { ...night.countersignature, incoming: cleo } }));
  it('is never by the outgoing officer, unless the tenant allows it', () => {
    const own = { ...night.countersign, incoming: ana };
    given(night.recorded).when(own).thenRejects('FOUR_EYES');
    given(night.recorded)
      .when({ ...own, authorMayApprove: true })
      .then({ type: 'HandoverCountersigned', data: { ...night.countersignature, incoming: ana } });
  });
  it('records nothing when the same officer signs the same brief again', () =>
    given(night.recorded, night.countersigned).when(night.countersign).thenNothing());
  it('happens once', () =>
    given(night.recorded, night.countersigned)
      .when({ ...night.countersign, incoming: cleo })
      .thenRejects('COUNTERSIGNED'));
  it('is of no use after withdrawal', () =>
    given(night.recorded, night.withdrawn).when(night.countersign).thenRejects('WITHDRAWN'));
});

describe('marking a handover', () => {
  it('is possible at any time', () => {
    given(night.recorded, night.countersigned)
      .when(mark())
      .then({ type: 'HandoverMarked', data: { marking: secret } });
  });
  it('needs a reason', () => given(night.recorded).when(mark(false)).thenRejects('REASON_REQUIRED', 'reason'));
  it('records nothing when it is marked so', () =>
    given(night.recorded)
      .when({ type: 'Revise', by: cleo, remark: { marking: amber, hasReason: false } })
      .thenNothing());
});
