/** STIX exchange. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Blobs } from '../../ledger/blobs.js';
import { Ledger } from '../../ledger/ledger.js';
import { InstanceKey } from '../../ledger/record-id.js';
import { ReadModels } from '../../read-side/read-model.queries.js';
import { ExportQueries } from './export/export.queries.js';
import { HoldingQueries } from './export/holdings.queries.js';
import { ExportNewsHandler, ExportStixHandler, StixExports } from './export/stix-export.commands.js';
import { StixExportController } from './export/stix-export.controller.js';
import { StixExportResolver } from './export/stix-export.resolver.js';
import { ImportStixHandler } from './stix-import.commands.js';
import { StixImportController } from './stix-import.controller.js';
import { StixObjectQueries } from './stix-object.queries.js';
import { StixObjectResolver } from './stix-object.resolver.js';
import { StixResolver } from './stix.resolver.js';

@Module({
  imports: [CqrsModule],
  controllers: [StixImportController, StixExportController],
  providers: [
    ImportStixHandler,
    { provide: StixObjectQueries, useFactory: (models: ReadModels) => new StixObjectQueries(models), inject: [ReadModels] },
    {
      provide: ExportQueries,
      useFactory: (models: ReadModels, ledger: Ledger, blobs: Blobs, key: InstanceKey) =>
        new ExportQueries(new HoldingQueries(models), ledger, blobs, key),
      inject: [ReadModels, Ledger, Blobs, InstanceKey],
    },
    StixExports,
    ExportStixHandler,
    ExportNewsHandler,
    StixExportResolver,
    StixObjectResolver,
    StixResolver,
  ],
  exports: [ExportQueries],
})
export class StixModule {}
