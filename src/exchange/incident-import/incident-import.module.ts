/** Import of incidents from other systems. */
import { ImportIncidentHandler } from '../../incidents/incident.commands.js';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ImportIncidentsHandler } from './incident-import.commands.js';
import { IncidentImportController } from './incident-import.controller.js';

@Module({
  imports: [CqrsModule],
  controllers: [IncidentImportController],
  providers: [ImportIncidentHandler, ImportIncidentsHandler],
})
export class IncidentImportModule {}
