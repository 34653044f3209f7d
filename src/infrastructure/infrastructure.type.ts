/** The record type of infrastructure. */
import type { RecordType } from '../ledger/ledger.js';
import { infrastructure, type InfrastructureCommand } from './infrastructure.decider.js';
import { infrastructureEvents } from './infrastructure.events.js';
import type { Infrastructure } from './infrastructure.record.js';

export const infrastructureType: RecordType<typeof infrastructureEvents, InfrastructureCommand, Infrastructure> = {
  name: 'infrastructure',
  contracts: infrastructureEvents,
  decider: infrastructure,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
