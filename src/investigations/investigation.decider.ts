/** The rules of an investigation. Pure: no clock, no ids, no I/O. */
import type { Decider } from '../ledger/decider.js';
import { type ConnectedCommand, connectedDecider } from '../profiles/connected.measure.js';
import { refuseReversed } from '../profiles/profile.measure.js';
import type { InvestigationEvent, InvestigationProfile } from './investigation.events.js';
import { absent, evolve, type Investigation, INVESTIGATION_LIFE, type InvestigationRecord } from './investigation.record.js';

export type InvestigationCommand = ConnectedCommand<InvestigationProfile>;

export const investigation: Decider<InvestigationCommand, InvestigationEvent, Investigation> = connectedDecider<
  InvestigationProfile,
  InvestigationRecord,
  InvestigationEvent
>(
  {
    word: 'investigation',
    owner: 'Investigation',
    life: INVESTIGATION_LIFE,
    check: ({ startDate, endDate }) => refuseReversed(startDate, endDate, 'endDate'),
  },
  { absent, evolve },
);
