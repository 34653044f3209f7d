/** KPIs. */
import { Module } from '@nestjs/common';
import { ReadModels } from '../read-side/read-model.queries.js';
import { KpiController } from './kpi.controller.js';
import { KpiQueries } from './kpi.queries.js';
import { KpiResolver } from './kpi.resolver.js';

@Module({
  controllers: [KpiController],
  providers: [
    { provide: KpiQueries, useFactory: (models: ReadModels) => new KpiQueries(models), inject: [ReadModels] },
    KpiResolver,
  ],
  exports: [KpiQueries],
})
export class KpisModule {}
