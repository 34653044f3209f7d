/** The slice of threat actors. */
import { Module } from '@nestjs/common';
import { LinksModule } from '../links/links.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { threatActorResolvers } from './threat-actor.resolver.js';

@Module({ imports: [ProfilesModule, LinksModule], providers: [...threatActorResolvers] })
export class ThreatActorsModule {}
