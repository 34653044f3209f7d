/** The slice of shares of the dashboard: opened to outsiders by a link, up to a highest marking. */
import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { Config } from '../config/config.js';
import { DashboardQueries } from '../dashboard/dashboard.queries.js';
import { DocumentRenderer } from '../documents/document-renderer.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { EventLog } from '../ledger/subscription.js';
import { ProductionQueries } from '../production/production.queries.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { ShareTenants } from '../report-shares/report-share.queries.js';
import { PUBLIC_URL } from '../share-links/public-url.js';
import { SourceWatch } from '../sources/source-watch.queries.js';
import { dashboardShareHandlers } from './dashboard-share.commands.js';
import { DashboardShareQueries } from './dashboard-share.queries.js';
import { DashboardShareConnectionResolver, DashboardShareResolver } from './dashboard-share.resolver.js';
import { SharedDashboardController } from './shared-dashboard.controller.js';
import { SharedDashboards } from './shared-dashboards.js';

const queries = {
  provide: DashboardShareQueries,
  useFactory: (models: ReadModels) => new DashboardShareQueries(models),
  inject: [ReadModels],
};
const sharedDashboards = {
  provide: SharedDashboards,
  useFactory: (
    ledger: Ledger,
    log: EventLog,
    commands: CommandBus,
    clock: Clock,
    renderer: DocumentRenderer,
    tenants: ShareTenants,
    models: ReadModels,
  ) =>
    new SharedDashboards({
      ledger,
      log,
      commands,
      clock,
      renderer,
      tenants,
      dashboard: new DashboardQueries(models),
      sources: new SourceWatch(models),
      production: new ProductionQueries(models),
    }),
  inject: [Ledger, EventLog, CommandBus, Clock, DocumentRenderer, ShareTenants, ReadModels],
};

@Module({})
export class DashboardSharesModule {
  static register({ publicUrl }: Config): DynamicModule {
    return {
      module: DashboardSharesModule,
      imports: [CqrsModule, DocumentsModule],
      controllers: [SharedDashboardController],
      providers: [
        ...dashboardShareHandlers,
        queries,
        sharedDashboards,
        DashboardShareResolver,
        DashboardShareConnectionResolver,
        { provide: PUBLIC_URL, useValue: publicUrl },
      ],
    };
  }
}
