/** `POST /api/v1/incidents/import`: an incident log or OCSF findings as the request's body, read as it comes; progress and receipt as lines of JSON. */
import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../../access/actor.js';
import { CurrentSubject } from '../../access/guards/current-subject.decorator.js';
import { SecrecyLevel, Tlp } from '../../access/marking.js';
import { commandContext, invalidInput, parseInput } from '../../graphql/arguments.js';
import { JsonSyntaxError } from '../../json/json-syntax-error.js';
import { readJson } from '../../json/strict-json.js';
import { LedgerError } from '../../ledger/errors.js';
import { line } from '../../ledger/text.js';
import { Describe } from '../../http/operation.js';
import { answerImport } from '../import-answer.js';
import { CsvMapping } from './csv-mapping.js';
import { SignedReceiptShape } from '../receipts/signed-receipt.js';
import { ImportIncidents } from './incident-import.commands.js';
import { shippedMapping, shippedMappings } from './mappings.js';

const CSV = 'text/csv';
const NDJSON = 'application/x-ndjson';

const Parameters = z.strictObject({
  name: line(300).default('incidents'),
  /** Of a CSV file: the name of a mapping that comes with the product, or a mapping as JSON. */
  mapping: z.string().max(12_000, 'must have at most 12,000 characters').optional(),
  tlp: Tlp.optional(),
  secrecyLevel: SecrecyLevel.optional(),
  dryRun: z.enum(['true', 'false']).default('false'),
  reason: line(2_000).optional(),
});

/** @throws LedgerError INVALID_INPUT naming what is wrong with it. */
const mappingFrom = (given: string | undefined): CsvMapping => {
  if (given === undefined)
    throw invalidInput([{ path: 'mapping', message: `is needed for CSV: ${shippedMappings().join(', ')}, or your own as JSON` }]);
  if (!given.trimStart().startsWith('{')) {
    const shipped = shippedMapping(given);
    if (shipped) return shipped;
    throw invalidInput([{ path: 'mapping', message: `must be one of ${shippedMappings().join(', ')}, or your own as JSON` }]);
  }
  try {
    return parseInput(CsvMapping, readJson(given).value, 'mapping');
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw invalidInput([
      { path: 'mapping', message: `is not valid JSON, line ${error.line}, column ${error.column}: ${error.message}` },
    ]);
  }
};

const isBody = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

const Receipt = z
  .looseObject({
    importId: z.string(),
    file: z.string(),
    dryRun: z.boolean(),
    rows: z.looseObject({ total: z.int(), events: z.int(), nothingNew: z.int(), known: z.int(), errors: z.int() }),
    incidents: z.object({ opened: z.int(), updated: z.int(), unchanged: z.int() }),
    events: z.record(z.string(), z.int()).describe('By their type.'),
    errors: z.array(z.unknown()).describe('By line; their rows did not go in.'),
    warnings: z.array(z.unknown()).describe('By line; their rows went in.'),
    signed: SignedReceiptShape.nullable().describe(
      'The figures, signed; null for a dry run. `/api/v1/exchange/keys` has the keys.',
    ),
  })
  .describe('What became of each row.');

@Controller('api/v1/incidents')
export class IncidentImportController {
  constructor(private readonly commands: CommandBus) {}

  /** Answers the receipt; with `Accept: application/x-ndjson` lines `{done, total}` come before it. */
  @Post('import')
  @Describe({
    tag: 'Imports',
    summary: 'Imports an incident log (CSV) or OCSF findings (NDJSON)',
    query: Parameters,
    content: [CSV, NDJSON],
    asIs: true,
    answers: {
      200: {
        description: 'The receipt; after lines of progress where they are accepted.',
        schema: Receipt,
        mediaTypes: ['application/json', NDJSON],
      },
    },
  })
  async import(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: Record<string, string>,
  ): Promise<void> {
    const { name, mapping, dryRun, reason, ...marking } = parseInput(Parameters, query);
    const content = request.body;
    if (!isBody(content))
      throw new LedgerError('INVALID_INPUT', `Send the file as the body: a CSV log as ${CSV}, OCSF findings as ${NDJSON}.`);
    const isCsv = request.headers['content-type']?.startsWith(CSV) === true;
    if (!isCsv && mapping !== undefined)
      throw invalidInput([{ path: 'mapping', message: `is for CSV; send the body as ${CSV}` }]);
    const options = { file: name, mapping: isCsv ? mappingFrom(mapping) : null, marking, dryRun: dryRun === 'true' };
    const context = commandContext(subject, request, reason === undefined ? {} : { reason });
    await answerImport(request, reply, (onProgress) =>
      this.commands.execute(new ImportIncidents(content, { ...options, onProgress }, context)),
    );
  }
}
