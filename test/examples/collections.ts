/** A collection for partners and what passed through it, shared by specs and golden files. */
import type { CollectionContent, CollectionEvent } from '../../src/exchange/collections/collection.events.js';
import { collectionMarking } from '../../src/exchange/collections/collection.record.js';
import type { TaxiiPushEvent } from '../../src/exchange/taxii/server/taxii-push.events.js';
import type { TaxiiReadEvent } from '../../src/exchange/taxii/server/taxii-read.events.js';
import { ana } from './actors.js';
import { hash } from './stix.js';

export const north: CollectionContent = {
  title: 'For the north',
  description: 'Campaigns that touch the northern ports.',
  alias: 'north',
  filter: {
    types: ['campaign'],
    ids: ['campaign--84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3', '0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061'],
  },
  maximum: { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' },
  tlpVersion: 2,
  partners: [
    { organisation: 'northern-cert', country: 'NO', canRead: true, canWrite: true },
    { organisation: 'southern-cert', country: null, canRead: true, canWrite: false },
  ],
};
export const opened: CollectionEvent = { type: 'CollectionCreated', data: { ...north, countries: ['GB'] } };
export const narrowed: CollectionEvent = {
  type: 'CollectionRevised',
  data: { ...north, description: null, partners: [north.partners[0]], countries: ['GB', 'FR'] },
};
export const retired: CollectionEvent = { type: 'CollectionRetired', data: {} };
export const restored: CollectionEvent = { type: 'CollectionRestored', data: {} };

const collectionId = '5f3a1c5e-6f0a-4c7e-9a45-3f1d5a3c9b10';
export const read: TaxiiReadEvent = {
  type: 'CollectionRead',
  data: {
    collectionId,
    what: 'objects',
    receiver: { organisation: 'northern-cert', country: 'NO' },
    objects: 100,
    maximum: north.maximum,
    strictest: { secrecyLevel: 'UNCLASSIFIED', tlp: 'GREEN' },
    readBy: ana,
    at: '2026-01-05T10:00:00.000Z',
    marking: collectionMarking(north),
  },
};
export const pushed = {
  type: 'CollectionPushed',
  data: {
    collectionId,
    sender: { organisation: 'northern-cert', country: 'NO' },
    maximum: north.maximum,
    objects: 2,
    envelope: '{"objects":[{"type":"malware"},{"type":"tool"}]}',
    sha256: hash('3'),
    bytes: 48,
    pushedBy: ana,
    at: '2026-01-05T11:00:00.000Z',
    marking: collectionMarking(north),
  },
} satisfies TaxiiPushEvent;
export const takenIn = {
  type: 'CollectionPushTakenIn',
  data: {
    importIds: ['0d9c1a52-7b3e-4f6a-8c11-2f4b6a8d0e13'],
    succeeded: 1,
    failed: 1,
    outcomes: '{"successes":[],"failures":[]}',
    at: '2026-01-05T11:00:01.000Z',
  },
} satisfies TaxiiPushEvent;
