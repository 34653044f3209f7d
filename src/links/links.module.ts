/** What the slices of all linked records share. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { LinkRecordsHandler } from './link.commands.js';

@Module({ imports: [CqrsModule], providers: [LinkRecordsHandler] })
export class LinksModule {}
