/** The slice of incidents. */
import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ChangeIncidentHandler, ImportIncidentHandler } from './incident.commands.js';
import { incidentResolvers } from './incident.resolver.js';

@Module({ imports: [ProfilesModule], providers: [ChangeIncidentHandler, ImportIncidentHandler, ...incidentResolvers] })
export class IncidentsModule {}
