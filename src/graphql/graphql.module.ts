/** The GraphQL endpoint: code-first schema, limits, one error shape. */
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Config } from '../config/config.js';
import { formatErrors } from './error-format.js';
import { limitRules } from './limits.js';

const logger = new Logger('GraphQL');

@Module({})
export class GraphqlApiModule {
  static register({ graphql }: Config): DynamicModule {
    return {
      module: GraphqlApiModule,
      imports: [
        GraphQLModule.forRoot<MercuriusDriverConfig>({
          driver: MercuriusDriver,
          path: '/graphql',
          autoSchemaFile: true,
          sortSchema: true,
          graphiql: false,
          jit: 1,
          cache: 1_000,
          allowBatchedQueries: false,
          routes: true,
          validationRules: limitRules(graphql),
          context: (req: FastifyRequest) => ({ req, loaders: new Map<string, unknown>() }),
          hooks: {
            preParsing: (_schema: unknown, source: string) => {
              if (Buffer.byteLength(source) <= graphql.maxQueryBytes) return Promise.resolve();
              const message = `The query is longer than ${graphql.maxQueryBytes / 1024} KiB; move values into variables.`;
              throw new GraphQLError(message, { extensions: { code: 'INVALID_INPUT' } });
            },
          },
          errorFormatter: (execution, context) =>
            formatErrors(execution as never, correlationIdOf(context), (error, correlationId) =>
              logger.error(`${correlationId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
            ) as never,
        }),
      ],
    };
  }
}

const correlationIdOf = (context: unknown): string => {
  const { req, reply } = context as { req?: FastifyRequest; reply?: { request: FastifyRequest } };
  return (req ?? reply?.request)?.id ?? 'unknown';
};
