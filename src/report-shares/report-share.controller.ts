/** Sharing SOC reports over REST: who a report is shared with, and what was shared with the caller. */
import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { decide, decideGrant } from '../access/policy.js';
import { commandContext, parseInput } from '../graphql/arguments.js';
import { inCase } from '../http/json-case.js';
import { nextLink } from '../http/common.schemas.js';
import { Describe, Given } from '../http/operation.js';
import { Clock } from '../ledger/clock.js';
import { forbidden, notFound } from '../ledger/errors.js';
import { Ledger } from '../ledger/ledger.js';
import { InstanceKey, newRecordId } from '../ledger/record-id.js';
import { RecordId } from '../ledger/text.js';
import { EventLog } from '../ledger/subscription.js';
import { PUBLIC_URL } from '../share-links/public-url.js';
import { endOf } from '../share-links/share-link.measure.js';
import { newSecret, passwordHashOf, reportTokens, secretHashOf } from '../share-links/share-secret.js';
import { ReportFormat } from '../soc-reports/soc-report.events.js';
import { socReportType } from '../soc-reports/soc-report.type.js';
import { ShareReport, UnshareReport } from './report-share.commands.js';
import { parseShare, type ShareFields } from './report-share.input.js';
import { shareState } from './report-share.measure.js';
import { type ListedShare, ReportShareQueries } from './report-share.queries.js';
import { OPEN_SHARED, SHARE, SHARE_STATS, SHARED, SharedQuery, UNSHARE } from './report-share.json.js';
import type { ReportShareRecord } from './report-share.record.js';
import { reportShareType } from './report-share.type.js';
import { sendShared } from './send-shared.js';
import { SharedReports } from './shared-reports.js';

const shareView = ({ id, createdAt, createdBy, record }: ListedShare, now: string) => ({
  id,
  reportId: record.reportId,
  kind: record.kind,
  recipient: record.recipient,
  recipientLabel: record.recipientLabel,
  organisation: record.organisation,
  country: record.country,
  formats: record.formats,
  state: shareState(record, now),
  expiresAt: record.expiresAt,
  maxViews: record.maxViews,
  hasPassword: record.password !== null,
  views: record.views,
  downloads: record.downloads,
  distinctViewers: record.viewers.length,
  lastAccessAt: record.lastAccessAt,
  createdAt,
  createdBy,
});

const sum = (shares: readonly ListedShare[], of: (share: ReportShareRecord) => number): number =>
  shares.reduce((all, { record }) => all + of(record), 0);

@Controller('api/v1/reports')
export class ReportShareController {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly instanceKey: InstanceKey,
    private readonly queries: ReportShareQueries,
    private readonly shared: SharedReports,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  /** Answers the link once; it is not kept. */
  @Post(':id/share')
  @Describe(SHARE)
  @HttpCode(201)
  async share(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Body() body: unknown,
    @Query('case') spelling: string | undefined,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
  ): Promise<unknown> {
    const fields = parseShare(body);
    const { password: _, ...asked } = fields;
    const reportId = idOf(id, socReportType.name);
    const context = commandContext(subject, request, idempotencyKey === undefined ? {} : { idempotencyKey });
    const shareId = newRecordId(this.instanceKey, reportShareType.contracts.category, context).id;
    const secret = newSecret();
    const wanted = {
      reportId,
      ...(await this.wanted(fields)),
      secretHash: fields.kind === 'token' ? secretHashOf(secret) : null,
    };
    const { loaded, receipt, appended } = await this.commands.execute(
      new ShareReport(shareId, wanted, context, { reportId, ...asked }),
    );
    await this.queries.reached(receipt.position);
    const token = fields.kind === 'token' && appended ? reportTokens.write(shareId, secret) : null;
    const share = shareView(loaded as ListedShare, this.now());
    return inCase({ share, token, url: token && `${this.publicUrl}/s/${token}` }, spelling);
  }

