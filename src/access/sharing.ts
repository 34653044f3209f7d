/** The part of the policy that decides what may leave the ledger, and to whom: share links, exports, mail. Pure. */
import type { Role, Subject } from './actor.js';
import { type Protection, type SecrecyLevel, secrecyRank, type Tlp, tlpRank } from './marking.js';
import { decide, type Rule } from './policy.js';

/** To whom something would be told. */
export type Receiver =
  /** Somebody of the tenant, who could read it in the ledger. */
  | { readonly kind: 'user'; readonly subject: Subject }
  /** `country` is ISO 3166-1 alpha-2; undefined: not known, so that no caveat on countries is met. */
  | { readonly kind: 'organisation'; readonly organisation: string; readonly country: string | undefined }
  /** Whoever has the link. */
  | { readonly kind: 'public' };

/** The highest marking of what may be told outside the tenant. */
export interface SharingCeiling {
  readonly secrecyLevel: SecrecyLevel;
  readonly tlp: Tlp;
}
/** Of those for whom a tenant says nothing else: nothing classified leaves it. */
export const DEFAULT_CEILING: SharingCeiling = { secrecyLevel: 'UNCLASSIFIED', tlp: 'AMBER' };

/** What a tenant says of some roles and organisations of those who share. */
export interface SharingCeilings {
  readonly roles: Readonly<Partial<Record<Role, SharingCeiling>>>;
  readonly organisations: ReadonlyMap<string, SharingCeiling>;
}

/** The first rule that says no; `sharing-tlp` and `sharing-secrecy` are of the ceiling, `named-receiver` of what the public is not told. */
export type SharingRule = Rule | 'named-receiver' | 'sharing-tlp' | 'sharing-secrecy';
export type SharingVerdict = { readonly allow: true } | { readonly allow: false; readonly rule: SharingRule };

const ALLOW: SharingVerdict = { allow: true };
const refuse = (rule: SharingRule): SharingVerdict => ({ allow: false, rule });

const lower = (a: SharingCeiling, b: SharingCeiling): SharingCeiling => ({
  secrecyLevel: secrecyRank(a.secrecyLevel) < secrecyRank(b.secrecyLevel) ? a.secrecyLevel : b.secrecyLevel,
  tlp: tlpRank(a.tlp) < tlpRank(b.tlp) ? a.tlp : b.tlp,
});
const higher = (a: SharingCeiling, b: SharingCeiling): SharingCeiling => ({
  secrecyLevel: secrecyRank(a.secrecyLevel) > secrecyRank(b.secrecyLevel) ? a.secrecyLevel : b.secrecyLevel,
  tlp: tlpRank(a.tlp) > tlpRank(b.tlp) ? a.tlp : b.tlp,
});

/** @returns the highest that one of a subject's roles allows, and never above that of their organisation. */
export const ceilingOf = ({ roles, orgId }: Pick<Subject, 'roles' | 'orgId'>, ceilings: SharingCeilings): SharingCeiling => {
  const ofOrganisation = ceilings.organisations.get(orgId);
  const [first, ...others] = roles.flatMap((role) => ceilings.roles[role] ?? []);
  if (first === undefined) return ofOrganisation ?? DEFAULT_CEILING;
  const ofRoles = others.reduce(higher, first);
  return ofOrganisation ? lower(ofRoles, ofOrganisation) : ofRoles;
};

const withinCeiling = ({ marking }: Protection, ceiling: SharingCeiling): SharingVerdict => {
  if (tlpRank(marking.tlp) > tlpRank(ceiling.tlp)) return refuse('sharing-tlp');
  return secrecyRank(marking.secrecyLevel) > secrecyRank(ceiling.secrecyLevel) ? refuse('sharing-secrecy') : ALLOW;
};

/** FIRST TLP 2.0: GREEN and AMBER go to those who are named, AMBER+STRICT to the owner alone, RED to persons alone. */
const toOrganisation = (
  protection: Protection,
  { organisation, country }: Extract<Receiver, { kind: 'organisation' }>,
  ceiling: SharingCeiling,
): SharingVerdict => {
  const { ownerOrganisation, marking } = protection;
  const { tlp, organisations, releasableTo, notReleasableTo } = marking;
  const owns = organisation === ownerOrganisation;
  if (tlp === 'RED') return refuse('tlp-recipients');
  if (tlp === 'AMBER+STRICT' && !owns) return refuse('tlp-organisation');
  if (organisations.length > 0 && !owns && !organisations.includes(organisation)) return refuse('organisation');
  if (notReleasableTo.length > 0 && (country === undefined || notReleasableTo.includes(country))) return refuse('not-releasable');
  if (releasableTo.length > 0 && (country === undefined || !releasableTo.includes(country))) return refuse('releasable-to');
  return owns ? ALLOW : withinCeiling(protection, ceiling);
};

/** TLP:CLEAR alone, without a caveat: nobody checks who follows a link. */
const toPublic = (protection: Protection, ceiling: SharingCeiling): SharingVerdict => {
  const { tlp, organisations, releasableTo, notReleasableTo } = protection.marking;
  if (tlpRank(tlp) > tlpRank('CLEAR')) return refuse('named-receiver');
  if (organisations.length > 0) return refuse('organisation');
  if (notReleasableTo.length > 0) return refuse('not-releasable');
  if (releasableTo.length > 0) return refuse('releasable-to');
  return withinCeiling(protection, ceiling);
};

/**
 * Decides whether a record may be told to a receiver, whoever tells it. Persons of the tenant are told what they could read; the ceiling
 * is on what goes outside.
 */
export const sharingVerdict = (protection: Protection, receiver: Receiver, ceiling: SharingCeiling): SharingVerdict => {
  if (receiver.kind === 'public') return toPublic(protection, ceiling);
  if (receiver.kind === 'organisation') return toOrganisation(protection, receiver, ceiling);
  const seen = decide(receiver.subject, 'read', protection);
  return seen.allow ? ALLOW : refuse(seen.rule);
};

/** {@link sharingVerdict} for who would share: nobody passes on what they may not see, nor what they see in a superuser session. */
export const decideSharing = (
  subject: Subject,
  protection: Protection,
  receiver: Receiver,
  ceilings: SharingCeilings,
): SharingVerdict => {
  const seen = decide(subject, 'read', protection);
  if (!seen.allow) return refuse(seen.rule);
  if (subject.superuserSession !== undefined) return refuse('role');
  return sharingVerdict(protection, receiver, ceilingOf(subject, ceilings));
};
