/** The HTTP side of `POST /graphql`: who may call it and what a request looks like, before anything is read as GraphQL. */
import { MethodNotAllowedException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Unauthenticated } from '../auth/unauthenticated.js';
import { LedgerError } from '../ledger/errors.js';

export const GRAPHQL_PATH = '/graphql';

/** By the route that was matched: a path can be spelt in more than one way. */
export const isGraphql = (request: FastifyRequest): boolean => request.routeOptions.url === GRAPHQL_PATH;

/** The upgrade to a WebSocket. Nothing else that comes by an upgrade is one, however it names itself: the server's own mark tells. */
export const isUpgrade = (request: FastifyRequest): boolean =>
  isGraphql(request) && request.method === 'GET' && (request as { ws?: unknown }).ws === true;

/**
 * Lets a request in before its body is read. The whole endpoint needs a token, introspection too.
 * A WebSocket may bring its token in its first message instead.
 * @param refusal why the token of the request was refused, if it was.
 * @throws Unauthenticated, MethodNotAllowedException, UnsupportedMediaTypeException
 */
export const admitGraphql = (request: FastifyRequest, reply: FastifyReply, refusal: Error | undefined): void => {
  if (isUpgrade(request) && !refusal) return;
  if (!request.subject) {
    const error = refusal ?? new Unauthenticated('missing');
    if (error instanceof Unauthenticated) void reply.header('www-authenticate', error.challenge);
    throw error;
  }
  if (request.method !== 'POST') {
    void reply.header('allow', 'POST');
    throw new MethodNotAllowedException('GraphQL is answered by POST only: send the query in a JSON body.');
  }
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new UnsupportedMediaTypeException('Send the GraphQL request as application/json.');
};

const invalid = (path: string, message: string): LedgerError =>
  new LedgerError('INVALID_INPUT', message, path === '' ? {} : { fields: [{ path, message }] });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** GraphQL over HTTP §5.4: the members of a request, and what each may be. */
const MEMBERS: Record<string, { readonly fits: (value: unknown) => boolean; readonly expected: string }> = {
  query: { fits: (value) => typeof value === 'string' && value.trim() !== '', expected: 'the text of a GraphQL document' },
  variables: { fits: (value) => value === null || isObject(value), expected: 'an object or null' },
  operationName: {
    fits: (value) => value === null || typeof value === 'string',
    expected: 'the name of an operation of the query, or null',
  },
  extensions: { fits: (value) => value === null || isObject(value), expected: 'an object or null' },
};

/** @throws LedgerError INVALID_INPUT naming the member of the body that is wrong. */
export const checkGraphqlBody = (body: unknown): void => {
  if (body === undefined || body === null) throw invalid('', 'The body is empty; send a JSON object with the member query.');
  if (Array.isArray(body)) throw invalid('', 'Batches of operations are not answered; send one request for each.');
  if (!isObject(body)) throw invalid('', 'The body must be a JSON object with the member query.');
  if (!Object.hasOwn(body, 'query')) throw invalid('query', 'The body must have the member query.');
  for (const [name, value] of Object.entries(body)) {
    const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (!member)
      throw invalid(
        name.slice(0, 100),
        `A GraphQL request has no member ${JSON.stringify(name.slice(0, 100))}; it has query, variables, operationName and extensions.`,
      );
    if (!member.fits(value)) throw invalid(name, `${name} must be ${member.expected}.`);
  }
};
