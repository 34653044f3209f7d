/** `GET` and `POST /s/{token}`: the doors for those outside, who have a link and nothing else. */
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../access/guards/public.decorator.js';
import { RuleViolation } from '../ledger/decider.js';
import { Describe } from '../http/operation.js';
import { InstanceKey } from '../ledger/record-id.js';
import { GivenPassword, LINK_RATE, sendPage } from '../share-links/share-link.http.js';
import { viewerOf } from '../share-links/share-secret.js';
import { ReportFormat } from '../soc-reports/soc-report.events.js';
import { LINK, OPEN_LINK } from './report-share.json.js';
import { sendShared } from './send-shared.js';
import { CLOSED_PAGE, LANDING_PAGE, NO_FORMAT_PAGE } from './share-page.js';
import { SharedReports } from './shared-reports.js';

/** What is not understood is as good as not given. */
const Form = z.object({
  format: z.union([ReportFormat, z.literal('').transform(() => undefined)]).optional(),
  password: GivenPassword,
});

@Controller('s')
@Public()
export class SharedLinkController {
  constructor(
    private readonly reports: SharedReports,
    private readonly instanceKey: InstanceKey,
  ) {}

  @Get(':token')
  @Describe(LINK)
  @RouteConfig(LINK_RATE)
  async landing(@Res() reply: FastifyReply): Promise<void> {
    await sendPage(reply, 200, LANDING_PAGE);
  }

  @Post(':token')
  @Describe(OPEN_LINK)
  @HttpCode(200)
  @RouteConfig(LINK_RATE)
  async open(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = Form.safeParse(body ?? {});
    const { format, password } = form.success ? form.data : { format: undefined, password: '' };
    const agent = request.headers['user-agent'] ?? '';
    const visit = { format, viewerOf: (id: string) => viewerOf(this.instanceKey.bytes, id, request.ip, agent) };
    try {
      const file = await this.reports.openLink(token, password, visit);
      await (file ? sendShared(reply, file) : sendPage(reply, 404, CLOSED_PAGE));
    } catch (error) {
      if (!(error instanceof RuleViolation && error.code === 'NO_SUCH_FORMAT')) throw error;
      await sendPage(reply, 422, NO_FORMAT_PAGE);
    }
  }
}
