/** `POST /api/v1/stix/import`: a bundle as the request's body; progress and receipt as lines of JSON. */
import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import { Tlp } from '../../access/marking.js';
import { commandContext, parseInput } from '../../graphql/arguments.js';
import { LedgerError } from '../../ledger/errors.js';
import { line } from '../../ledger/text.js';
import { Describe } from '../../http/operation.js';
import { answerImport, LINES } from '../import-answer.js';
import { SignedReceiptShape } from '../receipts/signed-receipt.js';
import { ImportStix } from './stix-import.commands.js';

const Parameters = z.strictObject({
  name: line(300).default('bundle'),
  unmarkedTlp: Tlp.optional(),
  reason: line(2_000).optional(),
});

const Position = z.string().nullable();
const Receipt = z.object({
  importId: z.string(),
  file: z.string(),
  counts: z.record(z.string(), z.int()).describe('Objects by what became of them.'),
  objects: z.array(
    z.object({
      stixId: z.string(),
      stixType: z.string(),
      outcome: z.string(),
      reasons: z.array(z.string()),
      record: z.object({ type: z.string(), id: z.string() }).nullable(),
      position: Position,
    }),
  ),
  warnings: z.array(z.string()),
  warned: z.int().describe('Objects with something to be said about them.'),
  signed: SignedReceiptShape.describe('The receipt without its objects, signed; `/api/v1/exchange/keys` has the keys.'),
  position: Position.describe('Of the last change; null: nothing changed.'),
});

const isStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

@Controller('api/v1/stix')
export class StixImportController {
  constructor(private readonly commands: CommandBus) {}

  /** Answers the receipt; with `Accept: application/x-ndjson` lines `{done, total}` come before it. */
  @Post('import')
  @Describe({
    tag: 'Imports',
    summary: 'Imports a STIX 2.1 bundle',
    query: Parameters,
    content: ['application/stix+json', 'application/json'],
    asIs: true,
    answers: {
      200: {
        description: 'The receipt; after lines of progress where they are accepted.',
        schema: Receipt,
        mediaTypes: ['application/json', LINES],
      },
    },
  })
  async import(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: Record<string, string>,
  ): Promise<void> {
    const { name, unmarkedTlp, reason } = parseInput(Parameters, query);
    const content = request.body;
    if (!Buffer.isBuffer(content) && !isStream(content))
      throw new LedgerError('INVALID_INPUT', 'Send the bundle as the body, with content type application/stix+json.');
    const context = commandContext(subject, request, reason === undefined ? {} : { reason });
    await answerImport(request, reply, (onProgress) =>
      this.commands.execute(new ImportStix(content, name, { unmarkedTlp, onProgress }, context)),
    );
  }
}
