/** The record types that history shows, by stream category, and how it shows a state of each. */
import type { Action } from '../access/policy.js';
import { attackPatternType } from '../attack-patterns/attack-pattern.type.js';
import { campaignType } from '../campaigns/campaign.type.js';
import { controlType } from '../controls/control.type.js';
import { detectionRuleType } from '../detection-rules/detection-rule.type.js';
import type { DashboardShare } from '../dashboard-shares/dashboard-share.record.js';
import { dashboardShareType } from '../dashboard-shares/dashboard-share.type.js';
import type { Delivery } from '../distribution/delivery.record.js';
import { deliveryType } from '../distribution/delivery.type.js';
import type { DistributionList } from '../distribution/distribution-list.record.js';
import { distributionListType } from '../distribution/distribution-list.type.js';
import { attackReleaseType } from '../exchange/attack/attack-release.type.js';
import { feedType } from '../exchange/feeds/feed.type.js';
import type { Collection } from '../exchange/collections/collection.record.js';
import { collectionType } from '../exchange/collections/collection.type.js';
import { taxiiPushType, taxiiReadType } from '../exchange/taxii/server/taxii-exchange.types.js';
import type { TaxiiPush } from '../exchange/taxii/server/taxii-push.record.js';
import type { TaxiiRead } from '../exchange/taxii/server/taxii-read.record.js';
import type { Import } from '../exchange/imports/import.record.js';
import { importType } from '../exchange/imports/import.type.js';
import type { StixExport } from '../exchange/stix/export/stix-export.record.js';
import { stixExportType } from '../exchange/stix/export/stix-export.type.js';
import { stixObjectType } from '../exchange/stix/stix-object.type.js';
import type { StixObject } from '../exchange/stix/stix-object.record.js';
import type { IntelReportEvent } from '../intel-reports/intel-report.events.js';
import { currentContent, type IntelReport, publishedVersion, type ReportComment } from '../intel-reports/intel-report.record.js';
import type { Handover } from '../handover/handover.record.js';
import { handoverType } from '../handover/handover.type.js';
import { intelReportType } from '../intel-reports/intel-report.type.js';
import { incidentType } from '../incidents/incident.type.js';
import { infrastructureType } from '../infrastructure/infrastructure.type.js';
import { investigationType } from '../investigations/investigation.type.js';
import type { Link, LinkedType } from '../links/link.events.js';
import type { Absent, AnyProfile } from '../profiles/profile.record.js';
import { recommendationType } from '../recommendations/recommendation.type.js';
import type { ReportAccess } from '../report-access/report-access.record.js';
import { reportAccessType } from '../report-access/report-access.type.js';
import { reportScheduleType } from '../report-schedules/report-schedule.type.js';
import type { ReportShare } from '../report-shares/report-share.record.js';
import { reportShareType } from '../report-shares/report-share.type.js';
import type { SocReport } from '../soc-reports/soc-report.record.js';
import { socReportType } from '../soc-reports/soc-report.type.js';
import type { Source } from '../sources/source.record.js';
import { sourceType } from '../sources/source.type.js';
import type { SuperuserSession } from '../superuser/superuser-session.record.js';
import { superuserSessionType } from '../superuser/superuser-session.type.js';
import { targetType } from '../targets/target.type.js';
import { tenantSettingsType } from '../tenants/tenant-settings.type.js';
import { threatActorType } from '../threat-actors/threat-actor.type.js';
import { watchListType } from '../watch-lists/watch-list.type.js';
import type { ReferringFields } from './references.js';
import { type AnyRecordType, changesBetween, type FieldChange } from './replay.js';

export interface HistoricType {
  readonly type: AnyRecordType;
  /** What one must be allowed to do to read it; `read` when left out. */
  readonly readBy?: Action;
  /** The fields of a state, as readers know them. */
  readonly fieldsOf: (record: never) => Record<string, unknown>;
  /** Its fields that name other records: a reader is told nothing of those that they may not see. */
  readonly references?: ReferringFields;
  /** What an event changes in parts of the record that are too many for its fields, as far as the record of today still shows it. */
  readonly changesIn?: (event: { readonly type: string; readonly data: unknown }, today: never) => readonly FieldChange[];
}

const reportFields = (report: IntelReport): Record<string, unknown> => {
  if (report.status === 'absent') return {};
  const { status, working, versions, marking, author, assignee, dueAt, archived, commentCount, stix } = report;
  const published = publishedVersion(report);
  return {
    status,
    workingStatus: working?.status ?? null,
    version: published?.number ?? null,
    publishedAt: versions.at(-1)?.publishedAt ?? null,
    ...(working?.content ?? currentContent(report)),
    ...marking,
    author,
    workingAuthor: working?.author ?? null,
    workingEditors: working?.editors ?? [],
    approvedBy: working ? working.approvedBy : (published?.approvedBy ?? null),
    assignee,
    dueAt,
    archived,
    ...(commentCount > 0 ? { commentCount } : {}),
    ...(stix ? { stix } : {}),
  };
};

