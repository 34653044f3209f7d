/** The slice of investigations. */
import { Module } from '@nestjs/common';
import { LinksModule } from '../links/links.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { investigationResolvers } from './investigation.resolver.js';

@Module({ imports: [ProfilesModule, LinksModule], providers: [...investigationResolvers] })
export class InvestigationsModule {}
