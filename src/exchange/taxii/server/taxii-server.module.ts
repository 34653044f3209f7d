/** The TAXII 2.1 server over collections. */
import { Module, type OnModuleDestroy } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { InstanceKey } from '../../../ledger/record-id.js';
import { ReadModels } from '../../../read-side/read-model.queries.js';
import { CollectionDirectory, CollectionQueries } from '../../collections/collection.queries.js';
import { CollectionsModule } from '../../collections/collections.module.js';
import { ExportQueries } from '../../stix/export/export.queries.js';
import { StixModule } from '../../stix/stix.module.js';
import { CollectionAccess } from './collection-access.js';
import { TaxiiObjectQueries } from './taxii-objects.queries.js';
import { TaxiiPushes } from './taxii-pushes.js';
import { RecordCollectionReadHandler } from './taxii-reads.commands.js';
import { TaxiiController } from './taxii.controller.js';

const access = {
  provide: CollectionAccess,
  useFactory: (queries: CollectionQueries, directory: CollectionDirectory) => new CollectionAccess(queries, directory),
  inject: [CollectionQueries, CollectionDirectory],
};
const objects = {
  provide: TaxiiObjectQueries,
  useFactory: (exports: ExportQueries, models: ReadModels, key: InstanceKey) => new TaxiiObjectQueries(exports, models, key),
  inject: [ExportQueries, ReadModels, InstanceKey],
};

@Module({
  imports: [CqrsModule, CollectionsModule, StixModule],
  controllers: [TaxiiController],
  providers: [access, objects, TaxiiPushes, RecordCollectionReadHandler],
})
export class TaxiiServerModule implements OnModuleDestroy {
  constructor(private readonly pushes: TaxiiPushes) {}

  onModuleDestroy(): Promise<void> {
    return this.pushes.settle();
  }
}
