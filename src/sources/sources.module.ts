/** The slice of intelligence sources. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadModels } from '../read-side/read-model.queries.js';
import { ChangeSourceHandler } from './source.commands.js';
import { SourceQueries } from './source.queries.js';
import { SourceConnectionResolver, SourceResolver } from './source.resolver.js';

const queries = { provide: SourceQueries, useFactory: (models: ReadModels) => new SourceQueries(models), inject: [ReadModels] };

@Module({
  imports: [CqrsModule],
  providers: [ChangeSourceHandler, queries, SourceResolver, SourceConnectionResolver],
  exports: [queries],
})
export class SourcesModule {}
