/** The files of SOC reports over REST: shown or downloaded, each time written down before it is handed out. */
import { Controller, Get, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { commandContext } from '../graphql/arguments.js';
import { fileName } from '../documents/record-downloads.js';
import { sendStoredFile } from '../http/blob-answer.js';
import { type Answer, ById, Describe, Given } from '../http/operation.js';
import type { BlobRef } from '../ledger/blob.events.js';
import { Blobs } from '../ledger/blobs.js';
import { LedgerError } from '../ledger/errors.js';
import { Ledger, type Loaded } from '../ledger/ledger.js';
import { RecordReportAccess } from '../report-access/report-access.commands.js';
import type { ReportAccessEvent } from '../report-access/report-access.events.js';
import { ReportFormat } from './soc-report.events.js';
import { TAG } from './soc-report.json.js';
import type { SocReportRecord } from './soc-report.record.js';
import { visibleSocReport } from './visible-soc-report.js';

/** Seconds; most reports are there by then. */
const RETRY_AFTER = 2;

const ShownQuery = z.strictObject({ format: z.enum(['html', 'json'], 'must be html or json').default('html') });
const FileQuery = z.strictObject({ format: ReportFormat.default('html') });

const MEDIA_TYPES: Record<ReportFormat, string> = {
  json: 'application/json',
  html: 'text/html',
  pdf: 'application/pdf',
  csv: 'text/csv',
};
const NOT_YET: Answer = {
  description: 'It is not completed, or this file of it is not there: reportStatus says how far it is.',
  mediaTypes: ['application/problem+json'],
  headers: { 'Retry-After': 'Seconds; left out where waiting does not help.' },
};
const answers = (description: string, ...formats: readonly ReportFormat[]): Readonly<Record<number, Answer>> => ({
  200: {
    description,
    mediaTypes: formats.map((format) => MEDIA_TYPES[format]),
    headers: { ETag: 'SHA-256 of the file.', 'Content-Disposition': 'Its name.' },
  },
  304: { description: 'The file is the one that If-None-Match names.' },
  409: NOT_YET,
});

type Action = ReportAccessEvent['data']['action'];

@Controller('api/v1/reports')
export class SocReportFileController {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
  ) {}

  @Get('generated/:id')
  @Describe({
    tag: TAG,
    summary: 'The content of a report',
    params: ById,
    query: ShownQuery,
    answers: answers('The content.', 'html', 'json'),
  })
  content(
    @CurrentSubject() subject: Subject,
    @Given('params') { id }: ById,
    @Given('query') { format }: z.output<typeof ShownQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(subject, { id, format, action: 'view' }, request, reply);
  }

  @Get('generated/:id/download')
  @Describe({
    tag: TAG,
    summary: 'A file of a report, to keep',
    params: ById,
    query: FileQuery,
    answers: answers('The file.', 'html', 'json', 'pdf', 'csv'),
  })
  file(
    @CurrentSubject() subject: Subject,
    @Given('params') { id }: ById,
    @Given('query') { format }: z.output<typeof FileQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(subject, { id, format, action: 'download' }, request, reply);
  }

  @Get(':id/view')
  @Describe({ tag: TAG, summary: 'A report as a page', params: ById, answers: answers('The page.', 'html') })
  view(
    @CurrentSubject() subject: Subject,
    @Given('params') { id }: ById,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.send(subject, { id, format: 'html', action: 'view' }, request, reply);
  }

  @Get(':id/download')
  @Describe({ tag: TAG, summary: 'A report as a PDF, to keep', params: ById, answers: answers('The PDF.', 'pdf') })
  download(
    @CurrentSubject() subject: Subject,
    @Given('params') { id }: ById,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.send(subject, { id, format: 'pdf', action: 'download' }, request, reply);
  }

  @Get(':id/pdf')
  @Describe({ tag: TAG, summary: 'A report as a PDF', params: ById, answers: answers('The PDF.', 'pdf') })
  pdf(
    @CurrentSubject() subject: Subject,
    @Given('params') { id }: ById,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.send(subject, { id, format: 'pdf', action: 'view' }, request, reply);
  }

  private async send(
    subject: Subject,
    { id, format, action }: { readonly id: string; readonly format: ReportFormat; readonly action: Action },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const loaded = await visibleSocReport(this.ledger, subject, id);
    const content = contentOf(loaded, format, reply);
    // A HEAD asks what there is, and is handed nothing.
    if (request.method !== 'HEAD')
      await this.commands.execute(new RecordReportAccess({ reportId: id, action, format }, commandContext(subject, request, {})));
    const { title, marking } = loaded.record;
    const name = `${fileName({ title, id, marking })}.${format}`;
    const disposition = action === 'view' ? 'inline' : 'attachment';
    await sendStoredFile(request, reply, this.blobs, { tenantId: loaded.tenantId, content, name, disposition });
  }
}

/** @throws LedgerError CONFLICT saying how far the report is; with Retry-After where waiting helps. */
const contentOf = (
  { record: { status, renderings, error } }: Loaded<SocReportRecord>,
  format: ReportFormat,
  reply: FastifyReply,
): BlobRef => {
  const rendering = renderings[format];
  if (rendering?.content) return rendering.content;
  const failed = status === 'failed' ? error : rendering?.error;
  if (failed != null)
    throw new LedgerError('CONFLICT', `The report could not be made: ${failed} Ask for it again with retrySocReport.`, {
      reportStatus: status,
    });
  void reply.header('retry-after', RETRY_AFTER);
  const what = status === 'completed' ? `its ${format} file is being made` : `it is ${status}`;
  throw new LedgerError('CONFLICT', `The report is not ready: ${what}. Try again in ${RETRY_AFTER} seconds.`, {
    reportStatus: status,
  });
};