/** A withdrawn comment shows its text nowhere, and not in the history either. */
const commentChanges = (event: { readonly type: string; readonly data: unknown }, today: IntelReport): readonly FieldChange[] => {
  const fact = event as IntelReportEvent;
  if (fact.type === 'IntelReportCommentWithdrawn')
    return [{ field: `comments.${fact.data.commentId}.withdrawn`, old: false, new: true }];
  if (fact.type !== 'IntelReportCommented' || today.status === 'absent') return [];
  const isIt = ({ id }: ReportComment): boolean => id === fact.data.commentId;
  const comment = today.comments.find((list) => list.some(isIt))?.find(isIt);
  if (!comment) return [];
  const { id, ...said } = comment;
  return changesBetween(undefined, { comments: { [id]: said } });
};

const stixFields = (object: StixObject): Record<string, unknown> => {
  if (object.status !== 'received') return {};
  const { stixId, stixType, marking, current, versions, conflicts } = object;
  const { created, modified, sha256, specVersion } = current;
  return {
    stixId,
    stixType,
    specVersion,
    created,
    modified,
    sha256,
    versions: versions.length,
    conflicts: conflicts.length,
    ...marking,
  };
};

const exportFields = (made: StixExport): Record<string, unknown> => {
  if (made.status === 'absent') return {};
  const { marking, ...fields } = made;
  return { ...fields, ...marking };
};

const importFields = (made: Import): Record<string, unknown> => {
  if (made.status === 'absent') return {};
  const { marking, ...fields } = made;
  return { ...fields, ...marking };
};

const sourceFields = (source: Source): Record<string, unknown> => {
  if (source.status === 'absent') return {};
  const { marking, ...fields } = source;
  return { ...fields, ...marking };
};

const handoverFields = (handover: Handover): Record<string, unknown> => {
  if (handover.status === 'absent') return {};
  const { marking, ...fields } = handover;
  return { ...fields, ...marking };
};

const socReportFields = (report: SocReport): Record<string, unknown> => {
  if (report.status === 'absent') return {};
  const { marking, recommendations, renderings, ...fields } = report;
  return {
    ...fields,
    recommendations: Object.fromEntries(recommendations.map(({ id, text }) => [id, text])),
    renderings: Object.fromEntries(
      Object.entries(renderings).map(([format, { content, error }]) => [format, content?.sha256 ?? error]),
    ),
    ...marking,
  };
};

const accessFields = (access: ReportAccess): Record<string, unknown> => {
  const { status, ...fields } = access;
  return status === 'absent' ? {} : fields;
};

/** What opens it stays unsaid. */
const shareFields = (share: ReportShare): Record<string, unknown> => {
  if (share.status === 'absent') return {};
  const { marking, secretHash: _, password, viewers, ...fields } = share;
  return { ...fields, hasPassword: password !== null, distinctViewers: viewers.length, ...marking };
};

/** What opens it stays unsaid. */
const dashboardShareFields = (share: DashboardShare): Record<string, unknown> => {
  if (share.status === 'absent') return {};
  const { secretHash: _, password, viewers, ...fields } = share;
  return { ...fields, hasPassword: password !== null, distinctViewers: viewers.length };
};

const distributionListFields = (list: DistributionList): Record<string, unknown> => {
  if (list.status === 'absent') return {};
  const { receivers, ...fields } = list;
  return {
    ...fields,
    receivers: Object.fromEntries(receivers.map(({ id, kind, label, since }) => [id, { kind, label, since }])),
  };
};

const deliveryFields = (delivery: Delivery): Record<string, unknown> => {
  if (delivery.status === 'absent') return {};
  const { about, marking, ...fields } = delivery;
  return { ...about, ...fields, ...marking };
};

const sessionFields = (session: SuperuserSession): Record<string, unknown> => {
  if (session.status === 'absent') return {};
  const { scopes, ...fields } = session;
  return { ...fields, scopes: Object.fromEntries(scopes.map(({ query, at }) => [query, at])) };
};

const collectionFields = (collection: Collection): Record<string, unknown> => {
  if (collection.status === 'absent') return {};
  const { partners, ...fields } = collection;
  return { ...fields, partners: Object.fromEntries(partners.map(({ organisation, ...rights }) => [organisation, rights])) };
};

