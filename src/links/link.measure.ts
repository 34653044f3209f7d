/** The rules of links, for the decider of every owner. Pure. */
import { RuleViolation } from '../ledger/decider.js';
import { sameValue } from '../ledger/text.js';
import { linked, unlinked } from './link.record.js';
import { type Link, type LinkEnd, type LinkEvent, LinkedType, type LinkRole } from './link.events.js';

/** Of one record: each of them is in its row, and moves with its marking. */
const MAX_LINKS = 1_000;

/** What a link to a record of a type may mean; the first is meant when nothing is said. */
const ROLES: Readonly<Record<LinkedType, readonly [LinkRole, ...LinkRole[]]>> = {
  campaign: ['related-to'],
  threatActor: ['attributed-to', 'related-to'],
  investigation: ['investigated-by', 'related-to'],
  attackPattern: ['uses', 'related-to'],
  target: ['targets', 'related-to'],
  infrastructure: ['uses', 'related-to'],
};
/** STIX 2.1 §4.8: what a link of infrastructure may mean, which is with other infrastructure. */
const INSIDE: readonly [LinkRole, ...LinkRole[]] = ['consists-of', 'uses', 'related-to'];

/** They are linked with records of any type. */
const CENTRES: ReadonlySet<LinkedType> = new Set<LinkedType>(['campaign', 'threatActor', 'investigation']);

/** Part of the commands of every owner. `linkId` is what a new link is called; a known (to, role) keeps its id. */
export type LinkCommand =
  | { readonly type: 'Link'; readonly link: Link }
  /** Without a role, every link to that record. */
  | { readonly type: 'Unlink'; readonly to: LinkEnd; readonly role?: LinkRole }
  /** What relationships that came from elsewhere say, one after the other. */
  | { readonly type: 'ImportLinks'; readonly links: readonly ImportedLink[] };

export interface ImportedLink {
  readonly link: Link;
  /** What earlier versions of the relationship said. */
  readonly before: readonly Link[];
  /** It holds no more: its creator revoked it. */
  readonly ended: boolean;
  /** Said without a word on how: it counts only where nothing else links the two. */
  readonly implied?: boolean;
  /** The implied link, if any, that this one makes needless. */
  readonly insteadOf?: string | undefined;
}

export const isLinking = (command: { readonly type: string }): command is LinkCommand =>
  command.type === 'Link' || command.type === 'Unlink' || command.type === 'ImportLinks';

/** Whether records of the two types can be linked. */
export const areLinkable = (a: LinkedType, b: LinkedType): boolean =>
  CENTRES.has(a) || CENTRES.has(b) || (a === 'infrastructure' && b === 'infrastructure');

/** Whether of two linked records the one of type `a` owns the link; of two of one type it is the one that was asked. */
export const ownsLink = (a: LinkedType, b: LinkedType): boolean => LinkedType.options.indexOf(a) <= LinkedType.options.indexOf(b);

const rolesOf = (owner: LinkedType, to: LinkedType) => (owner === 'infrastructure' ? INSIDE : ROLES[to]);

/** Whether a link of a record of type `owner` with one of type `to` may mean that. */
export const isRolePossible = (owner: LinkedType, to: LinkedType, role: LinkRole): boolean => rolesOf(owner, to).includes(role);

export const defaultRole = (owner: LinkedType, to: LinkedType): LinkRole => rolesOf(owner, to)[0];

/** The type of the records whose facts have names that begin so. */
const typeOf = (owner: string): LinkedType => LinkedType.parse(owner[0].toLowerCase() + owner.slice(1));

const sameEnd = (a: LinkEnd, b: LinkEnd): boolean => a.type === b.type && a.id === b.id;

const link = <Owner extends string>(owner: Owner, links: readonly Link[], wanted: Link): LinkEvent<Owner>[] => {
  const roles = rolesOf(typeOf(owner), wanted.to.type);
  if (!roles.includes(wanted.role))
    throw new RuleViolation('ROLE_NOT_POSSIBLE', `Such a link is one of ${roles.join(', ')}.`, 'input.role');
  if (wanted.since !== null && wanted.until !== null && wanted.until < wanted.since)
    throw new RuleViolation(
      'ENDS_BEFORE_IT_BEGINS',
      'The link ends before it begins. Give an end after its begin.',
      'input.until',
    );
  const known = links.find(({ to, role }) => sameEnd(to, wanted.to) && role === wanted.role);
  const recorded = known ? { ...wanted, linkId: known.linkId } : wanted;
  if (known && sameValue(known, recorded)) return [];
  if (!known && links.length >= MAX_LINKS)
    throw new RuleViolation(
      'TOO_MANY_LINKS',
      `A record has at most ${MAX_LINKS} links. Link from the other side, or remove some.`,
    );
  return [{ type: `${owner}Linked`, data: { link: recorded } }];
};

/** What was linked here, or is said of the link here, stays. */
const importLink = <Owner extends string>(
  owner: Owner,
  links: readonly Link[],
  { link: wanted, before, ended, implied, insteadOf }: ImportedLink,
): readonly LinkEvent<Owner>[] => {
  const unlink = (linkId: string): LinkEvent<Owner> => ({ type: `${owner}Unlinked`, data: { linkId } });
  const known = links.find(({ linkId }) => linkId === wanted.linkId);
  if (ended) return known ? [unlink(known.linkId)] : [];
  const isOurs = known !== undefined && !before.some((link) => sameValue(link, known));
  const others = links.filter(({ linkId, to }) => linkId !== wanted.linkId && linkId !== insteadOf && sameEnd(to, wanted.to));
  if (isOurs || others.some(({ role }) => implied || role === wanted.role)) return [];
  const needless = links.find(({ linkId }) => linkId === insteadOf);
  if (!needless) return link(owner, links, wanted);
  return [unlink(needless.linkId), ...link(owner, unlinked(links, needless.linkId), wanted)];
};

const importLinks = <Owner extends string>(
  owner: Owner,
  links: readonly Link[],
  imported: readonly ImportedLink[],
): readonly LinkEvent<Owner>[] => {
  let held = links;
  return imported.flatMap((one) => {
    const events = importLink(owner, held, one);
    for (const { data } of events) held = 'link' in data ? linked(held, data.link) : unlinked(held, data.linkId);
    return events;
  });
};

/** What a link command leads to on a record that holds `links`. @throws RuleViolation */
export const decideLinks = <Owner extends string>(
  owner: Owner,
  links: readonly Link[],
  command: LinkCommand,
): readonly LinkEvent<Owner>[] => {
  if (command.type === 'Link') return link(owner, links, command.link);
  if (command.type === 'ImportLinks') return importLinks(owner, links, command.links);
  return links
    .filter(({ to, role }) => sameEnd(to, command.to) && (command.role === undefined || role === command.role))
    .map(({ linkId }) => ({ type: `${owner}Unlinked`, data: { linkId } }));
};
