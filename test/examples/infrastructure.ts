/** Named infrastructure shared by specs and golden files. */
import type { InfrastructureEvent, InfrastructureProfile } from '../../src/infrastructure/infrastructure.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';
import { stixOrigin } from './stix-origin.js';

export const relay: InfrastructureProfile = {
  name: 'Relay in Harwich',
  infrastructureTypes: ['command-and-control'],
  values: [
    { type: 'domain-name', value: 'relay.example' },
    { type: 'ipv4-addr', value: '192.0.2.17' },
  ],
  description: '',
  firstSeen: '2026-01-03T00:00:00.000Z',
  lastSeen: null,
};
export const created: InfrastructureEvent = {
  type: 'InfrastructureCreated',
  data: { profile: relay, marking: amber, createdBy: ana },
};
export const retired: InfrastructureEvent = { type: 'InfrastructureRetired', data: {} };
export const restored: InfrastructureEvent = { type: 'InfrastructureRestored', data: {} };
export const imported: InfrastructureEvent = {
  type: 'InfrastructureImported',
  data: { profile: relay, kept: ['description'], marking: amber, importedBy: ana, stix: stixOrigin('infrastructure') },
};
