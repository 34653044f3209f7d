/** Answers JSON in the spelling that `?case=` asks for. */
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import { parseInput } from '../graphql/arguments.js';
import { inCase } from './json-case.js';

export const CaseQuery = z.object({
  case: z.enum(['camel', 'snake'], 'must be camel or snake').default('camel').describe('How names are spelt in the answer.'),
});

@Injectable()
export class AnswerCase implements NestInterceptor {
  /** @throws LedgerError INVALID_INPUT before anything is done. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const spelling = parseInput(CaseQuery, { case: (query as Record<string, unknown>)['case'] }).case;
    return next
      .handle()
      .pipe(map((answer: unknown) => (typeof answer === 'object' && answer !== null ? inCase(answer, spelling) : answer)));
  }
}
