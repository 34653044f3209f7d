/** A small application behind the guard: a route and a resolver of each kind, and the development issuer where there is no other. */
import { Controller, Get, type INestApplicationContext, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Field, GraphQLModule, ObjectType, Query, Resolver, Subscription } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { Subject } from '../../../src/access/actor.js';
import { CurrentSubject } from '../../../src/access/guards/current-subject.decorator.js';
import { IsAuthenticated } from '../../../src/access/guards/is-authenticated.guard.js';
import { Public } from '../../../src/access/guards/public.decorator.js';
import { AuthModule } from '../../../src/auth/auth.module.js';
import { authenticateHeader } from '../../../src/auth/bearer.js';
import { DevelopmentIssuer } from '../../../src/auth/development-issuer/development-issuer.js';
import { DevelopmentIssuerModule } from '../../../src/auth/development-issuer/development-issuer.module.js';
import { TokenVerifier } from '../../../src/auth/token-verifier.js';
import { loadConfig } from '../../../src/config/config.js';
import { INSTANCE_KEY } from './identity-provider.js';

@Controller()
class Desk {
  @Get('me')
  me(@CurrentSubject() subject: Subject): Subject {
    return subject;
  }

  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }

  @Get('open-but-personal')
  @Public()
  personal(@CurrentSubject() subject: Subject): Subject {
    return subject;
  }
}

@ObjectType()
class Person {
  @Field()
  sub: string;
  @Field()
  tenantId: string;
}

@Resolver()
class PersonResolver {
  @Query(() => Person)
  me(@CurrentSubject() subject: Subject): Person {
    return subject;
  }

  @Subscription(() => String, { resolve: (sub: string) => sub })
  async *watch(@CurrentSubject() subject: Subject): AsyncGenerator<string> {
    yield subject.sub;
  }

  @Query(() => String)
  @Public()
  open(): string {
    return 'open';
  }
}

@Module({
  imports: [
    GraphQLModule.forRootAsync<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      inject: [TokenVerifier],
      useFactory: (verifier: TokenVerifier) => ({
        autoSchemaFile: true,
        graphiql: false,
        subscription: {
          fullWsTransport: true,
          onConnect: async ({ payload }) => ({
            subject: await authenticateHeader(verifier, (payload as Record<string, unknown> | undefined)?.['authorization']),
          }),
        },
        errorFormatter: (execution) => ({
          statusCode: 200,
          response: {
            data: execution.data ?? null,
            errors: (execution.errors ?? []).map(({ message, originalError }) => {
              const { code, reason } = (originalError ?? {}) as { code?: string; reason?: string };
              return { message, extensions: { code, reason } } as never;
            }),
          },
        }),
      }),
    }),
  ],
  controllers: [Desk],
  providers: [PersonResolver, { provide: APP_GUARD, useClass: IsAuthenticated }],
})
class GuardedModule {}

/** Starts the application; with no issuer in `environment` it has its own development issuer. Close it after use. */
export const startGuarded = async (environment: Record<string, string> = {}): Promise<NestFastifyApplication> => {
  const config = loadConfig(environment);
  const issuer = config.auth.mode === 'development' ? new DevelopmentIssuer(config) : undefined;
  const testing = await Test.createTestingModule({
    imports: [
      AuthModule.register(config, INSTANCE_KEY, issuer),
      GuardedModule,
      ...(issuer ? [DevelopmentIssuerModule.register(issuer)] : []),
    ],
  })
    .setLogger(false as never)
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  const fastify = app.getHttpAdapter().getInstance();
  const parts: object[] = [];
  fastify.addHook('onRegister', (part) => void parts.push(part));
  await app.init();
  await fastify.ready();
  websocketParts.set(
    app,
    parts.find((part): part is WebSocketPart => 'injectWS' in part)!,
  );
  return app;
};

export interface Connection {
  on(event: 'message', listener: (text: Buffer) => void): void;
  send(text: string): void;
  terminate(): void;
}
/** The part of the application that upgrades connections; Fastify keeps it apart from the rest. */
interface WebSocketPart {
  injectWS(path: string, upgrade: { headers: Record<string, string> }): Promise<Connection>;
}
const websocketParts = new WeakMap<NestFastifyApplication, WebSocketPart>();

export const openWebSocket = (app: NestFastifyApplication): Promise<Connection> =>
  websocketParts.get(app)!.injectWS('/graphql', { headers: { 'sec-websocket-protocol': 'graphql-transport-ws' } });

export const issuerOf = (app: INestApplicationContext): DevelopmentIssuer => app.get(DevelopmentIssuer);
