/** Under a superuser session: queries only, and none before both logs know of it. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type GqlContextType, GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { type GraphQLResolveInfo, OperationTypeNode } from 'graphql';
import { callerOf } from '../access/guards/caller.js';
import { IS_PUBLIC } from '../access/guards/public.decorator.js';
import { forbidden } from '../ledger/errors.js';
import { SuperuserRequests } from './superuser-requests.js';

/** A stream would outlive what was checked when it began. */
const STREAMS = '/api/v1/stream/';

@Injectable()
export class SuperuserScope implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly requests: SuperuserRequests,
  ) {}

  /** @throws LedgerError FORBIDDEN for anything but a query; UNAVAILABLE when it cannot be written down. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const { request, subject } = callerOf(context);
    if (subject?.superuserSession === undefined) return true;
    const query = context.getType<GqlContextType>() === 'graphql' ? rootField(context) : restQuery(request);
    if (query === undefined)
      throw forbidden('A superuser session reads only, by queries. Leave out its header to act in your own tenant.');
    await this.requests.record(request, query);
    return true;
  }
}

const rootField = (context: ExecutionContext): string | undefined => {
  const { operation, fieldName } = GqlExecutionContext.create(context).getInfo<GraphQLResolveInfo>();
  return operation.operation === OperationTypeNode.QUERY ? fieldName : undefined;
};

const restQuery = ({ method, routeOptions: { url } }: FastifyRequest): string | undefined =>
  method === 'GET' && url !== undefined && !url.startsWith(STREAMS) ? `GET ${url}` : undefined;
