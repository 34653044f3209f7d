/** GraphQL errors with a stable `extensions.code`; internal ones are masked and logged under their correlation id. */
import { type ExecutionResult, type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { failureOf } from '../http/problem.js';

export interface FormattedExecution {
  readonly statusCode: number;
  readonly response: FormattedExecutionResult;
}

const MESSAGE_LIMIT = 500;
const short = (message: string): string => (message.length > MESSAGE_LIMIT ? `${message.slice(0, MESSAGE_LIMIT)}…` : message);

/** graphql-js names the place of a wrong variable in its message only. */
const fieldsOf = (message: string): object => {
  const variable = /Variable "\$([^"]{1,100})"/.exec(message)?.[1];
  const path = / at "([^"]{1,200})"/.exec(message)?.[1] ?? variable;
  return path ? { fields: [{ path, message: short(message) }] } : {};
};

/** Errors of the GraphQL layer itself (syntax, validation, variables) carry no original error of ours. */
const isRequestError = (error: GraphQLError): boolean =>
  error.originalError === undefined || error.originalError === null || error.originalError instanceof GraphQLError;

export const formatErrors = (
  execution: Pick<ExecutionResult, 'data' | 'errors'>,
  correlationId: string,
  onInternal: (error: unknown, correlationId: string) => void,
): FormattedExecution => {
  let statusCode = 200;
  const errors = flatten(execution.errors ?? []).map((error): GraphQLFormattedError => {
    const place = {
      ...(error.locations ? { locations: error.locations } : {}),
      ...(error.path ? { path: error.path } : {}),
    };
    const cause = error.originalError ?? error;
    if (error instanceof GraphQLError && isRequestError(error)) {
      const code = typeof error.extensions['code'] === 'string' ? error.extensions['code'] : 'INVALID_INPUT';
      return { message: short(error.message), ...place, extensions: { code, ...fieldsOf(error.message) } };
    }
    const failure = failureOf(cause);
    if (failure.internal) onInternal(cause, correlationId);
    if (!execution.data && (failure.status === 401 || failure.status === 429 || failure.status === 413)) statusCode = failure.status;
    const extensions = { code: failure.code, ...failure.details, ...(failure.internal ? { correlationId } : {}) };
    return { message: failure.message, ...place, extensions };
  });
  if (statusCode === 200 && execution.data === undefined) statusCode = 400;
  return { statusCode, response: { data: execution.data ?? null, errors } };
};

/** Mercurius wraps the errors of a document in one. */
const flatten = (errors: readonly Error[]): (GraphQLError & Partial<Error>)[] =>
  errors.flatMap((error) => {
    const inner = (error as { originalError?: { errors?: readonly Error[] }; errors?: readonly Error[] }).errors ?? (error as { originalError?: { errors?: readonly Error[] } }).originalError?.errors;
    return Array.isArray(inner) && inner.length > 0 ? flatten(inner) : [error as GraphQLError];
  });
