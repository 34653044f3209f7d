/** Makes the kernel's parts injectable. */
import { type DynamicModule, Module } from '@nestjs/common';
import { DistributionWork } from './distribution/distribution.queries.js';
import { FeedCredentialStore } from './exchange/feeds/feed-credentials.js';
import { FeedWork } from './exchange/feeds/feeds.queries.js';
import { TaxiiPushWork } from './exchange/taxii/server/taxii-push-work.js';
import { CollectionDirectory } from './exchange/collections/collection.queries.js';
import type { Kernel } from './kernel.js';
import { Blobs } from './ledger/blobs.js';
import { Clock } from './ledger/clock.js';
import { Ledger } from './ledger/ledger.js';
import { InstanceKey } from './ledger/record-id.js';
import { EventLog } from './ledger/subscription.js';
import { People } from './people/people.queries.js';
import { ReadModels } from './read-side/read-model.queries.js';
import { AllReportSchedules } from './report-schedules/report-schedules.queries.js';
import { ShareTenants } from './report-shares/report-share.queries.js';
import { SearchQueries } from './search/search.queries.js';
import { UnfinishedSocReports } from './soc-reports/unfinished-soc-reports.queries.js';

export const KERNEL = Symbol('kernel');

@Module({})
export class KernelModule {
  static register(kernel: Kernel): DynamicModule {
    const providers = [
      { provide: KERNEL, useValue: kernel },
      { provide: Ledger, useValue: kernel.ledger },
      { provide: Blobs, useValue: kernel.blobs },
      { provide: EventLog, useValue: kernel.log },
      { provide: Clock, useValue: kernel.options.clock },
      { provide: InstanceKey, useValue: kernel.instanceKey },
      { provide: ReadModels, useValue: kernel.readModels },
      { provide: People, useValue: kernel.people },
      { provide: SearchQueries, useValue: kernel.search },
      { provide: AllReportSchedules, useValue: kernel.reportSchedules },
      { provide: UnfinishedSocReports, useValue: kernel.unfinishedSocReports },
      { provide: ShareTenants, useValue: kernel.shareTenants },
      { provide: DistributionWork, useValue: kernel.distributionWork },
      { provide: FeedWork, useValue: kernel.feedWork },
      { provide: FeedCredentialStore, useValue: kernel.feedCredentials },
      { provide: TaxiiPushWork, useValue: kernel.taxiiPushWork },
      { provide: CollectionDirectory, useValue: kernel.collectionDirectory },
    ];
    return { module: KernelModule, global: true, providers, exports: providers };
  }
}
