/** Examples of every event type in its newest version, from the named examples; golden files are written from them. */
import * as campaign from '../examples/campaign.js';
import { chunk } from '../examples/blob.js';
import {
  approvedBy,
  archived,
  assigned,
  commented,
  commentId,
  discarded,
  drafted,
  imported,
  publishedAt,
  redrafted,
  restored,
  retracted,
  returned,
  revised,
  submitted,
  withdrawn,
  monday,
  yearbook,
} from '../examples/intel-report.js';
import { ben, ana } from '../examples/actors.js';
import * as attackPattern from '../examples/attack-pattern.js';
import * as control from '../examples/control.js';
import * as detectionRule from '../examples/detection-rule.js';
import * as handover from '../examples/handover.js';
import * as incident from '../examples/incident.js';
import * as infrastructure from '../examples/infrastructure.js';
import * as investigation from '../examples/investigation.js';
import { redFor, secret } from '../examples/marking.js';
import { importedNorthernCert, paused, registered, reinstated, resumed, retired } from '../examples/source.js';
import { address, conflicted, creatorNamed, longReport, malware, received, withContent } from '../examples/stix.js';
import * as recommendation from '../examples/recommendation.js';
import * as reportSchedule from '../examples/report-schedule.js';
import * as socReport from '../examples/soc-report.js';
import * as target from '../examples/target.js';
import {
  authorsApprove,
  expected,
  expectedAnyTime,
  expectedNoMore,
  london,
  searchesGerman,
} from '../examples/tenant-settings.js';
import * as superuser from '../examples/superuser.js';
import * as actor from '../examples/threat-actor.js';
import { seen, unwatched, watched } from '../examples/watch-list.js';

export interface Example {
  readonly type: string;
  readonly data: unknown;
}

export const publishedExamples: readonly Example[] = [
  drafted,
  { type: 'IntelReportDrafted', data: { content: yearbook, marking: redFor(ana), author: ana } },
  revised,
  redrafted,
  discarded,
  { type: 'IntelReportMarked', data: { marking: secret } },
  assigned,
  { type: 'IntelReportAssigned', data: { assignee: null, dueAt: null } },
  submitted,
  approvedBy(ben),
  returned,
  publishedAt(monday),
  retracted,
  archived,
  restored,
  commented(),
  commented({ mentions: [ana, ben], inReplyTo: commentId }),
  withdrawn,
  imported('2026-01-05T10:00:00.000001Z'),

  registered,
  { type: 'SourceRevised', data: { changes: { reliability: 'C', expectedCadenceSeconds: null } } },
  { type: 'SourceMarked', data: { marking: secret } },
  paused,
  resumed,
  retired,
  reinstated,
  importedNorthernCert,

  authorsApprove,
  london,
  expected,
  expectedAnyTime,
  expectedNoMore,
  searchesGerman,

  received(malware),
  received(address),
  received(longReport, true),
  conflicted(withContent(malware, 'd')),
  creatorNamed,

  watched,
  unwatched,
  seen,
  handover.recorded,
  handover.followed,
  handover.revised,
  { type: 'HandoverMarked', data: { marking: secret } },
  handover.withdrawn,
  handover.countersigned,

  superuser.acmeRegistered,
  superuser.socAdded,
  superuser.socRetired,
  superuser.opened,
  superuser.openedForAcme,
  superuser.scoped('acme', 'intelligenceReports'),
  superuser.scoped('acme', 'GET /api/v1/reports/:id'),
  superuser.closed,
  superuser.revoked,
  superuser.revokedEverywhere,

  chunk,

  investigation.created,
  { type: 'InvestigationRevised', data: { changes: { lead: ben, endDate: null } } },
  { type: 'InvestigationMarked', data: { marking: secret } },
  investigation.held,
  investigation.resumed,
  investigation.closed,
  investigation.reopened,
  investigation.linked,
  investigation.unlinked,
  investigation.absorbed,
  investigation.released,
  investigation.mergedInto,
  investigation.unmerged,
  target.created,
  { type: 'TargetRevised', data: { changes: { country: null, kind: 'organisation' } } },
  { type: 'TargetMarked', data: { marking: secret } },
  target.retired,
  target.restored,
  infrastructure.created,
  { type: 'InfrastructureRevised', data: { changes: { values: [], lastSeen: '2026-02-01T00:00:00.000Z' } } },
  { type: 'InfrastructureMarked', data: { marking: secret } },
  infrastructure.retired,
  infrastructure.restored,
  attackPattern.created,
  { type: 'AttackPatternRevised', data: { changes: { attackId: null, domain: 'ics' } } },
  { type: 'AttackPatternMarked', data: { marking: secret } },
  attackPattern.retired,
  attackPattern.restored,
  campaign.created,
  { type: 'CampaignRevised', data: { changes: { threatLevel: 'CRITICAL', lastSeen: null } } },
  { type: 'CampaignMarked', data: { marking: secret } },
  campaign.closed,
  campaign.reopened,
  campaign.linkedToActor,
  campaign.unlinkedFromActor,
  campaign.absorbed,
  campaign.released,
  campaign.mergedInto,
  campaign.unmerged,

  actor.createdActor,
  { type: 'ThreatActorRevised', data: { changes: { sophistication: null } } },
  { type: 'ThreatActorMarked', data: { marking: secret } },
  actor.closedActor,
  actor.reopenedActor,
  actor.actorLinked,
  actor.actorUnlinked,
  actor.actorAbsorbed,
  actor.actorReleased,
  actor.actorMerged,
  actor.actorUnmerged,

  incident.opened(),
  incident.opened({ by: 'rule', ref: 'a1b2', origin: { system: 'ticketing', id: 'INC0000045' } }),
  {
    type: 'IncidentRevised',
    data: { at: incident.at('08:15'), by: 'human', ref: null, changes: { priority: 'P1', lesson: 'Ask twice.' } },
  },
  { type: 'IncidentMarked', data: { marking: secret } },
  incident.acknowledged,
  incident.assigned,
  incident.raised,
  incident.held,
  incident.resumed,
  incident.escalated,
  incident.contained,
  incident.resolved,
  incident.reopened,
  incident.closed,
  incident.absorbed,
  incident.released,
  incident.mergedInto,
  incident.unmerged,

  detectionRule.created,
  { type: 'DetectionRuleRevised', data: { changes: { platform: null } } },
  { type: 'DetectionRuleMarked', data: { marking: secret } },
  detectionRule.enabled,
  detectionRule.disabled,
  detectionRule.retired,
  detectionRule.restored,
  detectionRule.tested(),
  control.created,
  { type: 'ControlRevised', data: { changes: { implementationStatus: 'implemented', evidenceAt: null } } },
  { type: 'ControlMarked', data: { marking: secret } },
  control.retired,
  control.restored,

  socReport.requested,
  socReport.started,
  socReport.failed,
  socReport.retried,
  socReport.completed,
  socReport.rendered,
  socReport.renderingFailed,
  socReport.restated,
  { type: 'SocReportMarked', data: { marking: secret } },
  reportSchedule.created,
  { type: 'ReportScheduleRevised', data: { changes: { at: '07:30' } } },
  { type: 'ReportScheduleMarked', data: { marking: secret } },
  { type: 'ReportSchedulePaused', data: {} },
  reportSchedule.resumed,
  { type: 'ReportScheduleDeleted', data: {} },
  recommendation.added,
  recommendation.revised,
  recommendation.retired,
];