const readFields = (read: TaxiiRead): Record<string, unknown> => {
  if (read.status === 'absent') return {};
  const { marking, ...fields } = read;
  return { ...fields, ...marking };
};

/** What came is told by the records that it became. */
const pushFields = (push: TaxiiPush): Record<string, unknown> => {
  if (push.status === 'absent') return {};
  const { marking, envelope: _, taken, ...fields } = push;
  const { outcomes: __, ...done } = taken ?? { outcomes: null };
  return { ...fields, ...done, ...marking };
};

/** Of a record that is linked with others, or merged with those of its own type. */
const connections = (type: LinkedType | 'incident'): ReferringFields => ({
  links: ({ to }: Link) => to,
  merged: (id) => ({ type, id }),
  mergedInto: (id) => ({ type, id }),
});

const profileFields = (record: Absent | AnyProfile): Record<string, unknown> => {
  if (record.status === 'absent') return {};
  const { marking, ...fields } = record as AnyProfile;
  return { ...fields, ...marking };
};

const historic = <State>(
  type: { readonly markingOf: (state: State) => unknown },
  fieldsOf: (state: State) => Record<string, unknown>,
): HistoricType => ({
  type: type as unknown as AnyRecordType,
  fieldsOf: fieldsOf,
});

export const historicTypes: Readonly<Record<string, HistoricType>> = {
  intelReport: {
    ...historic(intelReportType, reportFields),
    references: { sourceIds: (id) => ({ type: 'source', id }) },
    changesIn: commentChanges,
  },
  source: historic(sourceType, sourceFields),
  tenant: historic(tenantSettingsType, (settings) => ({ ...settings })),
  handover: {
    ...historic(handoverType, handoverFields),
    references: { previousHandoverId: (id) => ({ type: 'handover', id }) },
  },
  socReport: {
    ...historic(socReportType, socReportFields),
    references: {
      restates: (id) => ({ type: 'socReport', id }),
      restatedBy: (id) => ({ type: 'socReport', id }),
    },
  },
  reportSchedule: historic(reportScheduleType, profileFields),
  share: {
    ...historic(reportShareType, shareFields),
    readBy: 'socReport.shareStats',
    references: { reportId: (id) => ({ type: 'socReport', id }) },
  },
  dashboardShare: { ...historic(dashboardShareType, dashboardShareFields), readBy: 'dashboard.reviewShares' },
  distributionList: { ...historic(distributionListType, distributionListFields), readBy: 'distribution.review' },
  collection: { ...historic(collectionType, collectionFields), readBy: 'collection.review' },
  taxiiRead: {
    ...historic(taxiiReadType, readFields),
    readBy: 'collection.review',
    references: { collectionId: (id) => ({ type: 'collection', id }) },
  },
  taxiiPush: {
    ...historic(taxiiPushType, pushFields),
    readBy: 'collection.review',
    references: { collectionId: (id) => ({ type: 'collection', id }) },
  },
  delivery: {
    ...historic(deliveryType, deliveryFields),
    readBy: 'distribution.review',
    references: {
      reportId: (id) => ({ type: 'socReport', id }),
      restatedBy: (id) => ({ type: 'socReport', id }),
      feedId: (id) => ({ type: 'feed', id }),
    },
  },
  recommendation: historic(recommendationType, (library) => ({ ...library })),
  reportAccess: {
    ...historic(reportAccessType, accessFields),
    readBy: 'reportAccess.review',
    references: { reportId: (id) => ({ type: 'socReport', id }) },
  },
  stixObject: historic(stixObjectType, stixFields),
  attackRelease: historic(attackReleaseType, (library) => ({ ...library })),
  feed: historic(feedType, profileFields),
  stixExport: historic(stixExportType, exportFields),
  exchangeImport: historic(importType, importFields),
  superuserSession: { ...historic(superuserSessionType, sessionFields), readBy: 'superuserSession.review' },
  watchList: historic(watchListType, (list) => ({ ...list })),
  campaign: { ...historic(campaignType, profileFields), references: connections('campaign') },
  threatActor: { ...historic(threatActorType, profileFields), references: connections('threatActor') },
  investigation: { ...historic(investigationType, profileFields), references: connections('investigation') },
  target: historic(targetType, profileFields),
  infrastructure: { ...historic(infrastructureType, profileFields), references: connections('infrastructure') },
  attackPattern: historic(attackPatternType, profileFields),
  incident: { ...historic(incidentType, profileFields), references: connections('incident') },
  detectionRule: historic(detectionRuleType, profileFields),
  control: historic(controlType, profileFields),
};
