/** The Fastify server under Nest: body parsing, identity, rate limits, security headers, refusals. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { Logger } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BearerStrategy } from '../auth/bearer.strategy.js';
import type { Config } from '../config/config.js';
import { JsonSyntaxError } from '../json/json-syntax-error.js';
import { readJson } from '../json/strict-json.js';
import { LedgerError } from '../ledger/errors.js';
import { People } from '../people/people.queries.js';
import { sendProblem } from './problem.filter.js';
import { failureOf } from './problem.js';

const BUNDLE_TYPES = ['application/stix+json', 'application/taxii+json', 'application/octet-stream'];
const MAX_JSON_DEPTH = 64;

export const createAdapter = (config: Config): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: config.http.bodyLimitBytes,
    genReqId: () => randomUUID(),
    requestTimeout: 120_000,
    allowErrorHandlerOverride: true,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
  });

/** @throws LedgerError INVALID_INPUT naming line and column. */
const parseJson = (body: Buffer): unknown => {
  try {
    return readJson(body, { maxDepth: MAX_JSON_DEPTH }).value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new LedgerError('INVALID_INPUT', `The body is not valid JSON, line ${error.line}, column ${error.column}: ${error.message}`);
  }
};

const isBundleImport = (request: FastifyRequest): boolean => request.url.startsWith('/api/v1/stix/import');

/** To be called before the application is initialised: hooks and parsers count for routes that come after them. */
export const prepareServer = async (app: NestFastifyApplication, config: Config): Promise<void> => {
  const logger = new Logger('HTTP');
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const strategy = app.get(BearerStrategy);
  const people = app.get(People);
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      // A bundle is kept verbatim, so it is read by its own door.
      done(null, isBundleImport(request) ? body : (body as Buffer).length === 0 ? undefined : parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  server.addContentTypeParser(BUNDLE_TYPES, { parseAs: 'buffer', bodyLimit: config.http.importBodyLimitBytes }, (_request, body, done) =>
    done(null, body),
  );
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization === undefined) return;
    try {
      request.subject = await strategy.subjectOf(request, reply);
      await people.remember(request.subject);
    } catch {
      // The guard says why, where a token is needed.
    }
  });
  await server.register(helmet, { contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] } } });
  await server.register(rateLimit, {
    global: true,
    max: config.http.requestsPerMinute,
    timeWindow: '1 minute',
    keyGenerator: (request) => request.subject?.actorId ?? request.ip,
    skipOnError: true,
  });
  if (config.http.corsOrigins.length > 0) app.enableCors({ origin: [...config.http.corsOrigins], credentials: false });
  server.setErrorHandler((error, request, reply) => {
    if (request.url.startsWith('/graphql')) return sendGraphqlRefusal(error, request, reply, logger);
    return sendProblem(error, request, reply, logger);
  });
  server.addHook('onSend', async (request, reply) => {
    void reply.header('x-correlation-id', request.id);
  });
  // A request that is not HTTP at all gets a plain refusal.
  server.server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n\r\n`);
  });
};

const sendGraphqlRefusal = (error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void => {
  const failure = failureOf(error);
  if (failure.internal) logger.error(`${request.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const extensions = { code: failure.code, ...failure.details, ...(failure.internal ? { correlationId: request.id } : {}) };
  void reply.status(failure.status).type('application/json').send({ data: null, errors: [{ message: failure.message, extensions }] });
};
