/** The slice of intelligence reports. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadModels } from '../read-side/read-model.queries.js';
import { SourcesModule } from '../sources/sources.module.js';
import { ChangeIntelReportHandler } from './intel-report.commands.js';
import { IntelReportQueries } from './intel-report.queries.js';
import {
  IntelReportResolver,
  ReportConnectionResolver,
  ReportVersionResolver,
  ReportWorkingVersionResolver,
} from './intel-report.resolver.js';

@Module({
  imports: [CqrsModule, SourcesModule],
  providers: [
    ChangeIntelReportHandler,
    { provide: IntelReportQueries, useFactory: (models: ReadModels) => new IntelReportQueries(models), inject: [ReadModels] },
    IntelReportResolver,
    ReportVersionResolver,
    ReportWorkingVersionResolver,
    ReportConnectionResolver,
  ],
})
export class IntelReportsModule {}
