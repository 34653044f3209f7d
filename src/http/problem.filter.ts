/** Answers failed REST calls with problem details (RFC 9457), and those of TAXII in its own shape. */
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { GqlContextType } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TAXII_MEDIA_TYPE } from '../exchange/taxii/taxii-resources.js';
import { isTaxii, taxiiErrorOf } from '../exchange/taxii/server/taxii-error.js';
import { type Failure, failureOf, problemOf } from './problem.js';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('HTTP');

  catch(error: unknown, host: ArgumentsHost): unknown {
    // GraphQL has its own shape; its driver formats what is thrown.
    if (host.getType<GqlContextType>() === 'graphql') throw error;
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    sendProblem(error, http.getRequest<FastifyRequest>(), reply, this.logger);
    return reply;
  }
}

/** RFC 9110 §13.1.1: the caller said of which revision it knew. */
const statedFor = ({ headers }: FastifyRequest, failure: Failure): Failure =>
  headers['if-match'] !== undefined && 'currentRevision' in failure.details ? { ...failure, status: 412 } : failure;

export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void => {
  const failure = statedFor(request, failureOf(error));
  if (failure.internal) logger.error(`${request.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  if (reply.raw.headersSent) {
    reply.raw.end();
    return;
  }
  if (isTaxii(request.url)) {
    const error = Buffer.from(JSON.stringify(taxiiErrorOf(failure, request.id)));
    void reply.status(failure.status).header('content-type', TAXII_MEDIA_TYPE).send(error);
    return;
  }
  void reply.status(failure.status).type('application/problem+json').send(problemOf(failure, request.id));
};
