/** Named threat actors shared by specs and golden files. */
import type { ThreatActorCommand } from '../../src/threat-actors/threat-actor.decider.js';
import type { ThreatActorEvent, ThreatActorProfile } from '../../src/threat-actors/threat-actor.events.js';
import type { Link } from '../../src/links/link.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';
import { stixOrigin } from './stix-origin.js';

export const greyHeron: ThreatActorProfile = {
  name: 'Grey Heron',
  aliases: ['Heron'],
  description: 'Patient, well funded.',
  threatActorTypes: ['nation-state'],
  roles: ['director'],
  sophistication: 'advanced',
  resourceLevel: 'government',
  primaryMotivation: 'organizational-gain',
  goals: ['Leverage over shipping'],
  firstSeen: '2024-05-01T00:00:00.000Z',
  lastSeen: null,
  confidence: null,
  externalReferences: [],
};

export const otherActor = '5e0c9d11-2b3a-4f68-8c7d-9e8f7a6b5c04';
const uses: Link = {
  linkId: '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2905',
  to: { type: 'infrastructure', id: '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e06' },
  role: 'uses',
  confidence: null,
  since: null,
  until: null,
  note: '',
};

export const createActor: ThreatActorCommand = { type: 'Create', profile: greyHeron, marking: amber, by: ana };
export const createdActor: ThreatActorEvent = {
  type: 'ThreatActorCreated',
  data: { profile: greyHeron, marking: amber, createdBy: ana },
};
export const closedActor: ThreatActorEvent = { type: 'ThreatActorClosed', data: {} };
export const reopenedActor: ThreatActorEvent = { type: 'ThreatActorReopened', data: {} };
export const actorLinked: ThreatActorEvent = { type: 'ThreatActorLinked', data: { link: uses } };
export const actorUnlinked: ThreatActorEvent = { type: 'ThreatActorUnlinked', data: { linkId: uses.linkId } };
export const actorAbsorbed: ThreatActorEvent = { type: 'ThreatActorAbsorbed', data: { absorbed: otherActor } };
export const actorReleased: ThreatActorEvent = { type: 'ThreatActorReleased', data: { absorbed: otherActor } };
export const actorMerged: ThreatActorEvent = { type: 'ThreatActorMergedInto', data: { target: otherActor } };
export const actorUnmerged: ThreatActorEvent = { type: 'ThreatActorUnmerged', data: { target: otherActor } };
export const importedActor: ThreatActorEvent = {
  type: 'ThreatActorImported',
  data: { profile: greyHeron, kept: ['description'], marking: amber, importedBy: ana, stix: stixOrigin('intrusion-set') },
};
