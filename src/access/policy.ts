/** The one place that decides who may do what to which record. Pure. */
import type { Subject } from './actor.js';
import { covers, coversOutside } from './audience.js';
import { type Action, GRANTS, OVERSIGHT, PARTNERING, SERVING } from './grants.js';
import { type Protection, secrecyRank } from './marking.js';

export { ACTIONS, type Action } from './grants.js';

/** The first rule that says no. */
export type Rule =
  | 'audience'
  | 'partner'
  | 'tenant'
  | 'clearance'
  | 'organisation'
  | 'tlp-organisation'
  | 'tlp-recipients'
  | 'not-releasable'
  | 'releasable-to'
  | 'role';
export type Verdict = { readonly allow: true } | { readonly allow: false; readonly rule: Rule; readonly unseen: boolean };

const ALLOW: Verdict = { allow: true };
const unseen = (rule: Rule): Verdict => ({ allow: false, rule, unseen: true });

/** A rule on who may see a record. */
interface SeeingRule {
  readonly rule: Exclude<Rule, 'role' | 'audience'>;
  readonly passes: (subject: Subject, protection: Protection) => boolean;
  /** What it asks for, in words; undefined where it asks nothing of anybody. */
  readonly needs: (protection: Protection) => string | undefined;
}

const shares = (some: readonly string[], others: readonly string[]): boolean => some.some((one) => others.includes(one));

/** Of another organisation, let in to exchange through collections: no record is there for it, and no role beside widens that. */
export const isPartner = ({ roles }: Pick<Subject, 'roles'>): boolean => roles.includes('partner');

/** In the order in which they are looked at. */
const SEEING: readonly SeeingRule[] = [
  {
    rule: 'partner',
    passes: (subject) => !isPartner(subject),
    needs: () => 'to be of the tenant, not a partner',
  },
  {
    rule: 'tenant',
    passes: ({ tenantId }, protection) => tenantId === protection.tenantId,
    needs: ({ tenantId }) => `tenant ${tenantId}`,
  },
  {
    rule: 'clearance',
    passes: ({ clearance }, { marking }) => secrecyRank(clearance) >= secrecyRank(marking.secrecyLevel),
    needs: ({ marking }) => `clearance ${marking.secrecyLevel} or higher`,
  },
  {
    rule: 'organisation',
    passes: ({ orgId }, { ownerOrganisation, marking: { organisations } }) =>
      organisations.length === 0 || orgId === ownerOrganisation || organisations.includes(orgId),
    needs: ({ ownerOrganisation, marking: { organisations } }) =>
      organisations.length === 0 ? undefined : `one of the organisations ${[ownerOrganisation, ...organisations].join(', ')}`,
  },
  {
    rule: 'tlp-organisation',
    passes: ({ orgId }, { ownerOrganisation, marking }) => marking.tlp !== 'AMBER+STRICT' || orgId === ownerOrganisation,
    needs: ({ ownerOrganisation, marking }) =>
      marking.tlp === 'AMBER+STRICT' ? `the owning organisation ${ownerOrganisation} (TLP:AMBER+STRICT)` : undefined,
  },
  {
    rule: 'tlp-recipients',
    passes: ({ actorId }, { marking }) => marking.tlp !== 'RED' || marking.recipients.includes(actorId),
    needs: ({ marking }) => (marking.tlp === 'RED' ? 'to be a named recipient (TLP:RED)' : undefined),
  },
  {
    rule: 'not-releasable',
    passes: ({ countries }, { marking }) => !shares(marking.notReleasableTo, countries),
    needs: ({ marking: { notReleasableTo } }) =>
      notReleasableTo.length === 0 ? undefined : `none of the countries ${notReleasableTo.join(', ')} (NOT REL TO)`,
  },
  {
    rule: 'releasable-to',
    passes: ({ countries }, { marking: { releasableTo } }) => releasableTo.length === 0 || shares(releasableTo, countries),
    needs: ({ marking: { releasableTo } }) =>
      releasableTo.length === 0 ? undefined : `one of the countries ${releasableTo.join(', ')} (REL TO)`,
  },
];

const visible = (subject: Subject, protection: Protection): Verdict => {
  const { audience, outside } = subject;
  if (audience) return (outside ? coversOutside : covers)(audience, protection) ? ALLOW : unseen('audience');
  for (const { rule, passes } of SEEING) if (!passes(subject, protection)) return unseen(rule);
  return ALLOW;
};

/** An auditor's token changes nothing, whatever other roles it carries; nor does a superuser who looks into another tenant. */
const granted = (subject: Subject, action: Action): boolean => {
  const { roles, superuserSession, audience, outside } = subject;
  if (audience !== undefined) return action === 'read' || (outside === undefined && SERVING.has(action));
  if (isPartner(subject)) return superuserSession === undefined && PARTNERING.includes(action);
  if (action === 'read') return true;
  if (superuserSession !== undefined) return false;
  if (roles.includes('auditor') && !OVERSIGHT.includes(action)) return false;
  return roles.some((role) => GRANTS[role].includes(action));
};

/**
 * Decides whether a subject may take an action on a record.
 * `unseen` tells apart "does not exist for you" from "you may see it but not do this".
 */
export const decide = (subject: Subject, action: Action, protection: Protection): Verdict => {
  const seen = visible(subject, protection);
  if (!seen.allow) return seen;
  return granted(subject, action) ? ALLOW : { allow: false, rule: 'role', unseen: false };
};

/** Decides an action that has no record yet, such as registering one. */
export const decideGrant = (subject: Subject, action: Action): Verdict =>
  granted(subject, action) ? ALLOW : { allow: false, rule: 'role', unseen: false };

export interface RuleTrace {
  readonly rule: Rule;
  /** What it asks for, in words; null: nothing of anybody. */
  readonly needs: string | null;
  /** Null when nobody in particular is asked about. */
  readonly passes: boolean | null;
}

/** Every rule on who may see a record, and whether a subject, if one is given, passes it. The first that fails is the one that {@link decide} names. */
export const trace = (protection: Protection, subject?: Subject): readonly RuleTrace[] =>
  SEEING.map(({ rule, needs, passes }) => ({
    rule,
    needs: needs(protection) ?? null,
    passes: subject ? passes(subject, protection) : null,
  }));
