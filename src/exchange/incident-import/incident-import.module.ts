/** Import of incidents from other systems. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ImportIncidentsHandler } from './incident-import.commands.js';
import { IncidentImportController } from './incident-import.controller.js';

@Module({
  imports: [CqrsModule],
  controllers: [IncidentImportController],
  providers: [ImportIncidentsHandler],
})
export class IncidentImportModule {}
