/** Named attack patterns shared by specs and golden files. */
import type { AttackPatternEvent, AttackPatternProfile } from '../../src/attack-patterns/attack-pattern.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';
import { stixOrigin } from './stix-origin.js';

export const lsass: AttackPatternProfile = {
  name: 'LSASS Memory',
  attackId: 'T1003.001',
  tactics: ['credential-access'],
  killChainPhases: [{ killChainName: 'mitre-attack', phaseName: 'credential-access' }],
  domain: 'enterprise',
  release: '17.1',
  description: '',
  externalReferences: [],
};
export const created: AttackPatternEvent = {
  type: 'AttackPatternCreated',
  data: { profile: lsass, marking: amber, createdBy: ana },
};
export const retired: AttackPatternEvent = { type: 'AttackPatternRetired', data: {} };
export const restored: AttackPatternEvent = { type: 'AttackPatternRestored', data: {} };
export const imported: AttackPatternEvent = {
  type: 'AttackPatternImported',
  data: { profile: lsass, kept: ['description'], marking: amber, importedBy: ana, stix: stixOrigin('attack-pattern') },
};
