/** `GET` and `POST /s/dashboards/{token}`: the doors for those outside, who have a link to the dashboard and nothing else. */
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../access/guards/public.decorator.js';
import { DOCUMENT_POLICY } from '../documents/html.policy.js';
import { inCase } from '../http/json-case.js';
import { Describe } from '../http/operation.js';
import { notFound } from '../ledger/errors.js';
import { InstanceKey } from '../ledger/record-id.js';
import { GivenPassword, LINK_RATE, PRIVATE_HEADERS, sendPage } from '../share-links/share-link.http.js';
import { viewerOf } from '../share-links/share-secret.js';
import { DASHBOARD_LINK, OPEN_DASHBOARD_LINK } from './shared-dashboard.json.js';
import { CLOSED_PAGE, LANDING_PAGE } from './shared-dashboard.page.js';
import { SharedDashboards } from './shared-dashboards.js';

const DATA = '.json';
const Form = z.object({ password: GivenPassword });

const wantsData = (token: string, { headers: { accept = '' } }: FastifyRequest): boolean =>
  token.endsWith(DATA) || (accept.includes('application/json') && !accept.includes('text/html'));

@Controller('s/dashboards')
@Public()
export class SharedDashboardController {
  constructor(
    private readonly dashboards: SharedDashboards,
    private readonly instanceKey: InstanceKey,
  ) {}

  @Get(':token')
  @Describe(DASHBOARD_LINK)
  @RouteConfig(LINK_RATE)
  async landing(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (wantsData(token, request)) await this.data(token, '', request, reply);
    else await sendPage(reply.header('vary', 'accept'), 200, LANDING_PAGE);
  }

  @Post(':token')
  @Describe(OPEN_DASHBOARD_LINK)
  @HttpCode(200)
  @RouteConfig(LINK_RATE)
  async open(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = Form.safeParse(body ?? {});
    const password = form.success ? form.data.password : '';
    if (wantsData(token, request)) await this.data(token, password, request, reply);
    else await this.page(token, password, request, reply);
  }

  private async page(token: string, password: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const opened = await this.dashboards.open(token, password, { format: 'html', ...this.visit(request) });
    reply.header('vary', 'accept');
    if (!opened) await sendPage(reply, 404, CLOSED_PAGE);
    else {
      const { content, mediaType } = await this.dashboards.page(opened);
      await reply
        .headers({ 'content-security-policy': DOCUMENT_POLICY, ...PRIVATE_HEADERS })
        .type(mediaType)
        .send(content);
    }
  }

  /** @throws LedgerError NOT_FOUND for whatever is wrong with the link. */
  private async data(token: string, password: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { case: spelling } = request.query as { readonly case?: string };
    reply.headers({ vary: 'accept', ...PRIVATE_HEADERS });
    const bare = token.endsWith(DATA) ? token.slice(0, -DATA.length) : token;
    const opened = await this.dashboards.open(bare, password, { format: 'json', ...this.visit(request) });
    if (!opened) throw notFound('shared dashboard');
    await reply.send(inCase(opened.dashboard, spelling));
  }

  private visit({ ip, headers }: FastifyRequest) {
    return { viewerOf: (id: string) => viewerOf(this.instanceKey.bytes, id, ip, headers['user-agent'] ?? '') };
  }
}
