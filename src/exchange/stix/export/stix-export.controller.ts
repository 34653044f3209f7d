/** `GET` and `POST /api/v1/stix/export`: a STIX 2.1 bundle as a file. */
import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../../../access/actor.js';
import { CurrentSubject } from '../../../access/guards/current-subject.decorator.js';
import { commandContext, parseInput } from '../../../graphql/arguments.js';
import { line } from '../../../ledger/text.js';
import { Describe } from '../../../http/operation.js';
import { ExportFields, exportRequest } from './export-input.js';
import { ExportStix } from './stix-export.commands.js';

const list = (text: string): string[] => text.split(',').map((entry) => entry.trim());
const Given = z.looseObject({
  reason: line(2_000).optional(),
  atLeast: z
    .string()
    .regex(/^\d{1,20}$/, 'must be a position')
    .transform(BigInt)
    .optional(),
});

const Asked = ExportFields.extend({
  reason: line(2_000).optional(),
  atLeast: z.string().optional().describe('A position: wait at most 2 s until the answer holds it.'),
});
/** Lists are written with commas in an address. */
const AskedInAddress = Asked.extend({
  ids: z.string().optional().describe('STIX ids or UUIDs of records, with commas between them.'),
  types: z.string().optional().describe('STIX types, with commas between them.'),
  tlpVersion: z.string().optional().describe('1 or 2.'),
});
const BUNDLE = { description: 'A STIX 2.1 bundle; what stayed is counted in headers.', mediaTypes: ['application/stix+json'] };

@Controller('api/v1/stix')
export class StixExportController {
  constructor(private readonly commands: CommandBus) {}

  /** `?ids=…,…&types=…,…&receiver=…&country=…&maxTlp=…&tlpVersion=1|2&reason=…`. */
  @Get('export')
  @Describe({ tag: 'Exports', summary: 'Exports a STIX 2.1 bundle', query: AskedInAddress, asIs: true, answers: { 200: BUNDLE } })
  get(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: Record<string, string>,
  ): Promise<void> {
    const { ids, types, tlpVersion, ...rest } = query;
    const input = {
      ...rest,
      ...(ids === undefined ? {} : { ids: list(ids) }),
      ...(types === undefined ? {} : { types: list(types) }),
      ...(tlpVersion === undefined ? {} : { tlpVersion: Number(tlpVersion) }),
    };
    return this.send(subject, request, reply, input);
  }

  /** The same fields as JSON, for more ids than fit into an address. */
  @Post('export')
  @Describe({ tag: 'Exports', summary: 'Exports a STIX 2.1 bundle', body: Asked, asIs: true, answers: { 200: BUNDLE } })
  @HttpCode(200)
  post(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<void> {
    return this.send(subject, request, reply, body ?? {});
  }

  /** What went and what stayed is said in the headers, since the body goes on to the receiver. */
  private async send(subject: Subject, request: FastifyRequest, reply: FastifyReply, input: unknown): Promise<void> {
    const { reason, atLeast, ...fields } = parseInput(Given, input);
    const wanted = { ...exportRequest(fields), atLeast };
    const context = commandContext(subject, request, reason === undefined ? {} : { reason });
    const { bundle, facts, receipt } = await this.commands.execute(new ExportStix(wanted, context));
    await reply
      .status(200)
      .headers({
        'content-type': 'application/stix+json;version=2.1',
        'content-length': bundle.bytes,
        'content-disposition': `attachment; filename="${bundle.id}.json"`,
        'cache-control': 'no-store',
        'x-export-id': receipt.id,
        'x-export-position': receipt.position.toString(),
        'x-export-exported': facts.exported,
        'x-export-withheld': facts.withheld,
        'x-export-omitted-refs': facts.omittedRefs,
        'x-export-reasons': facts.reasons.map(({ reason: rule, count }) => `${rule}=${count}`).join(', '),
        'x-export-sha256': facts.sha256,
      })
      .send(Readable.from(bundle.pieces, { objectMode: false }));
  }
}
