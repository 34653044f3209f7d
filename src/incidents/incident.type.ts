/** The record type of incidents. */
import type { RecordType } from '../ledger/ledger.js';
import { incident, type IncidentCommand } from './incident.decider.js';
import { incidentEvents } from './incident.events.js';
import type { Incident } from './incident.record.js';

export const incidentType: RecordType<typeof incidentEvents, IncidentCommand, Incident> = {
  name: 'incident',
  contracts: incidentEvents,
  decider: incident,
  markingOf: (record) => (record.status === 'absent' ? undefined : record.marking),
};
