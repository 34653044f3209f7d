/** `GET /api/v1/reports/{id}`: one SOC report with its data, read from its stream and so never stale. */
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { ById, Describe, Given } from '../http/operation.js';
import { Blobs } from '../ledger/blobs.js';
import { Ledger } from '../ledger/ledger.js';
import { reportRow, TAG, WholeReport } from './soc-report.json.js';
import { findVisibleSocReport, visibleSocReport } from './visible-soc-report.js';

@Controller('api/v1/reports')
export class SocReportController {
  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
  ) {}

  @Get(':id')
  @Describe({
    tag: TAG,
    summary: 'One report with its data',
    params: ById,
    answers: { 200: { description: 'The report.', schema: WholeReport, headers: { ETag: 'Its revision.' } } },
  })
  async one(
    @CurrentSubject() subject: Subject,
    @Given('params') { id }: ById,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof WholeReport>> {
    const loaded = await visibleSocReport(this.ledger, subject, id);
    const { data, recommendations, restates, restatedBy, restatement } = loaded.record;
    void reply.headers({ etag: `"${loaded.revision}"`, 'cache-control': 'no-store' });
    return {
      ...reportRow(loaded),
      data: data && (JSON.parse(await this.blobs.textOf(loaded.tenantId, data)) as unknown),
      recommendations: [...recommendations],
      restates: await this.ifVisible(subject, restates),
      restatedBy: await this.ifVisible(subject, restatedBy),
      restatement,
    };
  }

  private async ifVisible(subject: Subject, id: string | null): Promise<string | null> {
    return id !== null && (await findVisibleSocReport(this.ledger, subject, id)) ? id : null;
  }
}
