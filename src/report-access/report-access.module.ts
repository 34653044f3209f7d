/** The slice of report accesses. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadModels } from '../read-side/read-model.queries.js';
import { RecordReportAccessHandler } from './report-access.commands.js';
import { ReportAccessQueries } from './report-access.queries.js';
import { ReportAccessResolver } from './report-access.resolver.js';

@Module({
  imports: [CqrsModule],
  providers: [
    RecordReportAccessHandler,
    {
      provide: ReportAccessQueries,
      useFactory: (models: ReadModels) => new ReportAccessQueries(models),
      inject: [ReadModels],
    },
    ReportAccessResolver,
  ],
})
export class ReportAccessModule {}
