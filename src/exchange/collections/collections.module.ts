/** The slice of collections. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Ledger } from '../../ledger/ledger.js';
import { ReadModels } from '../../read-side/read-model.queries.js';
import { KeepCollectionHandler } from './collection.commands.js';
import { CollectionQueries } from './collection.queries.js';
import { CollectionResolver } from './collection.resolver.js';

const queries = {
  provide: CollectionQueries,
  useFactory: (models: ReadModels, ledger: Ledger) => new CollectionQueries(models, ledger),
  inject: [ReadModels, Ledger],
};

@Module({ imports: [CqrsModule], providers: [KeepCollectionHandler, queries, CollectionResolver], exports: [CollectionQueries] })
export class CollectionsModule {}
