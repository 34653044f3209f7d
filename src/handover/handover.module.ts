/** The slice of shift handovers. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DocumentsModule } from '../documents/documents.module.js';
import { FeedWatch } from '../exchange/feeds/feed-watch.queries.js';
import { ProductionQueries } from '../production/production.queries.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { SourceWatch } from '../sources/source-watch.queries.js';
import { SourceQueries } from '../sources/source.queries.js';
import { DashboardHandoverResolver } from './dashboard-handover.resolver.js';
import { HandoverBriefQueries } from './handover-brief.queries.js';
import { ChangeHandoverHandler } from './handover.commands.js';
import { HandoverDownloadController } from './handover-download.controller.js';
import { HandoverQueries } from './handover.queries.js';
import { HandoverConnectionResolver, HandoverResolver } from './handover.resolver.js';

@Module({
  imports: [CqrsModule, DocumentsModule],
  controllers: [HandoverDownloadController],
  providers: [
    ChangeHandoverHandler,
    { provide: HandoverQueries, useFactory: (models: ReadModels) => new HandoverQueries(models), inject: [ReadModels] },
    {
      provide: HandoverBriefQueries,
      useFactory: (models: ReadModels) =>
        new HandoverBriefQueries(
          models,
          new SourceQueries(models),
          new SourceWatch(models),
          new ProductionQueries(models),
          new FeedWatch(models),
        ),
      inject: [ReadModels],
    },
    HandoverResolver,
    HandoverConnectionResolver,
    DashboardHandoverResolver,
  ],
})
export class HandoverModule {}
