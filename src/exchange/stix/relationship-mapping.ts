/** What links take from STIX relationships: the reverse of `export/profiles.stix.ts`. */
import type { JsonObject } from '../../json/json-value.js';
import { Instant } from '../../ledger/text.js';
import { type Link, type LinkedType, LinkRole } from '../../links/link.events.js';
import { areLinkable, isRolePossible, ownsLink } from '../../links/link.measure.js';
import { linkedTypeOfId } from './mapped-types.js';
import { cut, storable, textOf } from './mapped-values.js';
import { toMilliseconds } from './stix-timestamp.js';
import { comparableId, uuidOf } from './stix-types.js';

export interface MappedEnd {
  readonly type: LinkedType;
  readonly stixId: string;
}
export interface MappedRelationship {
  /** The record that holds the link, and the one that it leads to. */
  readonly owner: MappedEnd;
  readonly other: MappedEnd;
  readonly link: Omit<Link, 'to'>;
  /** It says that an identity is a target. */
  readonly isTarget: boolean;
}

/** STIX 2.1 §3.7: common relationships that a ledger knows under another name. */
const ROLES: Readonly<Record<string, LinkRole>> = { 'derived-from': 'related-to', 'duplicate-of': 'related-to' };
/** Read from either side. */
const SYMMETRIC: ReadonlySet<LinkRole> = new Set<LinkRole>(['related-to']);
const NOTE = 2_000;

const roleOf = (type: string): LinkRole | undefined => {
  const role = LinkRole.safeParse(type);
  return role.success ? role.data : Object.hasOwn(ROLES, type) ? ROLES[type] : undefined;
};

const instant = (value: unknown): string | null => {
  const given = typeof value === 'string' && value.length >= 20 ? toMilliseconds(value) : '';
  return Instant.safeParse(given).success ? given : null;
};

/**
 * STIX 2.1 §5.1.
 * @param view a valid relationship.
 * @returns undefined where it does not relate two records in a way that links know.
 */
export const mapRelationship = (id: string, view: JsonObject): MappedRelationship | undefined => {
  const role = roleOf(textOf(view.relationship_type));
  const [source, target] = [view.source_ref, view.target_ref].map((ref) => comparableId(textOf(ref)));
  const [from, to] = [linkedTypeOfId(source), linkedTypeOfId(target)];
  if (role === undefined || from === undefined || to === undefined || source === target) return undefined;
  const isOwned = ownsLink(from, to);
  if (!areLinkable(from, to) || !(isOwned || SYMMETRIC.has(role))) return undefined;
  const ends: readonly MappedEnd[] = [
    { type: from, stixId: source },
    { type: to, stixId: target },
  ];
  const [owner, other] = isOwned ? ends : ends.toReversed();
  if (!isRolePossible(owner.type, other.type, role)) return undefined;
  // Of identities only those are records that are targets.
  const isTarget = role === 'targets' && target.startsWith('identity--');
  if ([owner, other].some(({ stixId }) => stixId.startsWith('identity--')) && !isTarget) return undefined;
  const [since, until] = [instant(view.start_time), instant(view.stop_time)];
  return {
    owner,
    other,
    link: {
      linkId: uuidOf(id),
      role,
      confidence: typeof view.confidence === 'number' ? view.confidence : null,
      since,
      until: since !== null && until !== null && until < since ? null : until,
      note: cut(storable(textOf(view.description)), NOTE),
    },
    isTarget,
  };
};
