/** Every failure in one shape: a stable code, a message that says what to do, and nothing of ours inside. */
import { HttpException } from '@nestjs/common';
import { RuleViolation } from '../ledger/decider.js';
import { LedgerError } from '../ledger/errors.js';

export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Fields at fault, the current revision, and the like. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Something of ours broke: the caller gets a correlation id, the log gets the error. */
  readonly internal: boolean;
}

const STATUS: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
  INVALID_INPUT: 400,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};
const CODES: Record<number, string> = {
  400: 'INVALID_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'INVALID_INPUT',
  413: 'INVALID_INPUT',
  415: 'INVALID_INPUT',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
};

const LOST_DATABASE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '08006', '08001', '08003']);
const isLostDatabase = (error: Error & { code?: unknown }): boolean =>
  LOST_DATABASE.has(String(error.code)) ||
  /^(?:Connection terminated|timeout exceeded when trying to connect)/.test(error.message);

/** Fastify's own refusals (body too large, wrong media type, malformed JSON) are safe to show by status. */
const MESSAGES: Record<number, string> = {
  400: 'The request is not well formed.',
  404: 'There is nothing at this address.',
  405: 'This address does not take that method.',
  413: 'The request is too large; send less at once.',
  415: 'The media type is not supported; send application/json.',
  429: 'Too many requests; wait and try again.',
};

export const failureOf = (error: unknown): Failure => {
  if (error instanceof RuleViolation) {
    const fields = error.field ? { fields: [{ path: error.field, message: error.message }] } : {};
    return {
      status: error.code === 'NOT_FOUND' ? 404 : 422,
      code: error.code,
      message: error.message,
      details: fields,
      internal: false,
    };
  }
  if (error instanceof LedgerError)
    return { status: STATUS[error.code], code: error.code, message: error.message, details: error.details, internal: false };
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const body = error.getResponse();
    const details = typeof body === 'object' && 'errors' in body ? { fields: body.errors } : {};
    if (status < 500)
      return { status, code: CODES[status] ?? 'INVALID_INPUT', message: messageOf(error, body), details, internal: false };
  }
  const { statusCode } = error as { statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return {
      status: statusCode,
      code: CODES[statusCode] ?? 'INVALID_INPUT',
      message: MESSAGES[statusCode] ?? MESSAGES[400],
      details: {},
      internal: false,
    };
  if (error instanceof Error && isLostDatabase(error))
    return {
      status: 503,
      code: 'UNAVAILABLE',
      message: 'The database is not reachable at the moment. Try again shortly.',
      details: {},
      internal: false,
    };
  return {
    status: 500,
    code: 'INTERNAL',
    message: 'Something went wrong on our side. Quote the correlation id to your operator.',
    details: {},
    internal: true,
  };
};

const messageOf = (error: HttpException, body: string | object): string =>
  typeof body === 'object' && 'detail' in body && typeof body.detail === 'string' ? body.detail : error.message;

/** RFC 9457. */
export const problemOf = ({ status, code, message, details }: Failure, correlationId: string): object => ({
  type: 'about:blank',
  title: TITLES[status] ?? 'Error',
  status,
  detail: message,
  code,
  correlationId,
  ...details,
});

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
