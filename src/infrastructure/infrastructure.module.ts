/** The slice of infrastructure. */
import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { InfrastructureConnectionResolver, InfrastructureResolver } from './infrastructure.resolver.js';

@Module({ imports: [ProfilesModule], providers: [InfrastructureResolver, InfrastructureConnectionResolver] })
export class InfrastructureModule {}
