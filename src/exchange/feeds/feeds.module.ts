/** The slice of feeds, and the clock that polls and pushes. */
import { type DynamicModule, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { Config } from '../../config/config.js';
import { Clock } from '../../ledger/clock.js';
import { Ledger } from '../../ledger/ledger.js';
import { EventLog } from '../../ledger/subscription.js';
import { ProfilesModule } from '../../profiles/profiles.module.js';
import { ReadModels } from '../../read-side/read-model.queries.js';
import { REMOTE_LIMITS } from '../remote/remote-connection.js';
import { wait } from '../remote/waiting.js';
import { StixModule } from '../stix/stix.module.js';
import { DashboardIngestionResolver } from './dashboard-ingestion.resolver.js';
import { ChangeFeedHandler } from './feed.commands.js';
import { FeedClock } from './feed-clock.js';
import { FeedCredentialStore } from './feed-credentials.js';
import { FeedExchange } from './feed-exchange.js';
import { FeedPolling } from './feed-polling.js';
import { FeedPushing } from './feed-pushing.js';
import { FeedSettling } from './feed-settling.js';
import { FeedWatch } from './feed-watch.queries.js';
import { FeedConnectionResolver, FeedPollResolver, FeedResolver } from './feed.resolver.js';
import { Feeds } from './feeds.js';
import { FeedWork } from './feeds.queries.js';

const LOOK_EVERY_MS = 10_000;
const logger = new Logger('Feeds');

const exchangeWith = ({ exchangeNetworks: networks, http }: Config) => ({
  provide: FeedExchange,
  useFactory: (work: FeedWork, credentials: FeedCredentialStore, clock: Clock) =>
    new FeedExchange(work, credentials, {
      networks,
      limits: { ...REMOTE_LIMITS, bodyBytes: http.importBodyLimitBytes },
      now: () => clock.now(),
    }),
  inject: [FeedWork, FeedCredentialStore, Clock],
});
const polling = {
  provide: FeedPolling,
  useFactory: (commands: CommandBus, clock: Clock, exchange: FeedExchange) => new FeedPolling(commands, clock, exchange, wait),
  inject: [CommandBus, Clock, FeedExchange],
};
const pushing = {
  provide: FeedPushing,
  useFactory: (commands: CommandBus, clock: Clock, exchange: FeedExchange, log: EventLog, { sent }: FeedWork) =>
    new FeedPushing(commands, clock, exchange, wait, log, sent),
  inject: [CommandBus, Clock, FeedExchange, EventLog, FeedWork],
};
const settling = {
  provide: FeedSettling,
  useFactory: (commands: CommandBus, clock: Clock, exchange: FeedExchange, { sent }: FeedWork) =>
    new FeedSettling(commands, clock, exchange, sent),
  inject: [CommandBus, Clock, FeedExchange, FeedWork],
};
const watch = { provide: FeedWatch, useFactory: (models: ReadModels) => new FeedWatch(models), inject: [ReadModels] };
const feedClock = {
  provide: FeedClock,
  useFactory: (
    work: FeedWork,
    exchange: FeedExchange,
    polls: FeedPolling,
    pushes: FeedPushing,
    settlements: FeedSettling,
    ledger: Ledger,
    clock: Clock,
  ) =>
    new FeedClock(
      { work, exchange, polling: polls, pushing: pushes, settling: settlements, ledger, clock },
      { everyMs: LOOK_EVERY_MS, warn: (message) => logger.warn(message) },
    ),
  inject: [FeedWork, FeedExchange, FeedPolling, FeedPushing, FeedSettling, Ledger, Clock],
};

@Module({})
export class FeedsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly clock: FeedClock) {}

  static register(config: Config): DynamicModule {
    return {
      module: FeedsModule,
      imports: [CqrsModule, ProfilesModule, StixModule],
      providers: [
        exchangeWith(config),
        polling,
        pushing,
        settling,
        feedClock,
        watch,
        Feeds,
        ChangeFeedHandler,
        FeedResolver,
        FeedPollResolver,
        FeedConnectionResolver,
        DashboardIngestionResolver,
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.clock.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.clock.stop();
  }
}
