/** The record type of infrastructure. */
import type { RecordType } from '../ledger/ledger.js';
import type { ProfileCommand } from '../profiles/profile.measure.js';
import { infrastructure } from './infrastructure.decider.js';
import { infrastructureEvents, type InfrastructureProfile } from './infrastructure.events.js';
import type { Infrastructure } from './infrastructure.record.js';

export const infrastructureType: RecordType<
  typeof infrastructureEvents,
  ProfileCommand<InfrastructureProfile>,
  Infrastructure
> = {
  name: 'infrastructure',
  contracts: infrastructureEvents,
  decider: infrastructure,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
