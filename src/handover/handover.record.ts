/** A shift handover as its events leave it. The one fold: decider, history, projections and answers all use it. */
import type { Marking } from '../access/marking.js';
import { assertNever } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import type { HandoverEvent, LogPoint } from './handover.events.js';

export type Countersignature = Readonly<EventData<HandoverEvent, 'HandoverCountersigned'>>;

export interface HandoverRecord {
  readonly status: 'recorded' | 'countersigned' | 'withdrawn';
  readonly previousHandoverId: string | null;
  /** What the handover covers: after `from` (null: the beginning of the ledger) up to `to`. */
  readonly from: LogPoint | null;
  readonly to: LogPoint;
  readonly shiftStart: string | null;
  readonly shiftEnd: string;
  readonly note: string;
  readonly marking: Marking;
  readonly outgoing: string;
  readonly incoming: string | null;
  readonly countersignature?: Countersignature;
}
export type Handover = { readonly status: 'absent' } | HandoverRecord;

export const absent: Handover = { status: 'absent' };

export const evolve = (handover: Handover, event: HandoverEvent): Handover => {
  if (event.type === 'HandoverRecorded') return { status: 'recorded', ...event.data };
  return handover.status === 'absent' ? handover : changed(handover, event);
};

const changed = (handover: HandoverRecord, event: Exclude<HandoverEvent, { type: 'HandoverRecorded' }>): HandoverRecord => {
  switch (event.type) {
    case 'HandoverRevised':
      return { ...handover, note: event.data.note };
    case 'HandoverMarked':
      return { ...handover, marking: event.data.marking };
    case 'HandoverWithdrawn':
      return { ...handover, status: 'withdrawn' };
    case 'HandoverCountersigned':
      return { ...handover, status: 'countersigned', countersignature: event.data };
    default:
      return assertNever(event);
  }
};
