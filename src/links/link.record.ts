/** The links that a record holds, as its events leave them. The one fold of all owners. */
import type { Link } from './link.events.js';

/** What an owner's record has. */
export interface Links {
  readonly links: readonly Link[];
}

/** A link of a known id replaces the one before. */
export const linked = (links: readonly Link[], link: Link): readonly Link[] =>
  links.some(({ linkId }) => linkId === link.linkId)
    ? links.map((known) => (known.linkId === link.linkId ? link : known))
    : [...links, link];

export const unlinked = (links: readonly Link[], id: string): readonly Link[] => links.filter(({ linkId }) => linkId !== id);

/** The folds of the two facts, by the end of their name. */
export const linkFacts = {
  Linked: <Record extends Links>(record: Record, { link }: { readonly link: Link }): Record => ({
    ...record,
    links: linked(record.links, link),
  }),
  Unlinked: <Record extends Links>(record: Record, { linkId }: { readonly linkId: string }): Record => ({
    ...record,
    links: unlinked(record.links, linkId),
  }),
} as const;
