/** The TAXII 2.1 server over collections. */
import { Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Clock } from '../../../ledger/clock.js';
import { InstanceKey } from '../../../ledger/record-id.js';
import { ReadModels } from '../../../read-side/read-model.queries.js';
import { CollectionDirectory, CollectionQueries } from '../../collections/collection.queries.js';
import { CollectionsModule } from '../../collections/collections.module.js';
import { ExportQueries } from '../../stix/export/export.queries.js';
import { StixModule } from '../../stix/stix.module.js';
import { CollectionAccess } from './collection-access.js';
import { TaxiiObjectQueries } from './taxii-objects.queries.js';
import { TaxiiPushClock } from './taxii-push-clock.js';
import { TaxiiPushes } from './taxii-pushes.js';
import { TaxiiPushWork } from './taxii-push-work.js';
import { RecordCollectionReadHandler } from './taxii-reads.commands.js';
import { TaxiiController } from './taxii.controller.js';

const LOOK_EVERY_MS = 30_000;
const logger = new Logger('TAXII');

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

const pushClock = {
  provide: TaxiiPushClock,
  useFactory: (work: TaxiiPushWork, pushes: TaxiiPushes, clock: Clock) =>
    new TaxiiPushClock(work, pushes, clock, { everyMs: LOOK_EVERY_MS, warn: (message) => logger.warn(message) }),
  inject: [TaxiiPushWork, TaxiiPushes, Clock],
};

@Module({
  imports: [CqrsModule, CollectionsModule, StixModule],
  controllers: [TaxiiController],
  providers: [access, objects, TaxiiPushes, pushClock, RecordCollectionReadHandler],
})
export class TaxiiServerModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly pushes: TaxiiPushes,
    private readonly clock: TaxiiPushClock,
  ) {}

  onApplicationBootstrap(): void {
    this.clock.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.clock.stop();
    await this.pushes.settle();
  }
}
