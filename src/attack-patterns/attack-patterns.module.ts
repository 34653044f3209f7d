/** The slice of attack patterns. */
import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { AttackPatternConnectionResolver, AttackPatternResolver } from './attack-pattern.resolver.js';

@Module({ imports: [ProfilesModule], providers: [AttackPatternResolver, AttackPatternConnectionResolver] })
export class AttackPatternsModule {}
