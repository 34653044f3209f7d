/** Which STIX types become records that can be linked, and of which type. */
import type { LinkedType } from '../../links/link.events.js';
import { typeOfId } from './stix-types.js';

/** An identity becomes a target only where something says that it is one. */
const LINKED: Readonly<Record<string, LinkedType>> = {
  campaign: 'campaign',
  'threat-actor': 'threatActor',
  'intrusion-set': 'threatActor',
  grouping: 'investigation',
  'attack-pattern': 'attackPattern',
  infrastructure: 'infrastructure',
  location: 'target',
  vulnerability: 'target',
  identity: 'target',
};

export const linkedTypeOf = (stixType: string): LinkedType | undefined =>
  Object.hasOwn(LINKED, stixType) ? LINKED[stixType] : undefined;

export const linkedTypeOfId = (stixId: string): LinkedType | undefined => linkedTypeOf(typeOfId(stixId) ?? '');

/** Whether every object of a type becomes a record. */
export const isMapped = (stixType: string): boolean =>
  stixType === 'incident' || (stixType !== 'identity' && linkedTypeOf(stixType) !== undefined);
