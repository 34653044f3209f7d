/** STIX exchange. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadModels } from '../../read-side/read-model.queries.js';
import { ImportStixHandler } from './stix-import.commands.js';
import { StixImportController } from './stix-import.controller.js';
import { StixObjectQueries } from './stix-object.queries.js';
import { StixObjectResolver } from './stix-object.resolver.js';
import { StixResolver } from './stix.resolver.js';

@Module({
  imports: [CqrsModule],
  controllers: [StixImportController],
  providers: [
    ImportStixHandler,
    { provide: StixObjectQueries, useFactory: (models: ReadModels) => new StixObjectQueries(models), inject: [ReadModels] },
    StixObjectResolver,
    StixResolver,
  ],
})
export class StixModule {}
