/** The subscriptions as server-sent events, for scripts. */
import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { LedgerError } from '../ledger/errors.js';
import { isRecordId } from '../ledger/stream-name.js';
import { EventStreams } from './event-streams.js';

type Given = string | readonly string[] | undefined;

/** @throws LedgerError INVALID_INPUT naming the parameter. */
const positionOf = (from: Given, lastEventId: Given): string | undefined => {
  // A browser that comes again knows more than the address it was first given.
  const [path, text] = lastEventId ? ['Last-Event-ID', lastEventId] : ['from', from];
  if (text === undefined || text === '') return undefined;
  if (typeof text === 'string' && /^\d{1,18}$/.test(text)) return text;
  const message = `${path} must be a position that the ledger gave, a string of digits.`;
  throw new LedgerError('INVALID_INPUT', message, { fields: [{ path, message }] });
};

@Controller('api/v1/stream')
export class EventStreamController {
  constructor(private readonly streams: EventStreams) {}

  /** Each event's data is `{ position, changes, dashboard }`, its id the position to resume from. */
  @Get('dashboard')
  dashboard(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('from') from: Given,
    @Headers('last-event-id') lastEventId: Given,
  ): Promise<void> {
    return this.streams.open('dashboardChanged', { from: positionOf(from, lastEventId) }, { subject, request }, reply);
  }

  /** Each event's data is one event of the record, as `recordHistory` shows it. */
  @Get('records/:type/:id')
  record(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('type') type: string,
    @Param('id') id: string,
    @Query('from') from: Given,
    @Headers('last-event-id') lastEventId: Given,
  ): Promise<void> {
    if (!isRecordId(id.toLowerCase()))
      throw new LedgerError('INVALID_INPUT', 'id must be a UUID.', { fields: [{ path: 'id', message: 'must be a UUID' }] });
    const variables = { type, id: id.toLowerCase(), from: positionOf(from, lastEventId) };
    return this.streams.open('recordChanged', variables, { subject, request }, reply);
  }
}
