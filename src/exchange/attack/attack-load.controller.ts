/** `POST /api/v1/attack/releases`: a release of ATT&CK as a STIX bundle in the request's body; progress and receipt as lines of JSON. */
import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import { commandContext, parseInput } from '../../graphql/arguments.js';
import { Describe } from '../../http/operation.js';
import { LedgerError } from '../../ledger/errors.js';
import { line } from '../../ledger/text.js';
import { answerImport } from '../import-answer.js';
import { LoadAttackRelease } from './attack-release.commands.js';
import { ReleaseName } from './attack-release.events.js';

const Parameters = z.strictObject({
  name: line(300).default('bundle'),
  /** What the bundle does not say by itself. */
  ...ReleaseName.partial().shape,
  reason: line(2_000).optional(),
});

@Controller('api/v1/attack')
export class AttackLoadController {
  constructor(private readonly commands: CommandBus) {}

  /** Answers the receipt; with `Accept: application/x-ndjson` lines `{done, total}` come before it. */
  @Post('releases')
  @Describe({
    tag: 'ATT&CK',
    summary: 'Loads a release of ATT&CK from a STIX bundle',
    query: Parameters,
    content: ['application/stix+json', 'application/json'],
    asIs: true,
    answers: {
      200: {
        description: 'The receipt; after lines of progress where they are accepted.',
        mediaTypes: ['application/json', 'application/x-ndjson'],
      },
    },
  })
  async load(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: Record<string, string>,
  ): Promise<void> {
    const { name, domain, version, reason } = parseInput(Parameters, query);
    const content = request.body;
    if (!Buffer.isBuffer(content))
      throw new LedgerError('INVALID_INPUT', 'Send the bundle as the body, with content type application/stix+json.');
    const given = { ...(domain ? { domain } : {}), ...(version ? { version } : {}) };
    const context = commandContext(subject, request, reason === undefined ? {} : { reason });
    await answerImport(request, reply, (onProgress) =>
      this.commands.execute(new LoadAttackRelease(content, name, { ...given, onProgress }, context)),
    );
  }
}
