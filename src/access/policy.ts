/** The one place that decides who may do what to which record. Pure. */
import type { Role, Subject } from './actor.js';
import { type Protection, secrecyRank } from './marking.js';

export const ACTIONS = [
  'read',
  'report.create',
  'report.revise',
  'report.mark',
  'report.assign',
  'report.submit',
  'report.approve',
  'report.return',
  'report.publish',
  'report.retract',
  'report.archive',
  'report.comment',
  'report.moderate',
  'source.register',
  'source.revise',
  'source.mark',
  'source.pause',
  'source.resume',
  'source.retire',
  'stix.import',
  'stix.export',
  'tenant.changeSettings',
  'tenant.setExpectation',
  'tenant.setSlaPolicy',
  'tenant.setKpiTarget',
  'tenant.declareDetectionScope',
  'watchList.keep',
  'handover.record',
  'handover.mark',
  'handover.countersign',
  'tenant.register',
  'superuserSession.open',
  'superuserSession.review',
  'token.revoke',
  'access.explain',
  'campaign.create',
  'campaign.revise',
  'campaign.mark',
  'campaign.close',
  'campaign.link',
  'campaign.merge',
  'threatActor.create',
  'threatActor.revise',
  'threatActor.mark',
  'threatActor.close',
  'threatActor.link',
  'threatActor.merge',
  'investigation.create',
  'investigation.revise',
  'investigation.mark',
  'investigation.close',
  'investigation.link',
  'investigation.merge',
  'target.create',
  'target.revise',
  'target.mark',
  'target.retire',
  'infrastructure.create',
  'infrastructure.revise',
  'infrastructure.mark',
  'infrastructure.retire',
  'attackPattern.create',
  'attackPattern.revise',
  'attackPattern.mark',
  'attackPattern.retire',
  'incident.open',
  'incident.revise',
  'incident.mark',
  'incident.acknowledge',
  'incident.assign',
  'incident.changeSeverity',
  'incident.hold',
  'incident.escalate',
  'incident.contain',
  'incident.resolve',
  'incident.reopen',
  'incident.close',
  'incident.merge',
  'incident.import',
  'detectionRule.create',
  'detectionRule.revise',
  'detectionRule.mark',
  'detectionRule.enable',
  'detectionRule.test',
  'detectionRule.retire',
  'control.create',
  'control.revise',
  'control.mark',
  'control.retire',
  'socReport.generate',
  'socReport.mark',
  'socReport.retry',
  'socReport.produce',
  'recommendation.keep',
  'reportSchedule.create',
  'reportSchedule.revise',
  'reportSchedule.mark',
  'reportSchedule.pause',
  'reportSchedule.delete',
] as const;
export type Action = (typeof ACTIONS)[number];

/** The first rule that says no. */
export type Rule =
  | 'audience'
  | 'tenant'
  | 'clearance'
  | 'organisation'
  | 'tlp-organisation'
  | 'tlp-recipients'
  | 'not-releasable'
  | 'releasable-to'
  | 'role';
export type Verdict = { readonly allow: true } | { readonly allow: false; readonly rule: Rule; readonly unseen: boolean };

const DRAFTING: readonly Action[] = [
  'report.create',
  'report.revise',
  'report.mark',
  'report.assign',
  'report.submit',
  'report.comment',
  'stix.import',
  'stix.export',
  'watchList.keep',
];
const EDITING: readonly Action[] = ['report.approve', 'report.return', 'report.publish', 'report.retract', 'report.archive'];
const SOURCES: readonly Action[] = [
  'source.register',
  'source.revise',
  'source.mark',
  'source.pause',
  'source.resume',
  'source.retire',
];

const HANDING_OVER: readonly Action[] = ['handover.record', 'handover.mark', 'handover.countersign'];

/** Looking after a tenant without changing anything: what auditors may do beyond reading records. */
const OVERSIGHT: readonly Action[] = ['superuserSession.review', 'access.explain'];
const PROFILING: readonly Action[] = [
  'campaign.create',
  'campaign.revise',
  'campaign.mark',
  'campaign.close',
  'campaign.link',
  'threatActor.create',
  'threatActor.revise',
  'threatActor.mark',
  'threatActor.close',
  'threatActor.link',
  'investigation.create',
  'investigation.revise',
  'investigation.mark',
  'investigation.close',
  'investigation.link',
  'target.create',
  'target.revise',
  'target.mark',
  'target.retire',
  'infrastructure.create',
  'infrastructure.revise',
  'infrastructure.mark',
  'infrastructure.retire',
  'attackPattern.create',
  'attackPattern.revise',
  'attackPattern.mark',
  'attackPattern.retire',
];
const REPORTING: readonly Action[] = ['socReport.generate', 'socReport.mark', 'socReport.retry'];
const SCHEDULING: readonly Action[] = [
  'reportSchedule.create',
  'reportSchedule.revise',
  'reportSchedule.mark',
  'reportSchedule.pause',
  'reportSchedule.delete',
];
/** What a subject that makes a document for an audience may do, whatever its roles: only our own services are such a subject, no token is. */
const SERVING: readonly Action[] = ['socReport.generate', 'socReport.produce', 'reportSchedule.create'];
const MERGING: readonly Action[] = ['campaign.merge', 'threatActor.merge', 'investigation.merge'];

