/** The slice of controls. */
import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ControlConnectionResolver, ControlResolver } from './control.resolver.js';

@Module({ imports: [ProfilesModule], providers: [ControlResolver, ControlConnectionResolver] })
export class ControlsModule {}
