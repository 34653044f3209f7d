/** What links take from the object_refs of a grouping (STIX 2.1 §4.4): that a case and what it names belong together, and no more. */
import type { JsonObject } from '../../json/json-value.js';
import { recordIdFrom } from '../../ledger/identity.js';
import { ownsLink } from '../../links/link.measure.js';
import { linkedTypeOfId } from './mapped-types.js';
import { strings, textOf } from './mapped-values.js';
import type { MappedEnd, MappedRelationship } from './relationship-mapping.js';
import { comparableId, typeOfId } from './stix-types.js';

/** Makes the id of the link that a grouping implies, from both STIX ids. */
export type ImpliedLinkId = (groupingId: string, stixId: string) => string;

/** Of a tenant. @param key of the instance. */
export const impliedLinkId =
  (key: Buffer, tenantId: string): ImpliedLinkId =>
  (groupingId, stixId) =>
    impliedBy((...parts) => recordIdFrom(key, 'stix', ...parts), tenantId, groupingId, stixId);

/** As {@link impliedLinkId}. @param idFrom see `Look`. */
export const impliedBy = (
  idFrom: (...key: readonly string[]) => string,
  tenantId: string,
  groupingId: string,
  stixId: string,
): string => idFrom('named by a grouping', tenantId, groupingId, stixId);

/** As many as a record has links. */
const MOST = 1_000;

/** @param view a valid grouping. @returns one for each record it may name, in the order of the list; who made it is not named by it. */
export const mapGroupingRefs = (groupingId: string, view: JsonObject, idOf: ImpliedLinkId): readonly MappedRelationship[] => {
  const grouping: MappedEnd = { type: 'investigation', stixId: groupingId };
  const creator = comparableId(textOf(view.created_by_ref));
  const named = new Set(strings(view.object_refs).map(comparableId));
  return [...named]
    .flatMap((stixId): MappedRelationship[] => {
      const type = linkedTypeOfId(stixId);
      if (type === undefined || type === grouping.type || stixId === creator) return [];
      const ends: readonly MappedEnd[] = [{ type, stixId }, grouping];
      const [owner, other] = ownsLink(type, grouping.type) ? ends : ends.toReversed();
      const linkId = idOf(groupingId, stixId);
      return [
        {
          owner,
          other,
          link: { linkId, role: 'related-to', confidence: null, since: null, until: null, note: '' },
          isTarget: false,
        },
      ];
    })
    .slice(0, MOST);
};

const isGrouping = ({ stixId }: MappedEnd): boolean => typeOfId(stixId) === 'grouping';

/** The grouping that a relationship relates to something else; undefined where it relates none, or two. */
export const groupingOf = ({ owner, other }: MappedRelationship): string | undefined =>
  isGrouping(owner) === isGrouping(other) ? undefined : (isGrouping(owner) ? owner : other).stixId;

/** The link that a relationship makes needless, where a grouping is one of its ends. */
export const impliedBeside = ({ owner, other }: MappedRelationship, idOf: ImpliedLinkId): string | undefined => {
  if (isGrouping(owner) === isGrouping(other)) return undefined;
  return isGrouping(owner) ? idOf(owner.stixId, other.stixId) : idOf(other.stixId, owner.stixId);
};
