/** Named infrastructure shared by specs and golden files. */
import type { InfrastructureEvent, InfrastructureProfile } from '../../src/infrastructure/infrastructure.events.js';
import type { Link } from '../../src/links/link.events.js';
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
export const part: Link = {
  linkId: '8a7b6c5d-4e3f-4201-9a8b-7c6d5e4f3a06',
  to: { type: 'infrastructure', id: '9b8c7d6e-5f40-4312-8b9c-8d7e6f504b07' },
  role: 'consists-of',
  confidence: 80,
  since: '2026-01-03T00:00:00.000Z',
  until: null,
  note: 'Reached by its relay alone.',
};
export const linked: InfrastructureEvent = { type: 'InfrastructureLinked', data: { link: part } };
export const unlinked: InfrastructureEvent = { type: 'InfrastructureUnlinked', data: { linkId: part.linkId } };
export const imported: InfrastructureEvent = {
  type: 'InfrastructureImported',
  data: { profile: relay, kept: ['description'], marking: amber, importedBy: ana, stix: stixOrigin('infrastructure') },
};
