/** Where a guarded call carries its request and its subject, over HTTP, GraphQL and GraphQL subscriptions. */
import type { ExecutionContext } from '@nestjs/common';
import { type GqlContextType, GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Subject } from '../actor.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard, never from input. */
    subject?: Subject;
  }
}

interface GraphqlContext {
  readonly req?: FastifyRequest;
  readonly reply?: FastifyReply;
  /** Of a WebSocket: the one that was upgraded. */
  readonly request?: FastifyRequest;
  /** Of a WebSocket whose token was verified when it was opened. */
  readonly subject?: Subject;
}

export interface Caller {
  readonly request: FastifyRequest;
  /** Absent for GraphQL, which answers errors in its own body. */
  readonly reply?: FastifyReply;
  /** Whoever the connection or an earlier guard of the same request found. */
  readonly subject: Subject | undefined;
}

/** @throws Error for a kind of call that has no request, such as a message queue. */
export const callerOf = (context: ExecutionContext): Caller => {
  const kind = context.getType<GqlContextType>();
  if (kind === 'http') {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    return { request, reply: http.getResponse<FastifyReply>(), subject: request.subject };
  }
  if (kind !== 'graphql') throw new Error(`calls over ${kind} are not open to anybody`);
  const graphql = GqlExecutionContext.create(context).getContext<GraphqlContext>();
  const request = graphql.req ?? graphql.reply?.request ?? graphql.request;
  if (!request) throw new Error('a GraphQL context without its request');
  return { request, subject: graphql.subject ?? request.subject };
};
