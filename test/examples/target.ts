/** Named targets shared by specs and golden files. */
import type { TargetEvent, TargetProfile } from '../../src/targets/target.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';
import { stixOrigin } from './stix-origin.js';

export const ports: TargetProfile = {
  name: 'Container ports',
  kind: 'sector',
  sectors: ['transportation'],
  country: 'NL',
  description: 'Terminals of the delta.',
  externalReferences: [{ sourceName: 'Harbour register', url: 'https://harbour.example/register' }],
};
export const created: TargetEvent = { type: 'TargetCreated', data: { profile: ports, marking: amber, createdBy: ana } };
export const retired: TargetEvent = { type: 'TargetRetired', data: {} };
export const restored: TargetEvent = { type: 'TargetRestored', data: {} };
export const imported: TargetEvent = {
  type: 'TargetImported',
  data: { profile: ports, kept: ['description'], marking: amber, importedBy: ana, stix: stixOrigin('location') },
};
