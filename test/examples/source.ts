/** Named sources shared by specs, golden files and the demo. */
import type { ImportSource, SourceCommand } from '../../src/sources/source.decider.js';
import type { SourceEvent, SourceProfile } from '../../src/sources/source.events.js';
import { ana, partnerFeed } from './actors.js';
import { amber, green } from './marking.js';
import { originOf } from './stix.js';

export const harbourWatch: SourceProfile = {
  name: 'Harbour Watch',
  kind: 'osint',
  description: 'Daily digest of shipping forums.',
  owner: ana,
  reliability: 'B',
  credibility: 2,
  expectedCadenceSeconds: 86_400,
  sectors: ['transportation'],
};

export const register: SourceCommand = { type: 'Register', profile: harbourWatch, marking: amber, by: ana };
export const registered: SourceEvent = {
  type: 'SourceRegistered',
  data: { ...harbourWatch, marking: amber, registeredBy: ana },
};
export const paused: SourceEvent = { type: 'SourcePaused', data: {} };
export const resumed: SourceEvent = { type: 'SourceResumed', data: {} };
export const retired: SourceEvent = { type: 'SourceRetired', data: {} };
export const reinstated: SourceEvent = { type: 'SourceReinstated', data: {} };

export const northernCert: Omit<ImportSource, 'type' | 'by'> = {
  name: 'Northern CERT',
  identityClass: 'organization',
  kind: 'partner',
  description: 'National response team.',
  sectors: ['government-public-services'],
  marking: green,
  stix: originOf('identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5', '2026-01-02T08:00:00.000Z'),
};
export const importNorthernCert: ImportSource = { type: 'Import', ...northernCert, by: partnerFeed };
export const importedNorthernCert: SourceEvent = {
  type: 'SourceImported',
  data: { ...northernCert, importedBy: partnerFeed },
};
