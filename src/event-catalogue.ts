/** The one list of event contracts and upcasters. */
import { attackPatternEvents } from './attack-patterns/attack-pattern.events.js';
import { attackPatternUpcasters } from './attack-patterns/attack-pattern.upcasters.js';
import { campaignEvents } from './campaigns/campaign.events.js';
import { campaignUpcasters } from './campaigns/campaign.upcasters.js';
import { controlEvents } from './controls/control.events.js';
import { controlUpcasters } from './controls/control.upcasters.js';
import { detectionRuleEvents } from './detection-rules/detection-rule.events.js';
import { detectionRuleUpcasters } from './detection-rules/detection-rule.upcasters.js';
import { dashboardShareEvents } from './dashboard-shares/dashboard-share.events.js';
import { dashboardShareUpcasters } from './dashboard-shares/dashboard-share.upcasters.js';
import { deliveryEvents } from './distribution/delivery.events.js';
import { distributionListEvents } from './distribution/distribution-list.events.js';
import { distributionUpcasters } from './distribution/distribution.upcasters.js';
import { attackReleaseEvents } from './exchange/attack/attack-release.events.js';
import { attackReleaseUpcasters } from './exchange/attack/attack-release.upcasters.js';
import { feedEvents } from './exchange/feeds/feed.events.js';
import { feedUpcasters } from './exchange/feeds/feed.upcasters.js';
import { taxiiExchangeUpcasters } from './exchange/taxii/server/taxii-exchange.upcasters.js';
import { taxiiPushEvents } from './exchange/taxii/server/taxii-push.events.js';
import { taxiiReadEvents } from './exchange/taxii/server/taxii-read.events.js';
import { collectionEvents } from './exchange/collections/collection.events.js';
import { collectionUpcasters } from './exchange/collections/collection.upcasters.js';
import { importEvents } from './exchange/imports/import.events.js';
import { importUpcasters } from './exchange/imports/import.upcasters.js';
import { stixExportEvents } from './exchange/stix/export/stix-export.events.js';
import { stixExportUpcasters } from './exchange/stix/export/stix-export.upcasters.js';
import { stixObjectEvents } from './exchange/stix/stix-object.events.js';
import { stixObjectUpcasters } from './exchange/stix/stix-object.upcasters.js';
import { handoverEvents } from './handover/handover.events.js';
import { handoverUpcasters } from './handover/handover.upcasters.js';
import { incidentEvents } from './incidents/incident.events.js';
import { incidentUpcasters } from './incidents/incident.upcasters.js';
import { infrastructureEvents } from './infrastructure/infrastructure.events.js';
import { infrastructureUpcasters } from './infrastructure/infrastructure.upcasters.js';
import { intelReportEvents } from './intel-reports/intel-report.events.js';
import { intelReportUpcasters } from './intel-reports/intel-report.upcasters.js';
import { investigationEvents } from './investigations/investigation.events.js';
import { investigationUpcasters } from './investigations/investigation.upcasters.js';
import { blobEvents } from './ledger/blob.events.js';
import { eventReader } from './ledger/upcast.js';
import { recommendationEvents } from './recommendations/recommendation.events.js';
import { recommendationUpcasters } from './recommendations/recommendation.upcasters.js';
import { reportAccessEvents } from './report-access/report-access.events.js';
import { reportAccessUpcasters } from './report-access/report-access.upcasters.js';
import { reportScheduleEvents } from './report-schedules/report-schedule.events.js';
import { reportScheduleUpcasters } from './report-schedules/report-schedule.upcasters.js';
import { reportShareEvents } from './report-shares/report-share.events.js';
import { reportShareUpcasters } from './report-shares/report-share.upcasters.js';
import { socReportEvents } from './soc-reports/soc-report.events.js';
import { socReportUpcasters } from './soc-reports/soc-report.upcasters.js';
import { sourceEvents } from './sources/source.events.js';
import { sourceUpcasters } from './sources/source.upcasters.js';
import { tokenRevocationEvents } from './revocations/token-revocation.events.js';
import { tokenRevocationUpcasters } from './revocations/token-revocation.upcasters.js';
import { superuserSessionEvents } from './superuser/superuser-session.events.js';
import { superuserSessionUpcasters } from './superuser/superuser-session.upcasters.js';
import { tenantRegistrationEvents } from './tenants/tenant-registration.events.js';
import { tenantRegistrationUpcasters } from './tenants/tenant-registration.upcasters.js';
import { targetEvents } from './targets/target.events.js';
import { targetUpcasters } from './targets/target.upcasters.js';
import { tenantSettingsEvents } from './tenants/tenant-settings.events.js';
import { tenantSettingsUpcasters } from './tenants/tenant-settings.upcasters.js';
import { threatActorEvents } from './threat-actors/threat-actor.events.js';
import { threatActorUpcasters } from './threat-actors/threat-actor.upcasters.js';
import { watchListEvents } from './watch-lists/watch-list.events.js';
import { watchListUpcasters } from './watch-lists/watch-list.upcasters.js';

export const catalogue = {
  contracts: [
    intelReportEvents,
    sourceEvents,
    handoverEvents,
    watchListEvents,
    tenantSettingsEvents,
    stixObjectEvents,
    stixExportEvents,
    importEvents,
    tenantRegistrationEvents,
    superuserSessionEvents,
    tokenRevocationEvents,
    blobEvents,
    campaignEvents,
    threatActorEvents,
    investigationEvents,
    targetEvents,
    infrastructureEvents,
    attackPatternEvents,
    socReportEvents,
    reportScheduleEvents,
    reportAccessEvents,
    recommendationEvents,
    reportShareEvents,
    dashboardShareEvents,
    distributionListEvents,
    deliveryEvents,
    incidentEvents,
    detectionRuleEvents,
    controlEvents,
    attackReleaseEvents,
    feedEvents,
    collectionEvents,
    taxiiReadEvents,
    taxiiPushEvents,
  ],
  upcasters: [
    ...intelReportUpcasters,
    ...sourceUpcasters,
    ...tenantSettingsUpcasters,
    ...stixObjectUpcasters,
    ...stixExportUpcasters,
    ...importUpcasters,
    ...watchListUpcasters,
    ...handoverUpcasters,
    ...tenantRegistrationUpcasters,
    ...superuserSessionUpcasters,
    ...tokenRevocationUpcasters,
    ...campaignUpcasters,
    ...threatActorUpcasters,
    ...investigationUpcasters,
    ...targetUpcasters,
    ...infrastructureUpcasters,
    ...attackPatternUpcasters,
    ...socReportUpcasters,
    ...reportScheduleUpcasters,
    ...reportAccessUpcasters,
    ...recommendationUpcasters,
    ...reportShareUpcasters,
    ...dashboardShareUpcasters,
    ...distributionUpcasters,
    ...incidentUpcasters,
    ...detectionRuleUpcasters,
    ...controlUpcasters,
    ...attackReleaseUpcasters,
    ...feedUpcasters,
    ...collectionUpcasters,
    ...taxiiExchangeUpcasters,
  ],
} as const;

/** Brings an event of any published version to its newest one; undefined for a type the catalogue does not name. */
export const readEvent = eventReader(catalogue.contracts, catalogue.upcasters);
