/** The slice of SOC reports, and the generator that makes them. */
import { Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { DocumentRenderer } from '../documents/document-renderer.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { KpiQueries } from '../kpis/kpi.queries.js';
import { KpisModule } from '../kpis/kpis.module.js';
import { Blobs } from '../ledger/blobs.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { EventLog } from '../ledger/subscription.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { ReportAccessModule } from '../report-access/report-access.module.js';
import { SocDashboardController } from './soc-dashboard.controller.js';
import { socReportHandlers } from './soc-report.commands.js';
import { SocReportController } from './soc-report.controller.js';
import { SocReportFileController } from './soc-report-file.controller.js';
import { SocReportFacts } from './soc-report-facts.queries.js';
import { SocReportGenerator } from './soc-report.generator.js';
import { SocReportListController } from './soc-report-list.controller.js';
import { SocReportProduction } from './soc-report.production.js';
import { SocReportQueries } from './soc-report.queries.js';
import { SocReportRequestController } from './soc-report-request.controller.js';
import { SocReportRequests } from './soc-report.requests.js';
import { SocReportConnectionResolver, SocReportResolver } from './soc-report.resolver.js';
import { REPORTS_AT_ONCE, UnfinishedSocReports } from './unfinished-soc-reports.queries.js';

const LOOK_EVERY_MS = 5_000;
const logger = new Logger('SocReports');

const queries = {
  provide: SocReportQueries,
  useFactory: (models: ReadModels) => new SocReportQueries(models),
  inject: [ReadModels],
};
const facts = {
  provide: SocReportFacts,
  useFactory: (models: ReadModels, kpis: KpiQueries, ledger: Ledger, blobs: Blobs) =>
    new SocReportFacts(models, kpis, ledger, blobs),
  inject: [ReadModels, KpiQueries, Ledger, Blobs],
};
const production = {
  provide: SocReportProduction,
  useFactory: (
    ledger: Ledger,
    commands: CommandBus,
    blobs: Blobs,
    log: EventLog,
    models: ReadModels,
    gathered: SocReportFacts,
    renderer: DocumentRenderer,
    clock: Clock,
  ) =>
    new SocReportProduction(
      { ledger, commands, blobs, log, models, facts: gathered, renderer, clock },
      { onFailure: (error, correlationId) => logger.error(`${correlationId}: ${String(error)}`, (error as Error).stack) },
    ),
  inject: [Ledger, CommandBus, Blobs, EventLog, ReadModels, SocReportFacts, DocumentRenderer, Clock],
};
const generator = {
  provide: SocReportGenerator,
  useFactory: (log: EventLog, models: ReadModels, unfinished: UnfinishedSocReports, made: SocReportProduction) =>
    new SocReportGenerator(log, models, unfinished, made, {
      reports: REPORTS_AT_ONCE,
      lookEveryMs: LOOK_EVERY_MS,
      warn: (message) => logger.warn(message),
    }),
  inject: [EventLog, ReadModels, UnfinishedSocReports, SocReportProduction],
};

@Module({
  imports: [CqrsModule, DocumentsModule, KpisModule, ReportAccessModule],
  controllers: [
    SocReportListController,
    SocReportRequestController,
    SocDashboardController,
    SocReportFileController,
    SocReportController,
  ],
  providers: [
    ...socReportHandlers,
    queries,
    facts,
    production,
    generator,
    SocReportRequests,
    SocReportResolver,
    SocReportConnectionResolver,
  ],
  exports: [queries, SocReportRequests],
})
export class SocReportsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly generator: SocReportGenerator) {}

  onApplicationBootstrap(): Promise<void> {
    return this.generator.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.generator.stop();
  }
}
