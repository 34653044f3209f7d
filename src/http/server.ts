/** The Fastify server under Nest: body parsing, identity, rate limits, security headers, refusals. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import statics from '@fastify/static';
import { Logger, UnsupportedMediaTypeException } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import swaggerUi from 'swagger-ui-dist';
import { BearerStrategy } from '../auth/bearer.strategy.js';
import type { Config } from '../config/config.js';
import { admitGraphql, checkGraphqlBody, GRAPHQL_PATH, isGraphql, isUpgrade } from '../graphql/endpoint.js';
import { JsonSyntaxError } from '../json/json-syntax-error.js';
import { readJson } from '../json/strict-json.js';
import { LedgerError } from '../ledger/errors.js';
import { LiveSockets } from '../live/live-sockets.js';
import { People } from '../people/people.queries.js';
import { SuperuserRequests } from '../superuser/superuser-requests.js';
import { sendProblem } from './problem.filter.js';
import { wholeBody, withinBytes } from './streamed-body.js';
import { upgradeOnly } from './upgrades.js';

const BUNDLE_TYPES = ['application/stix+json', 'application/taxii+json', 'application/octet-stream'];
/** Bodies that an import reads as they come. */
const LINE_TYPES = ['text/csv', 'application/x-ndjson'];
const SWEEP_MS = 50;
/** How long requests under way may take once the server closes. */
const CLOSE_WITHIN_MS = 5_000;
const MAX_JSON_DEPTH = 64;

/** A request that is not HTTP at all gets a plain refusal. */
const refuseNonHttp = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
};

/** Keeps the error handler of prepareServer: Nest would set its own after the routes, for which it is too late. */
class ServerAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}

export const createAdapter = (config: Config): FastifyAdapter =>
  new ServerAdapter({
    trustProxy: config.http.trustedProxies.length > 0 && [...config.http.trustedProxies],
    bodyLimit: config.http.bodyLimitBytes,
    genReqId: () => randomUUID(),
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    clientErrorHandler: refuseNonHttp,
  });

/** @throws LedgerError INVALID_INPUT naming line and column. */
const parseJson = (body: Buffer): unknown => {
  try {
    return readJson(body, { maxDepth: MAX_JSON_DEPTH }).value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new LedgerError(
      'INVALID_INPUT',
      `The body is not valid JSON, line ${error.line}, column ${error.column}: ${error.message}`,
    );
  }
};

const isBundleImport = (request: FastifyRequest): boolean => request.routeOptions.url === '/api/v1/stix/import';

const readsLines = (request: FastifyRequest): boolean => request.routeOptions.url === '/api/v1/incidents/import';

/** The one form there is: those outside come with a browser. */
const SHARED_LINKS: ReadonlySet<string | undefined> = new Set(['/s/:token', '/s/dashboards/:token']);
const isSharedLink = (request: FastifyRequest): boolean => SHARED_LINKS.has(request.routeOptions.url);
const FORM_LIMIT = 4096;

/** RFC 9110 §15.5.16. */
const refuseEncodedBody = (request: FastifyRequest, reply: FastifyReply): void => {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  void reply.header('accept-encoding', 'identity');
  throw new UnsupportedMediaTypeException('Send the body without a content encoding.');
};

/** To be called before the application is initialised: hooks and parsers count for routes that come after them. */
export const prepareServer = async (app: NestFastifyApplication, config: Config): Promise<void> => {
  const logger = new Logger('HTTP');
  const server = app.getHttpAdapter().getInstance();
  const strategy = app.get(BearerStrategy);
  const people = app.get(People);
  const superusers = app.get(SuperuserRequests, { strict: false });
  app.get(LiveSockets, { strict: false }).takeOver(server);
  server.addHook('onReady', async () => upgradeOnly(server.server, GRAPHQL_PATH));
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      // A bundle is kept verbatim, so it is read by its own door.
      done(null, isBundleImport(request) ? body : (body as Buffer).length === 0 ? undefined : parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  server.addContentTypeParser(BUNDLE_TYPES, (request, payload, done) => {
    const body = withinBytes(payload, config.http.importBodyLimitBytes);
    if (isBundleImport(request)) done(null, body);
    else wholeBody(body).then((bytes) => done(null, bytes), done);
  });
  server.addContentTypeParser(LINE_TYPES, (request, payload, done) => {
    if (readsLines(request)) done(null, withinBytes(payload, config.http.importBodyLimitBytes));
    else done(new UnsupportedMediaTypeException('The media type is not supported; send application/json.'));
  });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_LIMIT },
    (request, body, done) => {
      if (isSharedLink(request)) done(null, Object.fromEntries(new URLSearchParams(body as string)));
      else done(new UnsupportedMediaTypeException('The media type is not supported; send application/json.'));
    },
  );
  // Where a token is needed, its guard says why it was refused.
  const refusals = new WeakMap<FastifyRequest, Error>();
  server.addHook('preClose', (done) => {
    // A connection that answers while the server closes goes idle only then, and would be waited for.
    const sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP_MS);
    const limit = setTimeout(() => server.server.closeAllConnections(), CLOSE_WITHIN_MS);
    server.server.once('close', () => {
      clearInterval(sweep);
      clearTimeout(limit);
    });
    done();
  });
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization === undefined) return;
    try {
      request.subject = await strategy.subjectOf(request, reply);
    } catch (error) {
      refusals.set(request, error as Error);
      return;
    }
    await people.remember(request.subject).catch((error: unknown) => logger.warn(`a name was not kept: ${String(error)}`));
  });
  // After the rate limit, so that refusals count as well.
  server.addHook('preParsing', async (request, reply, payload) => {
    if (isGraphql(request)) admitGraphql(request, reply, refusals.get(request));
    await superusers.admit(request);
    refuseEncodedBody(request, reply);
    return payload;
  });
  server.addHook('preValidation', async (request) => {
    if (isGraphql(request) && !isUpgrade(request)) checkGraphqlBody(request.body);
  });
  await server.register(helmet, { contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] } } });
  await server.register(rateLimit, {
    global: true,
    max: config.http.requestsPerMinute,
    timeWindow: '1 minute',
    keyGenerator: (request) => request.subject?.actorId ?? request.ip,
    skipOnError: true,
  });
  // For the page that shows the API; nothing is served by its path alone.
  await server.register(statics, { root: swaggerUi.getAbsoluteFSPath(), serve: false });
  if (config.http.corsOrigins.length > 0) app.enableCors({ origin: [...config.http.corsOrigins], credentials: false });
  // What fails outside a controller (a body, a limit) is answered like what fails inside one.
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, logger));
  server.addHook('onSend', async (request, reply) => {
    void reply.header('x-correlation-id', request.id);
  });
};
