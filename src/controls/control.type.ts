/** The record type of controls. */
import type { RecordType } from '../ledger/ledger.js';
import type { ProfileCommand } from '../profiles/profile.measure.js';
import { control } from './control.decider.js';
import { controlEvents, type ControlProfile } from './control.events.js';
import type { Control } from './control.record.js';

export const controlType: RecordType<typeof controlEvents, ProfileCommand<ControlProfile>, Control> = {
  name: 'control',
  contracts: controlEvents,
  decider: control,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
