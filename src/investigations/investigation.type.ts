/** The record type of investigations. */
import type { RecordType } from '../ledger/ledger.js';
import { investigation, type InvestigationCommand } from './investigation.decider.js';
import { investigationEvents } from './investigation.events.js';
import type { Investigation } from './investigation.record.js';

export const investigationType: RecordType<typeof investigationEvents, InvestigationCommand, Investigation> = {
  name: 'investigation',
  contracts: investigationEvents,
  decider: investigation,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
