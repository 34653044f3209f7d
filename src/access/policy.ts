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
  'tenant.changeSettings',
  'tenant.setExpectation',
  'watchList.keep',
  'handover.record',
  'handover.mark',
  'handover.countersign',
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
] as const;
export type Action = (typeof ACTIONS)[number];

/** The first rule that says no. */
export type Rule =
  'tenant' | 'clearance' | 'organisation' | 'tlp-organisation' | 'tlp-recipients' | 'not-releasable' | 'releasable-to' | 'role';
export type Verdict = { readonly allow: true } | { readonly allow: false; readonly rule: Rule; readonly unseen: boolean };

const DRAFTING: readonly Action[] = [
  'report.create',
  'report.revise',
  'report.mark',
  'report.assign',
  'report.submit',
  'report.comment',
  'stix.import',
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
const MERGING: readonly Action[] = ['campaign.merge', 'threatActor.merge', 'investigation.merge'];

const GRANTS: Record<Role, readonly Action[]> = {
  analyst: [...DRAFTING, ...PROFILING],
  senior_analyst: [...DRAFTING, ...EDITING, ...PROFILING, ...MERGING],
  watch_officer: [
    'report.create',
    'report.revise',
    'report.assign',
    'report.submit',
    'report.comment',
    'watchList.keep',
    ...HANDING_OVER,
  ],
  supervisor: [
    ...DRAFTING,
    ...EDITING,
    ...SOURCES,
    ...HANDING_OVER,
    ...PROFILING,
    ...MERGING,
    'report.moderate',
    'tenant.setExpectation',
  ],
  source_manager: [...SOURCES, 'stix.import', 'report.comment', 'watchList.keep'],
  soc_manager: ['tenant.setExpectation', 'watchList.keep'],
  tenant_admin: [...SOURCES, 'stix.import', 'report.archive', 'tenant.changeSettings', 'tenant.setExpectation', 'watchList.keep'],
  auditor: [],
  report_consumer: ['watchList.keep'],
  superuser: [],
};

const ALLOW: Verdict = { allow: true };
const unseen = (rule: Rule): Verdict => ({ allow: false, rule, unseen: true });

const visible = (subject: Subject, { tenantId, ownerOrganisation, marking }: Protection): Verdict => {
  if (subject.tenantId !== tenantId) return unseen('tenant');
  if (secrecyRank(subject.clearance) < secrecyRank(marking.secrecyLevel)) return unseen('clearance');
  if (marking.organisations.length > 0 && subject.orgId !== ownerOrganisation && !marking.organisations.includes(subject.orgId))
    return unseen('organisation');
  if (marking.tlp === 'AMBER+STRICT' && subject.orgId !== ownerOrganisation) return unseen('tlp-organisation');
  if (marking.tlp === 'RED' && !marking.recipients.includes(subject.actorId)) return unseen('tlp-recipients');
  if (marking.notReleasableTo.some((country) => subject.countries.includes(country))) return unseen('not-releasable');
  if (marking.releasableTo.length > 0 && !marking.releasableTo.some((country) => subject.countries.includes(country)))
    return unseen('releasable-to');
  return ALLOW;
};

/** An auditor's token changes nothing, whatever other roles it carries. */
const granted = ({ roles }: Subject, action: Action): boolean =>
  action === 'read' || (!roles.includes('auditor') && roles.some((role) => GRANTS[role].includes(action)));

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
