/** What happens to a document before it is parsed, validated and executed: refusals that are cheap first, and what the compiler must not see. */
import {
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { FastifyRequest } from 'fastify';
import { type Limits, limitErrors } from './limits.js';

/** The server would take JSON for a syntax tree and skip the parser. */
const IS_JSON = /^[\s\uFEFF]*(?:\{\s*["}]|["[\d-]|(?:true|false|null)\s*$)/;

const refusal = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'INVALID_INPUT' } });

/** @throws GraphQLError for a source that is too long or is no GraphQL. */
export const checkSource = (source: string, maxQueryBytes: number): void => {
  if (Buffer.byteLength(source) > maxQueryBytes)
    throw refusal(`The query is longer than ${maxQueryBytes / 1024} KiB; move values into variables.`);
  if (IS_JSON.test(source)) throw refusal('Syntax Error: a GraphQL document does not begin like JSON; send its source text.');
};

/** @throws GraphQLError naming the first limit that the document goes beyond. */
export const checkDocument = (schema: GraphQLSchema, document: DocumentNode, limits: Limits): void => {
  const [first] = limitErrors(schema, document, limits);
  if (first) throw first;
};

/** @throws GraphQLError for a subscription: one answer cannot carry it. */
export const refuseSubscription = (document: DocumentNode, operationName: unknown): void => {
  const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : undefined);
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION)
    throw refusal(
      'Subscriptions are answered over WebSocket (graphql-transport-ws) at this address, and as event streams under /api/v1/stream.',
    );
};

/** After two requests with good variables the document is compiled. */
const PASSES = 2;

/**
 * Tells which requests have to be executed by graphql-js. The server compiles a document at its second request for the operation asked for
 * then, and keeps that for the document: it would answer every other operation name with it. At that request it also leaves the variables
 * to the compiled code, whose errors name no place.
 */
export class CompilationGate {
  private readonly passes = new WeakMap<DocumentNode, number>();

  /** True when the request may run, or become, compiled code. */
  mayCompile(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>, operationName: unknown): boolean {
    const [operation, ...others] = document.definitions.filter(
      (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
    );
    if (!operation || others.length > 0) return false;
    if (operationName != null && operationName !== operation.name?.value) return false;
    const passed = this.passes.get(document) ?? 0;
    if (passed === PASSES) return true;
    if (getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 }).errors) return false;
    this.passes.set(document, passed + 1);
    return true;
  }
}

export const operationNameOf = (request: FastifyRequest | undefined): unknown =>
  (request?.body as { operationName?: unknown } | null | undefined)?.operationName;
