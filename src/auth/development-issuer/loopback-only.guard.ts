/** Lets only a program on this machine through, that also means this machine: not a proxy's caller, not a web page elsewhere. */
import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../../config/loopback.js';

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

@Injectable()
export class LoopbackOnly implements CanActivate {
  /** The peer is the socket's: `request.ip` believes what a proxy says. A foreign Host is DNS rebinding, a foreign Origin another site. */
  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { raw, headers } = http.getRequest<FastifyRequest>();
    const local =
      isLoopback(raw.socket.remoteAddress ?? '') &&
      isLoopback(hostOf(`http://${headers.host ?? ''}`)) &&
      (headers.origin === undefined || isLoopback(hostOf(headers.origin))) &&
      FORWARDED.every((name) => headers[name] === undefined);
    if (local) return true;
    void http.getResponse<FastifyReply>().header('content-type', 'application/problem+json');
    const detail = 'The development issuer answers only callers on its own machine, at http://127.0.0.1 or http://localhost.';
    throw new ForbiddenException({ type: 'about:blank', title: 'Forbidden', status: 403, detail, code: 'FORBIDDEN' });
  }
}
