/** The slice of targets. */
import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { TargetConnectionResolver, TargetResolver } from './target.resolver.js';

@Module({ imports: [ProfilesModule], providers: [TargetResolver, TargetConnectionResolver] })
export class TargetsModule {}
