/** `GET /api/v1/handovers/{id}/download`: a handover with its brief as PDF or HTML. */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { downloadOf, RecordDownloads, type Shown } from '../documents/record-downloads.js';
import { Describe } from '../http/operation.js';
import { LedgerError } from '../ledger/errors.js';
import type { Loaded } from '../ledger/ledger.js';
import { People } from '../people/people.queries.js';
import { HandoverBriefQueries } from './handover-brief.queries.js';
import { handoverDocument } from './handover.document.js';
import type { Handover, HandoverRecord } from './handover.record.js';
import { handoverType } from './handover.type.js';

@Controller('api/v1/handovers')
export class HandoverDownloadController {
  constructor(
    private readonly downloads: RecordDownloads,
    private readonly briefs: HandoverBriefQueries,
    private readonly people: People,
  ) {}

  @Get(':id/download')
  @Describe(downloadOf('A handover with its brief as a file'))
  download(
    @CurrentSubject() subject: Subject,
    @Param('id') id: string,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.downloads.send(handoverType, { id, query }, subject, reply, (shown) => this.compose(shown));
  }

  private async compose({ loaded, audience }: Shown<Handover>) {
    const handover = loaded as Loaded<HandoverRecord>;
    const { outgoing, incoming: expected, countersignature } = handover.record;
    const incoming = countersignature?.incoming ?? expected;
    const [brief, names] = await Promise.all([
      this.briefs.ofHandover(audience, handover, { atLeast: loaded.position }),
      this.people.namesOf(loaded.tenantId, [outgoing, ...(incoming === null ? [] : [incoming])]),
    ]);
    if (!brief.asOf.fresh)
      throw new LedgerError('UNAVAILABLE', 'The read models are behind; the brief is not complete. Try again shortly.');
    return handoverDocument(handover, brief, {
      outgoing: names.get(outgoing) ?? outgoing,
      incoming: incoming && (names.get(incoming) ?? incoming),
    });
  }
}