  @Delete('shares/:shareId')
  @Describe(UNSHARE)
  @HttpCode(204)
  async unshare(@CurrentSubject() subject: Subject, @Req() request: FastifyRequest, @Param('shareId') id: string): Promise<void> {
    if (!decideGrant(subject, 'socReport.unshare').allow) throw forbidden('None of your roles allows socReport.unshare.');
    const shareId = idOf(id, reportShareType.name);
    const loaded = await this.ledger.load(reportShareType, subject.tenantId, shareId);
    if (!loaded || loaded.record.status === 'absent') throw notFound(reportShareType.name);
    await this.visible(subject, loaded.record.reportId, reportShareType.name);
    await this.commands.execute(new UnshareReport(shareId, commandContext(subject, request, {})));
  }

  @Get(':id/share-stats')
  @Describe(SHARE_STATS)
  async stats(
    @CurrentSubject() subject: Subject,
    @Param('id') id: string,
    @Query('case') spelling: string | undefined,
  ): Promise<unknown> {
    if (!decideGrant(subject, 'socReport.shareStats').allow) throw forbidden('None of your roles allows socReport.shareStats.');
    const reportId = idOf(id, socReportType.name);
    await this.visible(subject, reportId, socReportType.name);
    const shares = await this.queries.ofReport(subject, reportId, { atLeast: await this.log.head() });
    const last = shares.flatMap(({ record }) => record.lastAccessAt ?? []).toSorted();
    const answer = {
      reportId,
      views: sum(shares, ({ views }) => views),
      downloads: sum(shares, ({ downloads }) => downloads),
      // Viewers of two links cannot be told to be the same.
      distinctViewers: new Set(shares.flatMap(({ record }) => record.viewers)).size,
      lastAccessAt: last.at(-1) ?? null,
      shares: shares.map((share) => shareView(share, this.now())),
    };
    return inCase(answer, spelling);
  }

  @Get('shared')
  @Describe(SHARED)
  async withCaller(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Given('query') { first, after, atLeast }: z.output<typeof SharedQuery>,
  ): Promise<unknown> {
    const options = { atLeast: atLeast ?? (await this.log.head()) };
    const { edges, pageInfo } = await this.queries.openTo(subject, this.now(), { first, after }, options);
    const items = edges.map(({ node: { id, createdAt, record, report } }) => {
      const { reportId, formats, expiresAt } = record;
      const { title, reportType, periodStart, periodEnd, zone } = report;
      return {
        shareId: id,
        sharedAt: createdAt,
        expiresAt,
        formats,
        report: { id: reportId, title, reportType, periodStart, periodEnd, zone },
      };
    });
    return { items, next: nextLink(request.url, pageInfo) };
  }

  /** The file of a report that was shared with the caller by name. */
  @Get('shared/:shareId')
  @Describe(OPEN_SHARED)
  async open(
    @CurrentSubject() subject: Subject,
    @Param('shareId') shareId: string,
    @Query('format') format: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = parseInput(z.object({ format: ReportFormat.optional() }), { format }).format;
    const visit = { format: wanted, viewerOf: () => subject.actorId };
    const file = await this.shared.openForCaller(subject, idOf(shareId, reportShareType.name), visit);
    if (!file) throw notFound(reportShareType.name);
    await sendShared(reply, file);
  }

  private async wanted({ password, ...fields }: ShareFields) {
    return {
      kind: fields.kind,
      recipient: fields.recipient ?? null,
      recipientLabel: fields.recipientLabel,
      organisation: fields.organisation ?? null,
      country: fields.country ?? null,
      formats: fields.formats,
      expiresAt: endOf(fields, this.clock.now()),
      maxViews: fields.maxViews ?? null,
      password: password === undefined ? null : await passwordHashOf(password),
    };
  }

  /** A share is there for those who may see its report as it is marked now. */
  private async visible(subject: Subject, reportId: string, name: string): Promise<void> {
    const report = await this.ledger.load(socReportType, subject.tenantId, reportId);
    const marking = report && socReportType.markingOf(report.record);
    if (!report || !marking || !decide(subject, 'read', { ...report, marking }).allow) throw notFound(name);
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

/** What is no id names nothing. */
const idOf = (text: string, name: string): string => {
  if (!RecordId.safeParse(text).success) throw notFound(name);
  return text;
};
