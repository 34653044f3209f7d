/** Live: subscriptions over WebSocket and as server-sent events. */
import { type DynamicModule, Logger, Module, type OnModuleDestroy } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import type { Subject } from '../access/actor.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import type { Config } from '../config/config.js';
import { DashboardModule } from '../dashboard/dashboard.module.js';
import { DashboardQueries } from '../dashboard/dashboard.queries.js';
import { DashboardResolver } from '../dashboard/dashboard.resolver.js';
import { HistoryModule } from '../history/history.module.js';
import { HistoryQueries } from '../history/history.queries.js';
import { EventLog } from '../ledger/subscription.js';
import { People } from '../people/people.queries.js';
import { BacklogQueries } from '../production/backlog.queries.js';
import { ProductionModule } from '../production/production.module.js';
import { ProductionQueries } from '../production/production.queries.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { SourceWatch } from '../sources/source-watch.queries.js';
import { SourcesModule } from '../sources/sources.module.js';
import { DashboardClock } from './dashboard-clock.queries.js';
import { DashboardFeed } from './dashboard-feed.js';
import { EventStreamController } from './event-stream.controller.js';
import { EventStreams } from './event-streams.js';
import { LiveConnections } from './live-connections.js';
import { LiveOperations } from './live-operations.js';
import { LiveQueries } from './live.queries.js';
import { LiveResolver } from './live.resolver.js';
import { LiveSockets } from './live-sockets.js';
import { RecordFeed } from './record-feed.js';

const logger = new Logger('Live');

/** Of the module that makes it, once the application is initialised. */
const schemaOf =
  (parts: ModuleRef): (() => GraphQLSchema) =>
  () =>
    parts.get(GraphQLSchemaHost, { strict: false }).schema;

@Module({})
export class LiveModule implements OnModuleDestroy {
  constructor(
    private readonly connections: LiveConnections,
    private readonly dashboards: DashboardFeed,
    private readonly records: RecordFeed,
  ) {}

  static register({ live, graphql, http }: Config): DynamicModule {
    return {
      module: LiveModule,
      imports: [DashboardModule, HistoryModule, ProductionModule, SourcesModule],
      controllers: [EventStreamController],
      providers: [
        LiveResolver,
        {
          provide: DashboardClock,
          useFactory: (figures: DashboardQueries, sources: SourceWatch, production: ProductionQueries, backlog: BacklogQueries) =>
            new DashboardClock(figures, sources, production, backlog),
          inject: [DashboardQueries, SourceWatch, ProductionQueries, BacklogQueries],
        },
        {
          provide: DashboardFeed,
          useFactory: (models: ReadModels, clock: DashboardClock, dashboard: DashboardResolver) =>
            new DashboardFeed(
              models,
              new LiveQueries(models),
              clock,
              (subject: Subject, atLeast: bigint) => dashboard.intelligenceDashboard(subject, { atLeast }),
              live.maxUndelivered,
              (error) => logger.warn(`the dashboard could not be looked at for its subscribers: ${error.message}`),
            ),
          inject: [ReadModels, DashboardClock, DashboardResolver],
        },
        {
          provide: RecordFeed,
          useFactory: (log: EventLog, models: ReadModels, history: HistoryQueries) =>
            new RecordFeed(log, models, history, live.maxUndelivered),
          inject: [EventLog, ReadModels, HistoryQueries],
        },
        {
          provide: LiveConnections,
          useFactory: (verifier: TokenVerifier) => new LiveConnections(verifier, live.connectionsPerActor),
          inject: [TokenVerifier],
        },
        {
          provide: LiveOperations,
          useFactory: (parts: ModuleRef, models: ReadModels) => new LiveOperations(schemaOf(parts), models, graphql),
          inject: [ModuleRef, ReadModels],
        },
        {
          provide: EventStreams,
          useFactory: (parts: ModuleRef, operations: LiveOperations, connections: LiveConnections) =>
            new EventStreams(schemaOf(parts), operations, connections),
          inject: [ModuleRef, LiveOperations, LiveConnections],
        },
        {
          provide: LiveSockets,
          useFactory: (verifier: TokenVerifier, connections: LiveConnections, operations: LiveOperations, people: People) =>
            new LiveSockets({
              verifier,
              connections,
              operations,
              subscriptionsPerConnection: live.subscriptionsPerConnection,
              messagesPerMinute: http.requestsPerMinute,
              welcome: (subject) =>
                people.remember(subject).catch((error: unknown) => logger.warn(`a name was not kept: ${String(error)}`)),
            }),
          inject: [TokenVerifier, LiveConnections, LiveOperations, People],
        },
      ],
    };
  }

  /** Before the server closes: it would wait for these connections. */
  onModuleDestroy(): void {
    this.connections.close();
    this.dashboards.close();
    this.records.close();
  }
}
