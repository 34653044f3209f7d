/** Named markings shared by specs, golden files and the demo. */
import type { Marking } from '../../src/access/marking.js';

export const amber: Marking = {
  secrecyLevel: 'RESTRICTED',
  tlp: 'AMBER',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
};
export const green: Marking = { ...amber, secrecyLevel: 'UNCLASSIFIED', tlp: 'GREEN' };
export const secret: Marking = { ...amber, secrecyLevel: 'SECRET', releasableTo: ['GB', 'US'] };
export const redFor = (...recipients: string[]): Marking => ({ ...amber, secrecyLevel: 'SECRET', tlp: 'RED', recipients });
