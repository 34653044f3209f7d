/** What a link between two records is, and the two facts that every owner of links records. Never edit a published shape. */
import { z } from 'zod';
import { Instant, RecordId, text } from '../ledger/text.js';

/** Record types that can be linked, by stream category. Of two linked records the one whose type comes first owns the link. */
export const LinkedType = z.enum(['campaign', 'threatActor', 'investigation', 'attackPattern', 'target', 'infrastructure']);
export type LinkedType = z.infer<typeof LinkedType>;

/** STIX 2.1 §4 and §5: relationship types as the standard names them; `investigated-by` is ours. */
const CentreRole = z.enum(['attributed-to', 'uses', 'targets', 'investigated-by', 'related-to']);
/** With those that only infrastructure has. */
export const LinkRole = z.enum([...CentreRole.options, 'consists-of']);
export type LinkRole = z.infer<typeof LinkRole>;

export const LinkEnd = z.strictObject({ type: LinkedType, id: RecordId });
export type LinkEnd = z.infer<typeof LinkEnd>;

export const Link = z.strictObject({
  linkId: RecordId,
  to: LinkEnd,
  role: LinkRole,
  /** STIX 2.1 §3.2: 0 to 100; null: not stated. */
  confidence: z.int().min(0).max(100).nullable(),
  /** The period in which it held; null: open on that side. */
  since: Instant.nullable(),
  until: Instant.nullable(),
  note: text(2_000),
});
export type Link = z.infer<typeof Link>;

const linkedIn = (role: z.ZodType<LinkRole>) => z.strictObject({ link: Link.extend({ role }) });
type Linked = ReturnType<typeof linkedIn>;
const Unlinked = z.strictObject({ linkId: RecordId });

type LinkSpecs<Owner extends string> = Readonly<
  Record<`${Owner}Linked`, { version: 1; label: string; schema: Linked }> &
    Record<`${Owner}Unlinked`, { version: 1; label: string; schema: typeof Unlinked }>
>;

/**
 * The contracts of the two facts, to be spread into an owner's events: `...linkEventsOf('Campaign')`.
 * @param role what links of the owner may mean.
 */
export const linkEventsOf = <Owner extends string>(owner: Owner, role: z.ZodType<LinkRole> = CentreRole): LinkSpecs<Owner> =>
  ({
    [`${owner}Linked`]: { version: 1, label: 'Linked', schema: linkedIn(role) },
    [`${owner}Unlinked`]: { version: 1, label: 'Link removed', schema: Unlinked },
  }) as LinkSpecs<Owner>;

export type LinkEvent<Owner extends string> =
  | { readonly type: `${Owner}Linked`; readonly data: z.infer<Linked> }
  | { readonly type: `${Owner}Unlinked`; readonly data: z.infer<typeof Unlinked> };
