/** What a REST route takes and answers, said once: the route parses with it, and the OpenAPI document is made of it. */
import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { invalidInput } from '../graphql/arguments.js';
import { UUID_PATTERN } from '../ledger/stream-name.js';
import { AnswerCase } from './answer-case.interceptor.js';
import { inOurNames } from './json-case.js';

export interface Answer {
  readonly description: string;
  /** Of a JSON answer, in camelCase. */
  readonly schema?: z.ZodType;
  /** Media types of any other answer, and of a JSON one that is not `application/json`. */
  readonly mediaTypes?: readonly string[];
  /** Headers that matter to callers, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Media types of a body that is read as it comes. */
  readonly content?: readonly string[];
  readonly answers: Readonly<Record<number, Answer>>;
  /** The route sends its answer itself, in camelCase whatever is asked for. */
  readonly asIs?: true;
}

export const OPERATION = 'http:operation';

export const isCased = ({ answers, asIs }: Operation): boolean =>
  asIs !== true && Object.values(answers).some(({ schema }) => schema !== undefined);

/** Describes a route. One with a JSON answer takes `case=snake` too. */
export const Describe = (operation: Operation): MethodDecorator =>
  applyDecorators(SetMetadata(OPERATION, operation), ...(isCased(operation) ? [UseInterceptors(AnswerCase)] : []));

type Part = 'params' | 'query' | 'headers' | 'body';

const unknownNames = ({ keys, path }: z.core.$ZodIssueUnrecognizedKeys, givenPath: (path: readonly PropertyKey[]) => string) =>
  keys.map((key) => ({ path: givenPath([...path, key]), message: 'is not known here; leave it out' }));

/** @throws LedgerError INVALID_INPUT with the path of each wrong field, as it was given. */
const parse = (schema: z.ZodObject, part: Part, raw: unknown): unknown => {
  const { value, givenPath } = inOurNames(part === 'body' ? (raw ?? {}) : raw);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownNames(issue, givenPath)
        : [{ path: givenPath(issue.path) || part, message: issue.message }],
    ),
  );
};

/** Headers by the names that the schema has; there are always others. */
const headersOf = ({ headers }: FastifyRequest, schema: z.ZodObject): unknown =>
  Object.fromEntries(Object.keys(schema.shape).flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

const queryOf = ({ query }: FastifyRequest): unknown => {
  const { case: _, ...rest } = query as Record<string, unknown>;
  return rest;
};

const rawOf = (request: FastifyRequest, part: Part, schema: z.ZodObject): unknown =>
  part === 'headers' ? headersOf(request, schema) : part === 'query' ? queryOf(request) : request[part];

/** A part of the request, as the description of the route has it. */
export const Given = createParamDecorator((part: Part, context: ExecutionContext): unknown => {
  const operation = Reflect.getMetadata(OPERATION, context.getHandler()) as Operation | undefined;
  const schema = operation?.[part];
  if (!schema) throw new Error(`${context.getHandler().name} describes no ${part}`);
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return parse(schema, part, rawOf(request, part, schema));
});

/** A record's id in an address; upper case is taken as well. */
export const IdInPath = z.string().toLowerCase().regex(UUID_PATTERN, 'must be a UUID');
export const ById = z.object({ id: IdInPath });
export type ById = z.output<typeof ById>;

/** One value, or the same parameter several times. */
export const oneOrMore = <Entry extends z.ZodType>(entry: Entry) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(entry).max(100).optional());

/** Of routes that change something: the same key with the same change is answered like the first time. */
export const ChangeHeaders = z.object({
  'idempotency-key': z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters').optional(),
});
export type ChangeHeaders = z.output<typeof ChangeHeaders>;

/** A strong entity tag of a revision (RFC 9110 §8.8.3), with or without its quotes. */
const Revision = z
  .string()
  .regex(/^(?:"\d{1,19}"|\d{1,19})$/, 'must be the ETag of a revision, such as "3"')
  .transform((tag) => BigInt(tag.replaceAll('"', '')));
/** Of routes that change a record: refused when it is at another revision. */
export const RevisionHeaders = ChangeHeaders.extend({ 'if-match': Revision.optional() });
export type RevisionHeaders = z.output<typeof RevisionHeaders>;

/** @returns them as commands take them. */
export const changeOf = (headers: ChangeHeaders & { readonly 'if-match'?: bigint | undefined }) => ({
  ...(headers['idempotency-key'] === undefined ? {} : { idempotencyKey: headers['idempotency-key'] }),
  ...(headers['if-match'] === undefined ? {} : { expectedRevision: headers['if-match'] }),
});
