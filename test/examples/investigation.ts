/** Named investigations shared by specs and golden files. */
import type { InvestigationEvent, InvestigationProfile } from '../../src/investigations/investigation.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';
import { stixOrigin } from './stix-origin.js';

export const coldHarbour: InvestigationProfile = {
  number: '2026/0117',
  title: 'Cold Harbour',
  lead: ana,
  memberOrganisations: ['alpha', 'beta'],
  startDate: '2026-01-05T00:00:00.000Z',
  endDate: null,
  description: 'Loaders at two ports.',
  confidence: 60,
};
export const created: InvestigationEvent = {
  type: 'InvestigationCreated',
  data: { profile: coldHarbour, marking: amber, createdBy: ana },
};
export const held: InvestigationEvent = { type: 'InvestigationHeld', data: {} };
export const resumed: InvestigationEvent = { type: 'InvestigationResumed', data: {} };
export const closed: InvestigationEvent = { type: 'InvestigationClosed', data: { endDate: '2026-02-01T00:00:00.000Z' } };
export const reopened: InvestigationEvent = { type: 'InvestigationReopened', data: { endDate: null } };

const other = '7d1c39b2-0f0f-4b3c-8f3e-0a8c0d7e5b11';
const linkId = '0c6f4c3e-7a55-4b69-9d53-2f1b7f0f8a01';
export const linked: InvestigationEvent = {
  type: 'InvestigationLinked',
  data: {
    link: {
      linkId,
      to: { type: 'infrastructure', id: other },
      role: 'uses',
      confidence: 80,
      since: '2026-01-03T00:00:00.000Z',
      until: null,
      note: 'Seen in both cases.',
    },
  },
};
export const unlinked: InvestigationEvent = { type: 'InvestigationUnlinked', data: { linkId } };
export const mergedInto: InvestigationEvent = { type: 'InvestigationMergedInto', data: { target: other } };
export const unmerged: InvestigationEvent = { type: 'InvestigationUnmerged', data: { target: other } };
export const absorbed: InvestigationEvent = { type: 'InvestigationAbsorbed', data: { absorbed: other } };
export const released: InvestigationEvent = { type: 'InvestigationReleased', data: { absorbed: other } };
export const imported: InvestigationEvent = {
  type: 'InvestigationImported',
  data: { profile: coldHarbour, kept: ['description'], marking: amber, importedBy: ana, stix: stixOrigin('grouping') },
};
