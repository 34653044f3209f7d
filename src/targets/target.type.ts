/** The record type of targets. */
import type { RecordType } from '../ledger/ledger.js';
import type { ProfileCommand } from '../profiles/profile.measure.js';
import { target } from './target.decider.js';
import { targetEvents, type TargetProfile } from './target.events.js';
import type { Target } from './target.record.js';

export const targetType: RecordType<typeof targetEvents, ProfileCommand<TargetProfile>, Target> = {
  name: 'target',
  contracts: targetEvents,
  decider: target,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
