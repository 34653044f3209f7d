/** The record type of shift handovers. */
import type { RecordType } from '../ledger/ledger.js';
import { type HandoverCommand, handover } from './handover.decider.js';
import { handoverEvents } from './handover.events.js';
import type { Handover } from './handover.record.js';

export const handoverType: RecordType<typeof handoverEvents, HandoverCommand, Handover> = {
  name: 'handover',
  contracts: handoverEvents,
  decider: handover,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
