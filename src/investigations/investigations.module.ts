/** The slice of investigations. */
import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { InvestigationConnectionResolver, InvestigationResolver } from './investigation.resolver.js';

@Module({ imports: [ProfilesModule], providers: [InvestigationResolver, InvestigationConnectionResolver] })
export class InvestigationsModule {}
