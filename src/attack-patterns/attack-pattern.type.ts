/** The record type of attack patterns. */
import type { RecordType } from '../ledger/ledger.js';
import type { ProfileCommand } from '../profiles/profile.measure.js';
import { attackPattern } from './attack-pattern.decider.js';
import { attackPatternEvents, type AttackPatternProfile } from './attack-pattern.events.js';
import type { AttackPattern } from './attack-pattern.record.js';

export const attackPatternType: RecordType<typeof attackPatternEvents, ProfileCommand<AttackPatternProfile>, AttackPattern> = {
  name: 'attack pattern',
  contracts: attackPatternEvents,
  decider: attackPattern,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
