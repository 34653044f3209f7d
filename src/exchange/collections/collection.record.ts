/** A collection as its events leave it. The one fold: decider, projections and exchange all use it. */
import type { Marking } from '../../access/marking.js';
import { assertNever } from '../../ledger/decider.js';
import type { CollectionContent, CollectionEvent, CollectionPartner } from './collection.events.js';

export interface CollectionRecord extends CollectionContent {
  readonly status: 'standing' | 'retired';
  /** ISO 3166-1 alpha-2, of whoever set it as it is. */
  readonly countries: readonly string[];
}
export type Collection = { readonly status: 'absent' } | CollectionRecord;

export const absent: Collection = { status: 'absent' };

export const evolve = (collection: Collection, event: CollectionEvent): Collection => {
  switch (event.type) {
    case 'CollectionCreated':
    case 'CollectionRevised':
      return { ...event.data, status: 'standing' };
    case 'CollectionRetired':
      return collection.status === 'absent' ? collection : { ...collection, status: 'retired' };
    case 'CollectionRestored':
      return collection.status === 'absent' ? collection : { ...collection, status: 'standing' };
    default:
      return assertNever(event);
  }
};

/** Who may know of it: those of the organisation that keeps it who are cleared for all that it may tell. */
export const collectionMarking = ({ maximum }: Pick<CollectionContent, 'maximum'>): Marking => ({
  secrecyLevel: maximum.secrecyLevel,
  tlp: 'AMBER+STRICT',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
});

/** @returns what a collection says of an organisation; undefined: it does not name it. */
export const partnerOf = (
  { partners }: Pick<CollectionContent, 'partners'>,
  organisation: string,
): CollectionPartner | undefined => partners.find((partner) => partner.organisation === organisation);
