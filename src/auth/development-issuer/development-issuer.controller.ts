/** POST /dev/token and GET /dev/jwks.json, for callers on this machine. */
import { BadRequestException, Body, Controller, Get, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import type { z } from 'zod';
import { Public } from '../../access/guards/public.decorator.js';
import { DevelopmentIssuer } from './development-issuer.js';
import { LoopbackOnly } from './loopback-only.guard.js';
import { tokenRequest } from './token-request.js';

/** RFC 6749 §5.1. */
interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
}

/** RFC 9457 §3, with one entry per wrong field. */
const invalidInput = (error: z.ZodError): BadRequestException => {
  const errors = error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const detail = 'The request for a token is not valid; see errors.';
  return new BadRequestException({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail,
    code: 'INVALID_INPUT',
    errors,
  });
};

@Controller('dev')
@Public()
@UseGuards(LoopbackOnly)
export class DevelopmentIssuerController {
  constructor(private readonly issuer: DevelopmentIssuer) {}

  @Get('jwks.json')
  jwks(): Promise<JSONWebKeySet> {
    return this.issuer.jwks();
  }

  @Post('token')
  @HttpCode(200)
  async token(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<TokenResponse> {
    const order = tokenRequest(this.issuer.maxTtlSeconds).safeParse(body ?? {});
    void reply.header('cache-control', 'no-store');
    if (!order.success) {
      void reply.header('content-type', 'application/problem+json');
      throw invalidInput(order.error);
    }
    const token = await this.issuer.mint(order.data);
    return { access_token: token, token_type: 'Bearer', expires_in: order.data.ttlSeconds };
  }
}
