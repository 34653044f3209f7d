/** `GET /api/v1/attack/navigator`: a tenant's reports, campaigns or detection coverage as a layer of the ATT&CK Navigator. */
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import { parseInput } from '../../graphql/arguments.js';
import { LAYER_SUBJECTS } from './navigator-layer.measure.js';
import { Describe } from '../../http/operation.js';
import { NavigatorQueries } from './navigator.queries.js';

const Parameters = z.strictObject({
  of: z.enum(LAYER_SUBJECTS),
  domain: AttackDomain.default('enterprise'),
  /** Wait at most 2 s until the answer holds this position. */
  atLeast: z
    .string()
    .regex(/^\d{1,19}$/, 'must be a position in digits')
    .optional(),
});

@Controller('api/v1/attack')
export class NavigatorController {
  constructor(private readonly queries: NavigatorQueries) {}

  /** `?of=reports|campaigns|coverage&domain=enterprise|ics|mobile` */
  @Get('navigator')
  @Describe({
    tag: 'ATT&CK',
    summary: 'What you may see as a layer of the ATT&CK Navigator',
    query: Parameters,
    asIs: true,
    answers: { 200: { description: 'A layer, format 4.5.', mediaTypes: ['application/json'] } },
  })
  async layer(@CurrentSubject() subject: Subject, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { of, domain, atLeast } = parseInput(Parameters, query);
    const layer = await this.queries.layer(subject, of, domain, atLeast === undefined ? {} : { atLeast: BigInt(atLeast) });
    await reply
      .header('content-disposition', `attachment; filename="${of}-${domain}-layer.json"`)
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(layer, null, 2));
  }
}
