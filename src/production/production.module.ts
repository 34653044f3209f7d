/** Expected production, its control chart, and the backlog. */
import { Module } from '@nestjs/common';
import { ReadModels } from '../read-side/read-model.queries.js';
import { BacklogQueries } from './backlog.queries.js';
import { ProductionQueries } from './production.queries.js';
import { BacklogResolver, ProductionResolver } from './production.resolver.js';

@Module({
  providers: [
    { provide: ProductionQueries, useFactory: (models: ReadModels) => new ProductionQueries(models), inject: [ReadModels] },
    { provide: BacklogQueries, useFactory: (models: ReadModels) => new BacklogQueries(models), inject: [ReadModels] },
    ProductionResolver,
    BacklogResolver,
  ],
  exports: [ProductionQueries, BacklogQueries],
})
export class ProductionModule {}
