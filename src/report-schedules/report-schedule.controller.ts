/** Report schedules over REST. */
import { Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import {
  asOfFields,
  AsOfFields,
  AtLeastQuery,
  MarkingFields,
  NextLink,
  nextLink,
  PageQuery,
  Position,
  readOptions,
  Time,
  Uuid,
} from '../http/common.schemas.js';
import { ById, ChangeHeaders, changeOf, Describe, Given, IdInPath, oneOrMore, RevisionHeaders } from '../http/operation.js';
import { Clock } from '../ledger/clock.js';
import type { Loaded } from '../ledger/ledger.js';
import { ProfileQueries } from '../profiles/profile.queries.js';
import { REPORTS_PATH } from '../soc-reports/soc-report.json.js';
import { ReportPeriodType, ReportType } from '../soc-reports/soc-report.events.js';
import { BLANK_SCHEDULE, Cadence, ReportScheduleProfile } from './report-schedule.events.js';
import { reportScheduleList } from './report-schedule.kind.js';
import type { ReportScheduleRecord } from './report-schedule.record.js';
import { ReportSchedules } from './report-schedules.js';
import { UpcomingRuns } from './upcoming-runs.queries.js';

const TAG = 'Report schedules';

const Run = z.object({
  scheduleId: Uuid,
  name: z.string(),
  reportType: ReportType,
  periodType: ReportPeriodType,
  periodStart: Time,
  periodEnd: Time.describe('Exclusive. UTC, ISO 8601.'),
  zone: z.string(),
  dueAt: Time.describe('When it is made.'),
});
const Status = z.enum(['active', 'paused', 'deleted']);
const { shape } = ReportScheduleProfile;
const Schedule = z.object({
  id: Uuid,
  tenantId: z.string(),
  organisationId: z.string(),
  name: z.string(),
  status: Status,
  reportType: ReportType,
  cadence: Cadence,
  cron: z.string().nullable().describe('Of the cadence cron: five fields, minute to weekday.'),
  at: shape.at.describe('Local time of the day on which a period ends: when its report is made.'),
  zone: z.string(),
  recommendationIds: z.array(Uuid),
  activeFrom: Time.describe('Reports are made of periods that end after it.'),
  ...MarkingFields,
  nextRun: Run.nullable().describe('Null while it is not active.'),
  revision: z.string(),
  createdAt: Time,
  updatedAt: Time,
});
const SchedulePage = z.object({ schedules: z.array(Schedule), next: NextLink, ...AsOfFields });
const Upcoming = z.object({ upcoming: z.array(Run) });
const Created = z.object({
  schedule: Schedule,
  position: Position.describe('Give it as at_least to see the schedule in lists.'),
});

const ListQuery = z.strictObject({
  ...PageQuery,
  ...AtLeastQuery,
  status: oneOrMore(Status).describe('Active and paused ones when left out.'),
  reportType: oneOrMore(ReportType),
  cadence: oneOrMore(Cadence),
  ids: oneOrMore(IdInPath),
});
const UpcomingQuery = z.strictObject({
  first: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be between 1 and 100')
    .max(100, 'must be between 1 and 100')
    .default(20),
});
const Body = z.strictObject({
  ...z.strictObject(Marking.shape).partial().shape,
  ...shape,
  zone: shape.zone.optional().describe("IANA time zone; the tenant's when left out."),
  cron: shape.cron.default(BLANK_SCHEDULE.cron).describe('Of the cadence cron: five fields, minute to weekday.'),
  at: shape.at.default(BLANK_SCHEDULE.at),
  recommendationIds: shape.recommendationIds.default([...BLANK_SCHEDULE.recommendationIds]),
  activeFrom: shape.activeFrom.optional().describe('Now when left out. A past one makes up for past periods.'),
});

@Controller('api/v1/reports')
export class ReportScheduleController {
  constructor(
    private readonly schedules: ReportSchedules,
    private readonly queries: ProfileQueries,
    private readonly upcoming: UpcomingRuns,
    private readonly clock: Clock,
  ) {}

  @Get('schedules')
  @Describe({
    tag: TAG,
    summary: 'Report schedules, by name',
    query: ListQuery,
    answers: { 200: { description: 'A page of those that you may see.', schema: SchedulePage } },
  })
  async list(
    @CurrentSubject() subject: Subject,
    @Given('query') { first, after, atLeast, status = ['active', 'paused'], ...filter }: z.output<typeof ListQuery>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof SchedulePage>> {
    const page = await this.queries.list(
      reportScheduleList,
      subject,
      { ...filter, status },
      { first, after },
      readOptions({ atLeast }),
    );
    const schedules = page.edges.map(({ node }) => this.view(node as Loaded<ReportScheduleRecord>));
    return { schedules, next: nextLink(request.url, page.pageInfo), ...asOfFields(page.asOf) };
  }

  @Get('schedule/upcoming')
  @Describe({
    tag: TAG,
    summary: 'The reports that come next, the soonest first',
    query: UpcomingQuery,
    answers: { 200: { description: 'Of the schedules that you may see.', schema: Upcoming } },
  })
  async next(
    @CurrentSubject() subject: Subject,
    @Given('query') { first }: z.output<typeof UpcomingQuery>,
  ): Promise<z.input<typeof Upcoming>> {
    return { upcoming: [...(await this.upcoming.list(subject, this.clock.now(), first))] };
  }

  @Post('schedule')
  @HttpCode(201)
  @Describe({
    tag: TAG,
    summary: 'Makes a report of every period',
    headers: ChangeHeaders,
    body: Body,
    answers: { 201: { description: 'The schedule.', schema: Created, headers: { ETag: 'Its revision.' } } },
  })
  async create(
    @CurrentSubject() subject: Subject,
    @Given('headers') headers: ChangeHeaders,
    @Given('body') body: z.output<typeof Body>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof Created>> {
    const { loaded, receipt } = await this.schedules.create(subject, request, body, changeOf(headers));
    void reply.headers({ etag: `"${receipt.revision}"`, location: `${REPORTS_PATH}/schedules?ids=${receipt.id}` });
    return { schedule: this.view(loaded as Loaded<ReportScheduleRecord>), position: `${receipt.position}` };
  }

  @Delete('schedules/:id')
  @HttpCode(204)
  @Describe({
    tag: TAG,
    summary: 'Ends a schedule; its reports stay',
    params: ById,
    headers: RevisionHeaders,
    answers: { 204: { description: 'It is deleted.' } },
  })
  async remove(
    @CurrentSubject() subject: Subject,
    @Given('params') { id }: ById,
    @Given('headers') headers: RevisionHeaders,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.schedules.move(subject, request, 'delete', { id, ...changeOf(headers) });
  }

  private view({
    id,
    tenantId,
    ownerOrganisation,
    createdAt,
    updatedAt,
    revision,
    record,
  }: Loaded<ReportScheduleRecord>): z.input<typeof Schedule> {
    const { marking, creator: _, recommendationIds, ...fields } = record;
    return {
      id,
      tenantId,
      organisationId: ownerOrganisation,
      ...fields,
      recommendationIds: [...recommendationIds],
      secrecyLevel: marking.secrecyLevel,
      tlp: marking.tlp,
      nextRun: this.upcoming.nextOf({ ...record, id }, this.clock.now()),
      revision: `${revision}`,
      createdAt: new Date(createdAt).toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
    };
  }
}
