/** The subscriptions as server-sent events, for scripts. */
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { Describe, Given, IdInPath } from '../http/operation.js';
import { EventStreams } from './event-streams.js';

const Place = z
  .string()
  .regex(/^\d{0,18}$/, 'must be a position that the ledger gave, a string of digits')
  .optional()
  .describe('The last position that is known; from now on when left out.');
const StreamQuery = z.object({ from: Place });
const StreamHeaders = z.object({ 'last-event-id': Place });
const RecordParams = z.object({ type: z.string(), id: IdInPath });
type StreamQuery = z.output<typeof StreamQuery>;
type StreamHeaders = z.output<typeof StreamHeaders>;

/** A browser that comes again knows more than the address it was first given. */
const positionOf = ({ from }: StreamQuery, { 'last-event-id': last }: StreamHeaders): string | undefined =>
  (last === undefined || last === '' ? from : last) || undefined;

const TAG = 'Live';
const answers = { 200: { description: 'Events, until the connection ends.', mediaTypes: ['text/event-stream'] } };

@Controller('api/v1/stream')
export class EventStreamController {
  constructor(private readonly streams: EventStreams) {}

  /** Each event's data is `{ position, reason, changes, dashboard }`, its id the position to resume from. */
  @Get('dashboard')
  @Describe({ tag: TAG, summary: 'Changes of the dashboard', query: StreamQuery, headers: StreamHeaders, answers })
  dashboard(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Given('query') query: StreamQuery,
    @Given('headers') headers: StreamHeaders,
  ): Promise<void> {
    return this.streams.open('dashboardChanged', { from: positionOf(query, headers) }, { subject, request }, reply);
  }

  /** Each event's data is one event of the record, as `recordHistory` shows it. */
  @Get('records/:type/:id')
  @Describe({
    tag: TAG,
    summary: 'Changes of a record',
    params: RecordParams,
    query: StreamQuery,
    headers: StreamHeaders,
    answers,
  })
  record(
    @CurrentSubject() subject: Subject,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Given('params') { type, id }: z.output<typeof RecordParams>,
    @Given('query') query: StreamQuery,
    @Given('headers') headers: StreamHeaders,
  ): Promise<void> {
    const variables = { type, id, from: positionOf(query, headers) };
    return this.streams.open('recordChanged', variables, { subject, request }, reply);
  }
}
