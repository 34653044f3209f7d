/** Every route and resolver needs a verified token unless it is marked public. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { BearerStrategy } from '../../auth/bearer.strategy.js';
import { TokenVerifier } from '../../auth/token-verifier.js';
import { Unauthenticated } from '../../auth/unauthenticated.js';
import { callerOf } from './caller.js';
import { IS_PUBLIC } from './public.decorator.js';

@Injectable()
export class IsAuthenticated implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: BearerStrategy,
    private readonly verifier: TokenVerifier,
  ) {}

  /**
   * Puts the subject on the request.
   * @throws Unauthenticated (with a WWW-Authenticate header over HTTP, RFC 6750 §3); LedgerError UNAVAILABLE.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const { request, reply, subject } = callerOf(context);
    try {
      // The root fields of one operation share a request; a connection may outlive its token.
      if (subject && !this.verifier.isCurrent(subject)) throw new Unauthenticated('exp');
      if (!subject) request.subject = await this.strategy.subjectOf(request, reply);
      return true;
    } catch (error) {
      if (error instanceof Unauthenticated)
        void reply?.headers({ 'www-authenticate': error.challenge, 'content-type': 'application/problem+json' });
      throw error;
    }
  }
}
