/** The slice of infrastructure. */
import { Module } from '@nestjs/common';
import { LinksModule } from '../links/links.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { infrastructureResolvers } from './infrastructure.resolver.js';

@Module({ imports: [ProfilesModule, LinksModule], providers: [...infrastructureResolvers] })
export class InfrastructureModule {}
