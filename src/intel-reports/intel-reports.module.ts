/** The slice of intelligence reports. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DocumentsModule } from '../documents/documents.module.js';
import { Ledger } from '../ledger/ledger.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { SourcesModule } from '../sources/sources.module.js';
import { ChangeIntelReportHandler } from './intel-report.commands.js';
import { IntelReportDownloadController } from './intel-report-download.controller.js';
import { IntelReportQueries } from './intel-report.queries.js';
import {
  IntelReportResolver,
  ReportConnectionResolver,
  ReportVersionResolver,
  ReportWorkingVersionResolver,
} from './intel-report.resolver.js';
import { MentionQueries } from './mention.queries.js';
import { ReportCommentQueries } from './report-comment.queries.js';
import {
  MentionResolver,
  ReportCommentedResolver,
  ReportCommentResolver,
  ReportDiscussionResolver,
} from './report-comment.resolver.js';

@Module({
  imports: [CqrsModule, SourcesModule, DocumentsModule],
  controllers: [IntelReportDownloadController],
  providers: [
    ChangeIntelReportHandler,
    { provide: IntelReportQueries, useFactory: (models: ReadModels) => new IntelReportQueries(models), inject: [ReadModels] },
    { provide: MentionQueries, useFactory: (models: ReadModels) => new MentionQueries(models), inject: [ReadModels] },
    { provide: ReportCommentQueries, useFactory: (ledger: Ledger) => new ReportCommentQueries(ledger), inject: [Ledger] },
    ReportDiscussionResolver,
    ReportCommentedResolver,
    ReportCommentResolver,
    MentionResolver,
    IntelReportResolver,
    ReportVersionResolver,
    ReportWorkingVersionResolver,
    ReportConnectionResolver,
  ],
  exports: [IntelReportQueries],
})
export class IntelReportsModule {}