const RESPONDING: readonly Action[] = [
  'incident.open',
  'incident.revise',
  'incident.acknowledge',
  'incident.assign',
  'incident.changeSeverity',
  'incident.hold',
  'incident.escalate',
  'incident.contain',
  'incident.resolve',
  'incident.reopen',
];
/** What a SOC can detect and which controls it keeps: coverage and posture. */
const DEFENCES: readonly Action[] = [
  'detectionRule.create',
  'detectionRule.revise',
  'detectionRule.mark',
  'detectionRule.enable',
  'detectionRule.test',
  'detectionRule.retire',
  'control.create',
  'control.revise',
  'control.mark',
  'control.retire',
];
const RUNNING_A_SOC: readonly Action[] = [
  ...RESPONDING,
  'incident.mark',
  'incident.close',
  'incident.merge',
  'incident.import',
  ...DEFENCES,
];

/** What a tenant's security operations are measured against. */
const MEASURING: readonly Action[] = ['tenant.setSlaPolicy', 'tenant.setKpiTarget', 'tenant.declareDetectionScope'];

const GRANTS: Record<Role, readonly Action[]> = {
  analyst: [...DRAFTING, ...PROFILING, ...RESPONDING, 'incident.mark', ...REPORTING],
  senior_analyst: [
    ...DRAFTING,
    ...EDITING,
    ...PROFILING,
    ...MERGING,
    ...RESPONDING,
    'incident.mark',
    ...REPORTING,
    'recommendation.keep',
  ],
  watch_officer: [
    'report.create',
    'report.revise',
    'report.assign',
    'report.submit',
    'report.comment',
    'watchList.keep',
    ...HANDING_OVER,
    ...RESPONDING,
  ],
  supervisor: [
    ...DRAFTING,
    ...EDITING,
    ...SOURCES,
    ...HANDING_OVER,
    ...PROFILING,
    ...MERGING,
    ...RUNNING_A_SOC,
    ...REPORTING,
    ...SCHEDULING,
    'recommendation.keep',
    'report.moderate',
    'tenant.setExpectation',
  ],
  source_manager: [...SOURCES, 'stix.import', 'report.comment', 'watchList.keep'],
  soc_manager: [
    'tenant.setExpectation',
    ...MEASURING,
    'watchList.keep',
    ...RUNNING_A_SOC,
    ...REPORTING,
    ...SCHEDULING,
    'recommendation.keep',
  ],
  tenant_admin: [
    ...SOURCES,
    'stix.import',
    'stix.export',
    'report.archive',
    'tenant.changeSettings',
    'tenant.setExpectation',
    ...MEASURING,
    'watchList.keep',
    ...REPORTING,
    ...SCHEDULING,
    'recommendation.keep',
    'token.revoke',
    'incident.import',
    ...DEFENCES,
    ...OVERSIGHT,
  ],
  auditor: OVERSIGHT,
  report_consumer: ['watchList.keep'],
  superuser: ['tenant.register', 'superuserSession.open', 'token.revoke'],
};

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

/** In the order in which they are looked at. */
const SEEING: readonly SeeingRule[] = [
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

/** Organisations outside of which nobody may see it; undefined: the whole tenant may. */
const organisationsOf = ({ ownerOrganisation, marking: { tlp, organisations } }: Protection): readonly string[] | undefined => {
  if (tlp === 'AMBER+STRICT') return [ownerOrganisation];
  return organisations.length === 0 ? undefined : [ownerOrganisation, ...organisations];
};

const within = <T>(inner: readonly T[] | undefined, outer: readonly T[] | undefined): boolean =>
  outer === undefined || (inner !== undefined && inner.every((one) => outer.includes(one)));
const limited = (list: readonly string[]): readonly string[] | undefined => (list.length === 0 ? undefined : list);

/** @returns whether everybody who may see a record under `audience` may see one under `protection` too. */
export const covers = (audience: Protection, protection: Protection): boolean => {
  const [outer, inner] = [audience.marking, protection.marking];
  return (
    audience.tenantId === protection.tenantId &&
    secrecyRank(outer.secrecyLevel) >= secrecyRank(inner.secrecyLevel) &&
    within(organisationsOf(audience), organisationsOf(protection)) &&
    (inner.tlp !== 'RED' || (outer.tlp === 'RED' && within(outer.recipients, inner.recipients))) &&
    within(inner.notReleasableTo, outer.notReleasableTo) &&
    within(limited(outer.releasableTo), limited(inner.releasableTo))
  );
};

const visible = (subject: Subject, protection: Protection): Verdict => {
  if (subject.audience) return covers(subject.audience, protection) ? ALLOW : unseen('audience');
  for (const { rule, passes } of SEEING) if (!passes(subject, protection)) return unseen(rule);
  return ALLOW;
};

/** An auditor's token changes nothing, whatever other roles it carries; nor does a superuser who looks into another tenant. */
const granted = ({ roles, superuserSession, audience }: Subject, action: Action): boolean => {
  if (action === 'read') return true;
  if (audience !== undefined) return SERVING.includes(action);
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
