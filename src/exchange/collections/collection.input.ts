/** Checks what callers give for collections, field by field. */
import { z } from 'zod';
import { parseInput } from '../../graphql/arguments.js';
import { plainInput } from '../../graphql/plain-input.js';
import { CollectionContent, CollectionPartner, MAX_PARTNERS } from './collection.events.js';

const { filter, maximum, title, description, alias, tlpVersion } = CollectionContent.shape;

const Partner = CollectionPartner.extend({
  country: CollectionPartner.shape.country.default(null),
  canRead: z.boolean().default(true),
  canWrite: z.boolean().default(false),
});
const Given = z.strictObject({
  title,
  description,
  alias,
  types: filter.shape.types,
  ids: filter.shape.ids,
  maximumSecrecyLevel: maximum.shape.secrecyLevel,
  maximumTlp: maximum.shape.tlp,
  tlpVersion,
  partners: z.array(Partner).max(MAX_PARTNERS),
});
const New = Given.extend({
  description: description.default(null),
  alias: alias.default(null),
  types: filter.shape.types.default([]),
  ids: filter.shape.ids.default([]),
  maximumSecrecyLevel: maximum.shape.secrecyLevel.default('UNCLASSIFIED'),
  maximumTlp: maximum.shape.tlp.default('GREEN'),
  tlpVersion: tlpVersion.default(2),
  partners: z.array(Partner).max(MAX_PARTNERS).default([]),
});

const EMPTIED = new Set(['description', 'alias']);

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseCollection = (input: object): CollectionContent => {
  const { types, ids, maximumSecrecyLevel, maximumTlp, ...others } = parseInput(New, plainInput(input, EMPTIED), 'input');
  return { ...others, filter: { types, ids }, maximum: { secrecyLevel: maximumSecrecyLevel, tlp: maximumTlp } };
};

/**
 * What is left out stays as it is in `before`.
 * @throws LedgerError INVALID_INPUT with the path of each wrong field.
 */
export const parseCollectionChanges = (input: object, before: CollectionContent): Partial<CollectionContent> => {
  const changes = parseInput(Given.partial(), plainInput(input, EMPTIED), 'input');
  const { types, ids, maximumSecrecyLevel, maximumTlp, ...others } = changes;
  return {
    ...others,
    filter: { types: types ?? before.filter.types, ids: ids ?? before.filter.ids },
    maximum: {
      secrecyLevel: maximumSecrecyLevel ?? before.maximum.secrecyLevel,
      tlp: maximumTlp ?? before.maximum.tlp,
    },
  };
};
