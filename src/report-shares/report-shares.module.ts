/** The slice of shares: reports opened to people by name, and to others by a link. */
import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { Config } from '../config/config.js';
import { DocumentRenderer } from '../documents/document-renderer.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { Blobs } from '../ledger/blobs.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { PUBLIC_URL } from '../share-links/public-url.js';
import { SocReportsModule } from '../soc-reports/soc-reports.module.js';
import { reportShareHandlers } from './report-share.commands.js';
import { ReportShareController } from './report-share.controller.js';
import { ReportShareQueries, ShareTenants } from './report-share.queries.js';
import { SharedLinkController } from './shared-link.controller.js';
import { SharedReports } from './shared-reports.js';

const queries = {
  provide: ReportShareQueries,
  useFactory: (models: ReadModels) => new ReportShareQueries(models),
  inject: [ReadModels],
};
const sharedReports = {
  provide: SharedReports,
  useFactory: (
    ledger: Ledger,
    commands: CommandBus,
    blobs: Blobs,
    clock: Clock,
    renderer: DocumentRenderer,
    tenants: ShareTenants,
  ) => new SharedReports({ ledger, commands, blobs, clock, renderer, tenants }),
  inject: [Ledger, CommandBus, Blobs, Clock, DocumentRenderer, ShareTenants],
};

@Module({})
export class ReportSharesModule {
  static register({ publicUrl }: Config): DynamicModule {
    return {
      module: ReportSharesModule,
      imports: [CqrsModule, DocumentsModule, SocReportsModule],
      controllers: [ReportShareController, SharedLinkController],
      providers: [...reportShareHandlers, queries, sharedReports, { provide: PUBLIC_URL, useValue: publicUrl }],
      exports: [queries],
    };
  }
}
