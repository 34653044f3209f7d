/** The OpenAPI 3.1 document of the REST API, made of what each route says of itself. */
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import { z } from 'zod';
import { IS_PUBLIC } from '../access/guards/public.decorator.js';
import { CaseQuery } from '../http/answer-case.interceptor.js';
import { type Answer, isCased, OPERATION, type Operation } from '../http/operation.js';

type Json = Record<string, unknown>;
type Handler = (...args: never[]) => unknown;

const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457. */
const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong, and what to do.'),
    code: z.string().describe('Stays the same whatever the words are.'),
    correlationId: z.string(),
    fields: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('The fields at fault.'),
  })
  .describe('RFC 9457.');

const ABOUT = `Names are in camelCase; with \`?case=snake\` an answer comes in snake_case. Requests take both spellings of query parameters and of the members of a body.
Lists come in pages: \`first\` entries at most, and \`next\` leads to the page that follows. Times are UTC, ISO 8601. The tenant comes from the token.
What a caller may not see is answered like what is not there. Refusals are problem details (RFC 9457).`;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

const parametersOf = (schema: z.ZodObject | undefined, place: 'path' | 'query' | 'header'): readonly Json[] => {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
};

const answerOf = ({ description, schema, mediaTypes, headers }: Answer): Json => {
  const types = mediaTypes ?? (schema ? ['application/json'] : []);
  const content = types.map((type) => [type, schema && /json/.test(type) ? { schema: schemaOf(schema, 'output') } : typed(type)]);
  return {
    description,
    ...(headers
      ? {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, says]) => [name, { description: says, schema: { type: 'string' } }]),
          ),
        }
      : {}),
    ...(content.length > 0 ? { content: Object.fromEntries(content) as Json } : {}),
  };
};

const PROBLEM_REF = { schema: { $ref: '#/components/schemas/Problem' } };
const typed = (type: string): Json => {
  if (type === PROBLEM_TYPE) return PROBLEM_REF;
  return type === 'application/json' ? {} : { schema: { type: 'string' } };
};

const refusal = (description: string): Json => ({ description, content: { [PROBLEM_TYPE]: PROBLEM_REF } });

const refusalsOf = ({ params, query, body, content, headers }: Operation, isPublic: boolean): Json => ({
  ...(params || query || body || content || headers ? { 400: refusal('The input is not valid; fields says where.') } : {}),
  ...(isPublic ? {} : { 401: refusal('The token is missing, or not valid.'), 403: refusal('None of your roles allows it.') }),
  ...(params ? { 404: refusal('There is no such record, or it is not visible to you.') } : {}),
  ...(headers && 'if-match' in headers.shape ? { 412: refusal('The record is at another revision: see currentRevision.') } : {}),
  ...(body || content ? { 422: refusal('It is understood, but a rule forbids it.') } : {}),
  429: refusal('Too many requests; wait and try again.'),
  default: refusal('What else went wrong.'),
});

const bodyOf = ({ body, content }: Operation): Json => {
  if (body) return { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } };
  if (!content) return {};
  return { requestBody: { required: true, content: Object.fromEntries(content.map((type) => [type, {}])) } };
};

const operationOf = (operation: Operation, operationId: string, isPublic: boolean): Json => {
  const { tag, summary, description, params, query, headers, answers } = operation;
  const answered = Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)]);
  return {
    tags: [tag],
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [
      ...parametersOf(params, 'path'),
      ...parametersOf(query, 'query'),
      ...(isCased(operation) ? parametersOf(CaseQuery, 'query') : []),
      ...parametersOf(headers, 'header'),
    ],
    ...bodyOf(operation),
    responses: { ...refusalsOf(operation, isPublic), ...(Object.fromEntries(answered) as Json) },
    ...(isPublic ? { security: [] } : {}),
  };
};

const isPublic = (handler: Handler, controller: Type): boolean =>
  Reflect.getMetadata(IS_PUBLIC, handler) === true || Reflect.getMetadata(IS_PUBLIC, controller) === true;

const pathOf = (...parts: readonly string[]): string => {
  const joined = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${joined.map((part) => part.replace(/^:(.+)$/, '{$1}')).join('/')}`;
};

/** @param controllers every one that the application has; a route that says nothing of itself is left out. */
export const openApiDocument = (controllers: readonly Type[], version: string): Json => {
  const scanner = new MetadataScanner();
  const paths: Record<string, Json> = {};
  for (const controller of controllers)
    for (const name of scanner.getAllMethodNames(controller.prototype as object)) {
      const handler = (controller.prototype as Record<string, Handler>)[name];
      const operation = Reflect.getMetadata(OPERATION, handler) as Operation | undefined;
      if (!operation) continue;
      const path = pathOf(
        Reflect.getMetadata(PATH_METADATA, controller) as string,
        Reflect.getMetadata(PATH_METADATA, handler) as string,
      );
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod].toLowerCase();
      const id = `${controller.name.replace(/Controller$/, '')}.${name}`;
      paths[path] = { ...paths[path], [method]: operationOf(operation, id, isPublic(handler, controller)) };
    }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Intelligence ledger',
      version,
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => a.localeCompare(b))),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token; paste it without "Bearer".',
        },
      },
      schemas: { Problem: schemaOf(Problem, 'output') },
    },
  };
};
