/** Lists of SOC reports over REST. */
import { Controller, Get, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { asOfFields, AtLeastQuery, nextLink, PageQuery, readOptions } from '../http/common.schemas.js';
import { Describe, Given, IdInPath, oneOrMore } from '../http/operation.js';
import { ReportPeriodType, ReportType } from './soc-report.events.js';
import { ReportPage, reportRow, ReportStatus, TAG } from './soc-report.json.js';
import { SocReportQueries } from './soc-report.queries.js';

const Edge = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-01-05T10:00:00.000Z' })
  .transform((time) => new Date(time).toISOString());
const FilterQuery = z.strictObject({
  ...PageQuery,
  ...AtLeastQuery,
  reportType: oneOrMore(ReportType),
  periodType: oneOrMore(ReportPeriodType),
  scheduleId: oneOrMore(IdInPath),
  from: Edge.optional().describe('Periods that end after it.'),
  to: Edge.optional().describe('Periods that begin before it.'),
});
const ListQuery = FilterQuery.extend({ status: oneOrMore(ReportStatus) });
type ListQuery = z.output<typeof ListQuery>;

const ANSWER = { 200: { description: 'A page of reports that you may see, the newest first.', schema: ReportPage } };

@Controller('api/v1/reports')
export class SocReportListController {
  constructor(private readonly queries: SocReportQueries) {}

  @Get()
  @Describe({ tag: TAG, summary: 'Report runs of the tenant, in any state', query: ListQuery, answers: ANSWER })
  all(@CurrentSubject() subject: Subject, @Req() request: FastifyRequest, @Given('query') query: ListQuery) {
    return this.page(subject, request, query);
  }

  @Get('my-reports')
  @Describe({ tag: TAG, summary: "Reports of the caller's tenant", query: ListQuery, answers: ANSWER })
  ofCaller(@CurrentSubject() subject: Subject, @Req() request: FastifyRequest, @Given('query') query: ListQuery) {
    return this.page(subject, request, query);
  }

  @Get('generated')
  @Describe({ tag: TAG, summary: 'Completed reports, with their files', query: FilterQuery, answers: ANSWER })
  generated(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Given('query') query: z.output<typeof FilterQuery>,
  ) {
    return this.page(subject, request, { ...query, status: ['completed'] });
  }

  private async page(
    subject: Subject,
    request: FastifyRequest,
    { first, after, atLeast, ...filter }: ListQuery,
  ): Promise<z.input<typeof ReportPage>> {
    const { edges, pageInfo, asOf } = await this.queries.list(subject, filter, { first, after }, readOptions({ atLeast }));
    return { reports: edges.map(({ node }) => reportRow(node)), next: nextLink(request.url, pageInfo), ...asOfFields(asOf) };
  }
}
