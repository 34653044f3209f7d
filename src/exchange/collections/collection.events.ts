/** Facts recorded on `collection-<tenant>.<id>` streams: what partners may take and send. Never edit a published shape: add a version and an upcaster. */
import { z } from 'zod';
import { SecrecyLevel, Tlp } from '../../access/marking.js';
import { defineEvents, type EventOf } from '../../ledger/event-contract.js';
import { distinct, line, RecordId, Term, text } from '../../ledger/text.js';
import { StixId } from '../stix/stix-object.events.js';

export const MAX_PARTNERS = 100;
export const MAX_FILTER_IDS = 1_000;
const MAX_FILTER_TYPES = 100;
const MAX_COUNTRIES = 250;

const Country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as GB');

export const CollectionPartner = z.strictObject({
  organisation: line(200),
  /** ISO 3166-1 alpha-2; null: not known, so that no caveat on countries is met. */
  country: Country.nullable(),
  canRead: z.boolean(),
  canWrite: z.boolean(),
});
export type CollectionPartner = z.infer<typeof CollectionPartner>;

/** TAXII 2.1 §5.1.1: stands in addresses in the place of the id, so it must not look like one. */
export const CollectionAlias = Term.refine(
  (alias) => !RecordId.safeParse(alias).success,
  'must not be a UUID: those are ids of collections',
);

export const CollectionContent = z.strictObject({
  title: line(200),
  description: text(2_000).nullable(),
  alias: CollectionAlias.nullable(),
  /** Empty lists narrow nothing. Ids are of STIX objects, or of records whatever they are called in STIX. */
  filter: z.strictObject({
    types: distinct(Term, MAX_FILTER_TYPES),
    ids: distinct(z.union([StixId, RecordId]), MAX_FILTER_IDS),
  }),
  /** Nothing marked higher goes out, and nothing comes in. TLP:RED is for persons. */
  maximum: z.strictObject({
    secrecyLevel: SecrecyLevel,
    tlp: Tlp.exclude(['RED'], { error: 'must be CLEAR, GREEN, AMBER or AMBER+STRICT: TLP:RED goes to persons' }),
  }),
  /** The registry that its partners know: FIRST TLP 1.0 or 2.0. */
  tlpVersion: z.union([z.literal(1), z.literal(2)], { error: 'must be 1 or 2' }),
  partners: z.array(CollectionPartner).max(MAX_PARTNERS),
});
export type CollectionContent = z.infer<typeof CollectionContent>;

/** `countries` are those of whoever set it so: what these may not see, their collection does not tell. */
const Set = CollectionContent.extend({ countries: distinct(Country, MAX_COUNTRIES) });

export const collectionEvents = defineEvents('collection', {
  CollectionCreated: { version: 1, label: 'Created', schema: Set },
  /** The whole collection as it is from then on. */
  CollectionRevised: { version: 1, label: 'Revised', schema: Set },
  CollectionRetired: { version: 1, label: 'Retired', schema: z.strictObject({}) },
  CollectionRestored: { version: 1, label: 'Restored', schema: z.strictObject({}) },
});
export type CollectionEvent = EventOf<typeof collectionEvents>;
