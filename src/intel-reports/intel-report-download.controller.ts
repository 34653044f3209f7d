/** `GET /api/v1/intel-reports/{id}/download`: an intelligence report as PDF or HTML. */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { downloadOf, RecordDownloads, type Shown } from '../documents/record-downloads.js';
import { Describe } from '../http/operation.js';
import { Blobs } from '../ledger/blobs.js';
import { People } from '../people/people.queries.js';
import { SourceQueries } from '../sources/source.queries.js';
import { intelReportDocument } from './intel-report.document.js';
import { currentContent, type IntelReport, type IntelReportRecord } from './intel-report.record.js';
import { intelReportType } from './intel-report.type.js';

@Controller('api/v1/intel-reports')
export class IntelReportDownloadController {
  constructor(
    private readonly downloads: RecordDownloads,
    private readonly sources: SourceQueries,
    private readonly blobs: Blobs,
    private readonly people: People,
  ) {}

  @Get(':id/download')
  @Describe(downloadOf('An intelligence report as a file'))
  download(
    @CurrentSubject() subject: Subject,
    @Param('id') id: string,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.downloads.send(intelReportType, { id, query }, subject, reply, (shown) => this.compose(shown));
  }

  private async compose({ loaded, audience }: Shown<IntelReport>) {
    const report = { ...loaded, record: loaded.record as IntelReportRecord };
    const { body, sourceIds } = currentContent(report.record)!;
    const [text, sources, names] = await Promise.all([
      this.blobs.textOf(loaded.tenantId, body),
      this.sources.byIds(audience, sourceIds, { atLeast: loaded.position }),
      this.people.namesOf(loaded.tenantId, [report.record.author]),
    ]);
    const { author } = report.record;
    return intelReportDocument({
      loaded: report,
      body: text,
      author: names.get(author) ?? author,
      sources: sourceIds.map((source) => sources.get(source)).filter((source) => source !== undefined),
    });
  }
}
