/** The composition root of the API. */
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { IsAuthenticated } from './access/guards/is-authenticated.guard.js';
import { AttackPatternsModule } from './attack-patterns/attack-patterns.module.js';
import { AuthModule } from './auth/auth.module.js';
import type { DevelopmentIssuer } from './auth/development-issuer/development-issuer.js';
import { DevelopmentIssuerModule } from './auth/development-issuer/development-issuer.module.js';
import { CampaignsModule } from './campaigns/campaigns.module.js';
import type { Config } from './config/config.js';
import { ControlsModule } from './controls/controls.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DashboardSharesModule } from './dashboard-shares/dashboard-shares.module.js';
import { DetectionRulesModule } from './detection-rules/detection-rules.module.js';
import { AttackModule } from './exchange/attack/attack.module.js';
import { FeedsModule } from './exchange/feeds/feeds.module.js';
import { CollectionsModule } from './exchange/collections/collections.module.js';
import { IncidentImportModule } from './exchange/incident-import/incident-import.module.js';
import { DistributionModule } from './distribution/distribution.module.js';
import { StixModule } from './exchange/stix/stix.module.js';
import { TaxiiServerModule } from './exchange/taxii/server/taxii-server.module.js';
import { GraphModule } from './graph/graph.module.js';
import { GraphqlApiModule } from './graphql/graphql.module.js';
import { ExplainModule } from './explain/explain.module.js';
import { HandoverModule } from './handover/handover.module.js';
import { HistoryModule } from './history/history.module.js';
import { HealthController } from './http/health.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { IncidentsModule } from './incidents/incidents.module.js';
import { InfrastructureModule } from './infrastructure/infrastructure.module.js';
import { IntelReportsModule } from './intel-reports/intel-reports.module.js';
import { InvestigationsModule } from './investigations/investigations.module.js';
import type { Kernel } from './kernel.js';
import { KernelModule } from './kernel.module.js';
import { KpisModule } from './kpis/kpis.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { ProductionModule } from './production/production.module.js';
import { ProvenanceModule } from './provenance/provenance.module.js';
import { PeopleModule } from './people/people.module.js';
import { RecommendationsModule } from './recommendations/recommendations.module.js';
import { RevocationsModule } from './revocations/revocations.module.js';
import { SearchModule } from './search/search.module.js';
import { LiveModule } from './live/live.module.js';
import { ReceiptsModule } from './exchange/receipts/receipts.module.js';
import { ReportSchedulesModule } from './report-schedules/report-schedules.module.js';
import { SocReportsModule } from './soc-reports/soc-reports.module.js';
import { SourcesModule } from './sources/sources.module.js';
import { PartnerScope } from './access/guards/partner-scope.guard.js';
import { SuperuserScope } from './superuser/superuser-scope.guard.js';
import { SuperuserModule } from './superuser/superuser.module.js';
import { TargetsModule } from './targets/targets.module.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { ThreatActorsModule } from './threat-actors/threat-actors.module.js';
import { WatchListsModule } from './watch-lists/watch-lists.module.js';

@Module({})
export class AppModule {
  /** @param issuer the development issuer, when no issuer is configured; never in production. */
  static register(config: Config, kernel: Kernel, issuer?: DevelopmentIssuer): DynamicModule {
    return {
      module: AppModule,
      imports: [
        KernelModule.register(kernel),
        AuthModule.register(config, kernel.options.instanceKey, issuer),
        ...(issuer ? [DevelopmentIssuerModule.register(issuer)] : []),
        GraphqlApiModule.register(config),
        TenantsModule.register(config),
        SuperuserModule,
        RevocationsModule,
        ExplainModule,
        SourcesModule,
        IntelReportsModule,
        DashboardModule,
        DashboardSharesModule.register(config),
        HandoverModule,
        ProductionModule,
        KpisModule,
        HistoryModule,
        ProvenanceModule,
        SearchModule,
        GraphModule,
        LiveModule.register(config),
        StixModule,
        CollectionsModule,
        TaxiiServerModule,
        IncidentImportModule,
        ReceiptsModule,
        AttackModule,
        FeedsModule.register(config),
        PeopleModule,
        WatchListsModule,
        CampaignsModule,
        ThreatActorsModule,
        InvestigationsModule,
        TargetsModule,
        InfrastructureModule,
        AttackPatternsModule,
        IncidentsModule,
        DetectionRulesModule,
        ControlsModule,
        RecommendationsModule,
        SocReportsModule,
        OpenApiModule,
        ReportSchedulesModule.register(config),
        DistributionModule.register(config),
      ],
      controllers: [HealthController],
      providers: [
        { provide: APP_GUARD, useClass: IsAuthenticated },
        { provide: APP_GUARD, useClass: PartnerScope },
        { provide: APP_GUARD, useClass: SuperuserScope },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
