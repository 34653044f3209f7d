/** The slice of distribution: lists of receivers, and what sends reports and alerts to them. */
import { type DynamicModule, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { Config } from '../config/config.js';
import { Blobs } from '../ledger/blobs.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { InstanceKey } from '../ledger/record-id.js';
import { People } from '../people/people.queries.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { ReportShareQueries } from '../report-shares/report-share.queries.js';
import { ReportSharesModule } from '../report-shares/report-shares.module.js';
import { RecordDeliveryHandler } from './delivery.commands.js';
import { DeliverySending } from './delivery.sending.js';
import { KeepDistributionListHandler, WEBHOOK_NETWORKS } from './distribution-list.commands.js';
import { DistributionQueries, DistributionWork } from './distribution.queries.js';
import { DistributionResolver } from './distribution.resolver.js';
import { Distributor } from './distributor.js';
import { FeedTelling } from './feed-telling.js';
import { Mailer } from './mailer.js';
import { ReportTelling } from './report-telling.js';
import { WebhookSender } from './webhook.js';

const OPTIONS = { atOnce: 20, lookEveryMs: 2_000 };
const logger = new Logger('Distribution');

const queries = {
  provide: DistributionQueries,
  useFactory: (models: ReadModels) => new DistributionQueries(models),
  inject: [ReadModels],
};
const distributor = {
  provide: Distributor,
  useFactory: (work: DistributionWork, sending: DeliverySending, clock: Clock) =>
    new Distributor(work, sending, clock, { ...OPTIONS, warn: (message) => logger.warn(message) }),
  inject: [DistributionWork, DeliverySending, Clock],
};
const sendingWith = ({ mail, publicUrl, webhookNetworks }: Config) => ({
  provide: DeliverySending,
  useFactory: (
    ledger: Ledger,
    commands: CommandBus,
    blobs: Blobs,
    clock: Clock,
    people: People,
    shares: ReportShareQueries,
    { bytes: instanceKey }: InstanceKey,
  ) => {
    const mailer = mail && new Mailer(mail);
    const webhooks = new WebhookSender(webhookNetworks, () => clock.now());
    const warn = (message: string): void => logger.warn(message);
    const reports = new ReportTelling({ ledger, commands, blobs, clock, shares, instanceKey, publicUrl });
    const feeds = new FeedTelling(ledger, clock, instanceKey);
    return new DeliverySending({ ledger, commands, clock, people, reports, feeds, mailer, webhooks, instanceKey, warn });
  },
  inject: [Ledger, CommandBus, Blobs, Clock, People, ReportShareQueries, InstanceKey],
});

@Module({})
export class DistributionModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly distributor: Distributor) {}

  static register(config: Config): DynamicModule {
    return {
      module: DistributionModule,
      imports: [CqrsModule, ReportSharesModule.register(config)],
      providers: [
        KeepDistributionListHandler,
        RecordDeliveryHandler,
        queries,
        distributor,
        sendingWith(config),
        DistributionResolver,
        { provide: WEBHOOK_NETWORKS, useValue: config.webhookNetworks },
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.distributor.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.distributor.stop();
  }
}
