/** Named controls shared by specs and golden files. */
import type { ControlEvent, ControlProfile } from '../../src/controls/control.events.js';
import { ana, ben } from './actors.js';
import { amber } from './marking.js';

export const threatIntelligence: ControlProfile = {
  framework: 'ISO 27001:2022',
  controlId: 'A.5.7',
  title: 'Threat intelligence',
  implementationStatus: 'partial',
  evidenceAt: '2026-01-02T00:00:00.000Z',
  note: 'No sharing agreement yet.',
  owner: ben,
};
export const created: ControlEvent = {
  type: 'ControlCreated',
  data: { profile: threatIntelligence, marking: amber, createdBy: ana },
};
export const retired: ControlEvent = { type: 'ControlRetired', data: {} };
export const restored: ControlEvent = { type: 'ControlRestored', data: {} };
