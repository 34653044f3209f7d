/** Dashboards. */
import { Module } from '@nestjs/common';
import { ReadModels } from '../read-side/read-model.queries.js';
import { SourcesModule } from '../sources/sources.module.js';
import { DashboardQueries } from './dashboard.queries.js';
import { DashboardResolver } from './dashboard.resolver.js';

@Module({
  imports: [SourcesModule],
  providers: [
    { provide: DashboardQueries, useFactory: (models: ReadModels) => new DashboardQueries(models), inject: [ReadModels] },
    DashboardResolver,
  ],
  exports: [DashboardQueries, DashboardResolver],
})
export class DashboardModule {}
