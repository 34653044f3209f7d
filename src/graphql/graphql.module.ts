/** The GraphQL endpoint: code-first schema, limits, one error shape. */
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyRequest, preSerializationHookHandler } from 'fastify';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Config } from '../config/config.js';
import { checkDocument, checkSource, CompilationGate, operationNameOf, refuseSubscription } from './document-checks.js';
import { GRAPHQL_PATH } from './endpoint.js';
import { formatErrors } from './error-format.js';
import { MAX_TOKENS } from './limits.js';
import { withSnakeCaseAliases } from './snake-case.js';

const logger = new Logger('GraphQL');
/** Documents kept parsed and compiled; refused ones are kept apart, as many again. */
const CACHED_DOCUMENTS = 250;

@Module({})
export class GraphqlApiModule {
  static register({ graphql }: Config): DynamicModule {
    const compilation = new CompilationGate();
    return {
      module: GraphqlApiModule,
      imports: [
        GraphQLModule.forRoot<MercuriusDriverConfig>({
          driver: MercuriusDriver,
          path: GRAPHQL_PATH,
          autoSchemaFile: true,
          transformSchema: withSnakeCaseAliases,
          sortSchema: true,
          graphiql: false,
          jit: 1,
          cache: CACHED_DOCUMENTS,
          graphql: { parseOptions: { maxTokens: MAX_TOKENS } },
          allowBatchedQueries: false,
          routes: true,
          // For the upgrade alone: src/live answers what comes over the socket.
          subscription: true,
          // The server's own schema of the request would turn other types into text, its schema of the answer list indexes into text.
          additionalRouteOptions: { schema: {}, preSerialization: errorsFirst },
          context: (req: FastifyRequest) => ({ req, loaders: new Map<string, unknown>() }),
          hooks: {
            preParsing: async (_schema: GraphQLSchema, source: string) => checkSource(source, graphql.maxQueryBytes),
            preValidation: async (schema: GraphQLSchema, document: DocumentNode) => checkDocument(schema, document, graphql),
            preExecution: async (schema: GraphQLSchema, document: DocumentNode, context: object, variables: unknown) => {
              const operationName = operationNameOf(requestOf(context));
              refuseSubscription(document, operationName);
              return compilation.mayCompile(schema, document, (variables ?? {}) as Record<string, unknown>, operationName)
                ? undefined
                : { document };
            },
          },
          errorFormatter: (execution, context) =>
            formatErrors(execution, requestOf(context)?.id ?? 'unknown', (error, correlationId) =>
              logger.error(`${correlationId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
            ),
        }),
      ],
    };
  }
}

/** GraphQL June 2018 §7.1; interpreted and compiled documents answer in the same order. */
const errorsFirst: preSerializationHookHandler = (_request, _reply, payload, done) => {
  const answer = payload as ExecutionResult | null;
  done(null, answer?.errors ? { errors: answer.errors, data: answer.data ?? null } : payload);
};

const requestOf = (context: unknown): FastifyRequest | undefined => {
  const { req, reply } = context as { req?: FastifyRequest; reply?: { request: FastifyRequest } };
  return req ?? reply?.request;
};
