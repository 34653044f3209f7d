/** STIX exchange. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ImportStixHandler } from './stix-import.commands.js';
import { StixImportController } from './stix-import.controller.js';
import { StixResolver } from './stix.resolver.js';

@Module({ imports: [CqrsModule], controllers: [StixImportController], providers: [ImportStixHandler, StixResolver] })
export class StixModule {}
