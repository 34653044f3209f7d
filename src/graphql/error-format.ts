/** GraphQL errors with a stable `extensions.code`; internal ones are masked and logged under their correlation id. */
import { type ExecutionResult, type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { failureOf } from '../http/problem.js';
import { fieldPathOf } from './field-paths.js';
import { MAX_TOKENS } from './limits.js';

export interface FormattedExecution {
  readonly statusCode: number;
  readonly response: FormattedExecutionResult;
}
type OnInternal = (error: unknown, correlationId: string) => void;

const MESSAGE_LIMIT = 500;
/** Errors of one answer; a document can be wrong in more places than anybody reads. */
const ERROR_LIMIT = 20;

/** Never ends in half of a surrogate pair. */
const short = (message: string): string =>
  message.length > MESSAGE_LIMIT ? `${message.slice(0, MESSAGE_LIMIT).replace(/[\uD800-\uDBFF]$/, '')}…` : message;

/** What stopped an argument only when its field was reached, such as null in a variable that has a default. */
const ARGUMENT = /^Argument "/;

/** Errors of the GraphQL layer itself (syntax, validation, variables) carry no original error of ours and no place in an answer. */
const isRequestError = (error: GraphQLError): boolean =>
  (error.originalError == null || error.originalError instanceof GraphQLError) &&
  (error.path === undefined || ARGUMENT.test(error.message));

/** A resolver may refuse with a GraphQLError that has a code of ours. Errors of compiled documents have no extensions. */
const hasCode = (error: GraphQLError): boolean => typeof error.extensions?.['code'] === 'string';

/** graphql-js says it without saying what to do. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more that \d+ tokens/;
const messageOf = ({ message }: GraphQLError): string =>
  TOO_MANY_TOKENS.test(message)
    ? `The document has more than ${MAX_TOKENS} tokens; move values into variables or split it.`
    : short(message);

const refusalOf = (error: GraphQLError): GraphQLFormattedError => {
  const path = fieldPathOf(error);
  const message = messageOf(error);
  const fields = path === undefined ? {} : { fields: [{ path, message }] };
  return { message, ...placeOf(error), extensions: { code: 'INVALID_INPUT', ...error.extensions, ...fields } };
};

const placeOf = ({ locations, path }: GraphQLError): Pick<GraphQLFormattedError, 'locations' | 'path'> => ({
  ...(locations ? { locations: locations.map(({ line, column }) => ({ line, column })) } : {}),
  ...(path ? { path } : {}),
});

/**
 * The answer to a request that failed, wholly or in places.
 * @returns status 200 once something was executed; before that, what the first failure calls for.
 */
export const formatErrors = (
  execution: Pick<ExecutionResult, 'data' | 'errors'>,
  correlationId: string,
  onInternal: OnInternal,
): FormattedExecution => {
  const failed = flatten(execution.errors ?? []).slice(0, ERROR_LIMIT);
  const statuses: number[] = [];
  const errors = failed.map((error): GraphQLFormattedError => {
    if (error instanceof RangeError) {
      statuses.push(400);
      return {
        message: 'The document is nested too deep to be read; ask for less at once.',
        extensions: { code: 'INVALID_INPUT' },
      };
    }
    if (error instanceof GraphQLError && (isRequestError(error) || hasCode(error))) {
      statuses.push(400);
      return refusalOf(error);
    }
    const cause = (error as Partial<GraphQLError>).originalError ?? error;
    const failure = failureOf(cause);
    statuses.push(failure.status);
    if (failure.internal) onInternal(cause, correlationId);
    const extensions = { code: failure.code, ...failure.details, ...(failure.internal ? { correlationId } : {}) };
    return { message: failure.message, ...placeOf(error as GraphQLError), extensions };
  });
  const executed = execution.data !== undefined;
  return { statusCode: executed ? 200 : (statuses[0] ?? 400), response: { data: execution.data ?? null, errors } };
};

/** The server wraps the errors of a document, and of a request's body, in one. */
const flatten = (errors: readonly Error[]): readonly Error[] =>
  errors.flatMap((error) => {
    const inner =
      (error as { errors?: unknown }).errors ?? (error as { originalError?: { errors?: unknown } }).originalError?.errors;
    return Array.isArray(inner) && inner.length > 0 ? flatten(inner as Error[]) : [error];
  });
