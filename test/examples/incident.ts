/** Named incidents shared by specs and golden files. */
import type { EventData } from '../../src/ledger/event-contract.js';
import type { StixOrigin } from '../../src/exchange/stix/stix-object.events.js';
import {
  BLANK_INCIDENT,
  type IncidentDetails,
  type IncidentEvent,
  type ReceivedIncident,
} from '../../src/incidents/incident.events.js';
import { ana, ben } from './actors.js';
import { amber } from './marking.js';

export const phishing: IncidentDetails = {
  ...BLANK_INCIDENT,
  number: 'INC0000045',
  title: 'Credentials given to a false login page',
  priority: 'P2',
  category: 'Phishing',
  rsit: 'fraud',
  occurredAt: '2026-01-05T07:30:00.000Z',
  source: 'Reported by staff',
  assetRefs: ['mailbox-17'],
  techniqueIds: ['T1566.002'],
};

/** An instant of the day on which everything happens. */
export const at = (time: string): string => `2026-01-05T${time}:00.000Z`;
const done = (time: string) => ({ at: at(time), by: 'human', ref: null }) as const;

export const opened = (data: Partial<EventData<IncidentEvent, 'IncidentOpened'>> = {}): IncidentEvent => ({
  type: 'IncidentOpened',
  data: {
    details: phishing,
    severity: 'medium',
    detectedAt: at('08:00'),
    by: 'human',
    ref: null,
    origin: null,
    marking: amber,
    createdBy: ana,
    ...data,
  },
});
export const acknowledged: IncidentEvent = { type: 'IncidentAcknowledged', data: done('08:10') };
export const assigned: IncidentEvent = { type: 'IncidentAssigned', data: { ...done('08:12'), assignee: ben } };
export const raised: IncidentEvent = {
  type: 'IncidentSeverityChanged',
  data: { ...done('08:20'), from: 'medium', to: 'high', reason: 'A finance mailbox.' },
};
export const held: IncidentEvent = { type: 'IncidentOnHold', data: { ...done('09:00'), reason: 'user' } };
export const resumed: IncidentEvent = { type: 'IncidentResumed', data: done('10:00') };
export const escalated: IncidentEvent = { type: 'IncidentEscalated', data: { ...done('10:05'), toTier: 2 } };
export const contained: IncidentEvent = { type: 'IncidentContained', data: done('10:30') };
export const resolved: IncidentEvent = {
  type: 'IncidentResolved',
  data: { ...done('12:00'), resolution: 'Password changed, sessions ended.', verdict: 'true_positive', automated: false },
};
export const reopened: IncidentEvent = { type: 'IncidentReopened', data: { ...done('13:00'), reason: 'It logged in again.' } };
export const closed: IncidentEvent = { type: 'IncidentClosed', data: done('14:00') };

export const other = '7d1c39b2-0f0f-4b3c-8f3e-0a8c0d7e5b11';
export const absorbed: IncidentEvent = { type: 'IncidentAbsorbed', data: { absorbed: other } };
export const released: IncidentEvent = { type: 'IncidentReleased', data: { absorbed: other } };
export const mergedInto: IncidentEvent = { type: 'IncidentMergedInto', data: { target: other } };
export const unmerged: IncidentEvent = { type: 'IncidentUnmerged', data: { target: other } };

/** Of another organisation, as STIX tells of it. */
export const told: ReceivedIncident = {
  ...phishing,
  number: 'N-17',
  assetRefs: [],
  status: 'active',
  severity: 'high',
  detectedAt: at('08:00'),
  acknowledgedAt: at('08:10'),
  containedAt: null,
  resolvedAt: null,
  closedAt: null,
  resolution: '',
  verdict: 'unknown',
};
export const stixOrigin: StixOrigin = {
  id: 'incident--7d1c39b2-0f0f-4b3c-8f3e-0a8c0d7e5b12',
  created: at('08:00'),
  modified: at('09:00'),
  specVersion: '2.1',
  createdByRef: 'identity--7d1c39b2-0f0f-4b3c-8f3e-0a8c0d7e5b13',
  revoked: false,
};
export const imported = (data: Partial<EventData<IncidentEvent, 'IncidentImported'>> = {}): IncidentEvent => ({
  type: 'IncidentImported',
  data: { profile: told, kept: [], marking: amber, importedBy: ana, stix: stixOrigin, ...data },
});
