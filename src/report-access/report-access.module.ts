/** The slice of report accesses. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { RecordReportAccessHandler } from './report-access.commands.js';

@Module({ imports: [CqrsModule], providers: [RecordReportAccessHandler] })
export class ReportAccessModule {}
