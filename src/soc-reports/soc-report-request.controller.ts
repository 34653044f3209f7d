/** Asking for SOC reports over REST, and what can be asked for. */
import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { commandContext } from '../graphql/arguments.js';
import { ChangeHeaders, changeOf, Describe, Given, type Operation } from '../http/operation.js';
import { DEFINITIONS_VERSION } from '../kpis/kpi.definitions.measure.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import { TEMPLATE_VERSION } from './compose-report.measure.js';
import { PERIOD_OF_TYPE, REPORT_TITLES } from './report-period.measure.js';
import {
  REPORT_FORMATS,
  REPORT_PERIOD_TYPES,
  REPORT_TYPES,
  ReportFormat,
  ReportPeriodType,
  ReportType,
} from './soc-report.events.js';
import { REPORTS_PATH, Requested, TAG } from './soc-report.json.js';
import type { SocReportRecord } from './soc-report.record.js';
import { GenerateBody, requestedPeriod } from './soc-report-request.input.js';
import { SocReportRequests } from './soc-report.requests.js';

const Templates = z.object({
  templateVersion: z.string(),
  definitionsVersion: z.int().describe('Of the KPI definitions.'),
  formats: z.array(ReportFormat),
  templates: z.array(z.object({ reportType: ReportType, title: z.string(), periodTypes: z.array(ReportPeriodType) })),
});

const GENERATE: Operation = {
  tag: TAG,
  summary: 'Asks for a report, which is made in the background',
  description:
    'Without a period it is of the last month, quarter or year that is over. It counts what everybody who may see it may see; TLP:AMBER unless marked otherwise.',
  headers: ChangeHeaders,
  body: GenerateBody,
  answers: {
    202: { description: 'It is being made.', schema: Requested, headers: { Location: 'Where it will be.' } },
  },
};

const placeOf = (id: string, format: ReportFormat | undefined): string => {
  if (format === undefined) return `${REPORTS_PATH}/${id}`;
  return format === 'pdf' ? `${REPORTS_PATH}/${id}/pdf` : `${REPORTS_PATH}/generated/${id}/download?format=${format}`;
};

@Controller('api/v1/reports')
export class SocReportRequestController {
  constructor(
    private readonly requests: SocReportRequests,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  @Get('templates/list')
  @Describe({
    tag: TAG,
    summary: 'The reports that there are',
    answers: { 200: { description: 'Each type, with its periods.', schema: Templates } },
  })
  templates(): z.input<typeof Templates> {
    const templates = REPORT_TYPES.map((reportType) => {
      const named = PERIOD_OF_TYPE[reportType];
      const periodTypes = named === null ? [...REPORT_PERIOD_TYPES] : [named, 'on_demand' as const];
      return { reportType, title: REPORT_TITLES[reportType], periodTypes };
    });
    return {
      templateVersion: TEMPLATE_VERSION,
      definitionsVersion: DEFINITIONS_VERSION,
      formats: [...REPORT_FORMATS],
      templates,
    };
  }

  @Post('generate')
  @HttpCode(202)
  @Describe(GENERATE)
  generate(
    @CurrentSubject() subject: Subject,
    @Given('headers') headers: ChangeHeaders,
    @Given('body') body: GenerateBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof Requested>> {
    return this.ask(subject, body, headers, request, reply);
  }

  @Post('generated/generate')
  @HttpCode(202)
  @Describe({ ...GENERATE, summary: 'The same as POST /api/v1/reports/generate' })
  generateToo(
    @CurrentSubject() subject: Subject,
    @Given('headers') headers: ChangeHeaders,
    @Given('body') body: GenerateBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof Requested>> {
    return this.ask(subject, body, headers, request, reply);
  }

  private async ask(
    subject: Subject,
    { title, recommendations, format, reportType, periodType, periodStart, periodEnd, zone, ...marking }: GenerateBody,
    headers: ChangeHeaders,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<z.input<typeof Requested>> {
    const inZone = zone ?? (await tenantSettingsOf(this.ledger, subject.tenantId)).zone;
    const period = requestedPeriod({ reportType, periodType, periodStart, periodEnd }, inZone, this.clock.now());
    const wanted = { ...period, title, recommendations, scheduleId: null };
    const { loaded, receipt } = await this.requests.request(wanted, marking, commandContext(subject, request, changeOf(headers)));
    void reply.header('location', placeOf(receipt.id, format));
    return { id: receipt.id, status: (loaded.record as SocReportRecord).status, position: `${receipt.position}` };
  }
}
