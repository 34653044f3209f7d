/** The graph of linked records. */
import { Module } from '@nestjs/common';
import { ReadModels } from '../read-side/read-model.queries.js';
import { CampaignContextResolver, InvestigationContextResolver, linkedFieldResolvers } from './context.resolver.js';
import { GraphQueries } from './graph.queries.js';
import { GraphResolver } from './graph.resolver.js';
import { LinkedQueries } from './linked.queries.js';
import { OverlapQueries } from './overlaps.queries.js';
import { VisibleGraph } from './visible-graph.queries.js';

const reading = <Queries>(type: new (graph: VisibleGraph) => Queries) => ({
  provide: type,
  useFactory: (models: ReadModels) => new type(new VisibleGraph(models)),
  inject: [ReadModels],
});
const linked = { provide: LinkedQueries, useFactory: (models: ReadModels) => new LinkedQueries(models), inject: [ReadModels] };

@Module({
  providers: [
    reading(GraphQueries),
    reading(OverlapQueries),
    linked,
    GraphResolver,
    ...linkedFieldResolvers,
    CampaignContextResolver,
    InvestigationContextResolver,
  ],
})
export class GraphModule {}
