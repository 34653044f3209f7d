/** The record type of verbatim STIX objects. */
import type { RecordType } from '../../ledger/ledger.js';
import { type StixObjectCommand, stixObject } from './stix-object.decider.js';
import { stixObjectEvents } from './stix-object.events.js';
import type { StixObject } from './stix-object.record.js';

export const stixObjectType: RecordType<typeof stixObjectEvents, StixObjectCommand, StixObject> = {
  name: 'STIX object',
  contracts: stixObjectEvents,
  decider: stixObject,
  markingOf: (object) => (object.status === 'received' ? object.marking : undefined),
};
