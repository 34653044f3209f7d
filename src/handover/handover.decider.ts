/** The rules of a shift handover. Pure: no clock, no ids, no I/O. */
import { type Marking, withCreator } from '../access/marking.js';
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import { sameValue } from '../ledger/text.js';
import type { HandoverEvent } from './handover.events.js';
import { absent, evolve, type Handover, type HandoverRecord } from './handover.record.js';

/** `outgoing` is the acting actor; `authorMayApprove` the tenant's setting. */
export interface RecordHandover extends EventData<HandoverEvent, 'HandoverRecorded'> {
  readonly type: 'Record';
  readonly authorMayApprove: boolean;
}
/** `incoming` is the acting actor, `signedAt` the time of the command. */
export interface CountersignHandover extends EventData<HandoverEvent, 'HandoverCountersigned'> {
  readonly type: 'Countersign';
  readonly authorMayApprove: boolean;
}
/** Another marking, what is left out stays; `hasReason`: whether the caller gave a reason for it. */
export interface Remark {
  readonly marking: Partial<Marking>;
  readonly hasReason: boolean;
}
export type HandoverCommand =
  | RecordHandover
  | { readonly type: 'Revise'; readonly note?: string; readonly remark?: Remark; readonly by: string }
  | { readonly type: 'Withdraw'; readonly by: string; readonly hasReason: boolean }
  | CountersignHandover;

const record = ({ type: _, authorMayApprove, ...data }: RecordHandover): HandoverEvent[] => {
  const { from, to, shiftStart, shiftEnd, outgoing, incoming, marking } = data;
  if (from && BigInt(from.position) > BigInt(to.position))
    throw new RuleViolation(
      'RANGE_REVERSED',
      'The handover would begin after its end. Give an earlier position.',
      'fromPosition',
    );
  if (shiftStart !== null && shiftStart > shiftEnd)
    throw new RuleViolation('SHIFT_REVERSED', 'The shift would begin after its end. Give an earlier shiftStart.', 'shiftStart');
  if (incoming === outgoing && !authorMayApprove)
    throw new RuleViolation('FOUR_EYES', 'You hand over yourself. Name somebody else as the incoming officer.', 'incoming');
  return [{ type: 'HandoverRecorded', data: { ...data, marking: withCreator(marking, outgoing) } }];
};

const requireOpen = ({ status }: HandoverRecord): void => {
  if (status === 'withdrawn') throw new RuleViolation('WITHDRAWN', 'The handover was withdrawn. Record a new one.');
  if (status === 'countersigned')
    throw new RuleViolation('COUNTERSIGNED', 'The handover is countersigned and stays as it is. Record a new one.');
};

const requireOutgoing = (by: string, { outgoing }: HandoverRecord): void => {
  if (by !== outgoing)
    throw new RuleViolation('NOT_OUTGOING', 'Only the officer who recorded the handover may change its note or withdraw it.');
};

const mark = ({ marking: wanted, hasReason }: Remark, handover: HandoverRecord): HandoverEvent[] => {
  const marking = withCreator({ ...handover.marking, ...wanted }, handover.outgoing);
  if (sameValue(marking, handover.marking)) return [];
  if (!hasReason) throw new RuleViolation('REASON_REQUIRED', 'Say why the marking changes: give a reason.', 'reason');
  return [{ type: 'HandoverMarked', data: { marking } }];
};

const revise = (note: string | undefined, by: string, handover: HandoverRecord): HandoverEvent[] => {
  if (note === undefined || note === handover.note) return [];
  requireOpen(handover);
  requireOutgoing(by, handover);
  return [{ type: 'HandoverRevised', data: { note } }];
};

const countersign = ({ type: _, authorMayApprove, ...data }: CountersignHandover, handover: HandoverRecord): HandoverEvent[] => {
  const { countersignature } = handover;
  if (countersignature?.incoming === data.incoming && countersignature.briefHash === data.briefHash) return [];
  requireOpen(handover);
  if (data.incoming === handover.outgoing && !authorMayApprove)
    throw new RuleViolation('FOUR_EYES', 'You recorded this handover. The incoming officer has to countersign it.');
  return [{ type: 'HandoverCountersigned', data }];
};

const change = (command: Exclude<HandoverCommand, RecordHandover>, handover: HandoverRecord): HandoverEvent[] => {
  switch (command.type) {
    case 'Revise':
      return [...revise(command.note, command.by, handover), ...(command.remark ? mark(command.remark, handover) : [])];
    case 'Withdraw':
      if (handover.status === 'withdrawn') return [];
      requireOpen(handover);
      requireOutgoing(command.by, handover);
      if (!command.hasReason)
        throw new RuleViolation('REASON_REQUIRED', 'Say why the handover is withdrawn: give a reason.', 'reason');
      return [{ type: 'HandoverWithdrawn', data: {} }];
    case 'Countersign':
      return countersign(command, handover);
    default:
      return assertNever(command);
  }
};

export const handover: Decider<HandoverCommand, HandoverEvent, Handover> = {
  initial: absent,
  evolve,

  decide(command, state) {
    if (command.type === 'Record') {
      if (state.status !== 'absent')
        throw new RuleViolation('ALREADY_EXISTS', 'This handover exists already. Revise its note, or record another.');
      return record(command);
    }
    if (state.status === 'absent') throw new RuleViolation('NOT_FOUND', 'There is no such handover. Record it first.');
    return change(command, state);
  },
};
