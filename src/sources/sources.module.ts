/** The slice of intelligence sources. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadModels } from '../read-side/read-model.queries.js';
import { ChangeSourceHandler } from './source.commands.js';
import { SourceScorecards } from './source-scorecard.queries.js';
import { SourceWatch } from './source-watch.queries.js';
import { SourceWatchResolver } from './source-watch.resolver.js';
import { SourceQueries } from './source.queries.js';
import { SourceConnectionResolver, SourceResolver } from './source.resolver.js';

const queries = { provide: SourceQueries, useFactory: (models: ReadModels) => new SourceQueries(models), inject: [ReadModels] };
const watch = { provide: SourceWatch, useFactory: (models: ReadModels) => new SourceWatch(models), inject: [ReadModels] };
const scorecards = {
  provide: SourceScorecards,
  useFactory: (models: ReadModels) => new SourceScorecards(models),
  inject: [ReadModels],
};

@Module({
  imports: [CqrsModule],
  providers: [ChangeSourceHandler, queries, watch, scorecards, SourceResolver, SourceWatchResolver, SourceConnectionResolver],
  exports: [queries, watch],
})
export class SourcesModule {}
