/** Everything that holds a connection, opened once per process and closed in the right order. */
import type { Pool } from 'pg';
import { models } from '../projections/registry.js';
import { type BuildProgress, buildOutdated } from '../projections/runtime/generation.js';
import { ProjectorThread } from '../projections/projector-thread.js';
import { Projector, type RunningProjector } from '../projections/runtime/projector.js';
import { ReadGate } from '../projections/runtime/read-gate.js';
import { CompartmentRegistry } from './access/compartment-registry.js';
import { migrate } from './app-schema/migrate.js';
import { DistributionWork } from './distribution/distribution.queries.js';
import { CollectionDirectory } from './exchange/collections/collection.queries.js';
import { readEvent } from './event-catalogue.js';
import { FeedCredentialStore } from './exchange/feeds/feed-credentials.js';
import { EXCHANGES_AT_ONCE, FeedWork } from './exchange/feeds/feeds.queries.js';
import { TaxiiPushWork } from './exchange/taxii/server/taxii-push-work.js';
import { ConfigError } from './config/config-error.js';
import type { Config } from './config/config.js';
import { Clock } from './ledger/clock.js';
import { EventStoreConnection } from './ledger/esdb/connection.js';
import { EsdbBlobs } from './ledger/esdb/esdb-blobs.js';
import { EsdbEventLog } from './ledger/esdb/esdb-event-log.js';
import { EsdbLedger } from './ledger/esdb/esdb-ledger.js';
import { InstanceKey } from './ledger/record-id.js';
import { People } from './people/people.queries.js';
import { createPool } from './postgres/pool.js';
import { Reader } from './postgres/reader.js';
import { PROJECTOR } from './postgres/roles.js';
import { ReadModels } from './read-side/read-model.queries.js';
import { Remarkings } from './read-side/remarkings.js';
import { ShareTenants } from './report-shares/report-share.queries.js';
import { SEARCH_CONNECTION, SearchQueries } from './search/search.queries.js';
import { AllReportSchedules } from './report-schedules/report-schedules.queries.js';
import { REPORTS_AT_ONCE, UnfinishedSocReports } from './soc-reports/unfinished-soc-reports.queries.js';

export interface KernelOptions {
  readonly databaseUrl: string;
  readonly databaseReadUrl: string;
  readonly eventStoreUrl: string;
  readonly instanceKey: Buffer;
  readonly clock: Clock;
  /** In a thread they go by the clock of the system. */
  readonly projections: Config['projections'];
  readonly warn: (message: string) => void;
  readonly onBuild?: (progress: BuildProgress) => void;
}

export interface Kernel {
  readonly options: KernelOptions;
  /** The read models there are. */
  readonly models: readonly { readonly name: string; readonly version: number }[];
  /** Reads what is no secret of any record. */
  readonly pool: Pool;
  readonly ledger: EsdbLedger;
  readonly blobs: EsdbBlobs;
  readonly log: EsdbEventLog;
  readonly readModels: ReadModels;
  readonly people: People;
  /** On connections of its own, so that long searches keep nobody else waiting. */
  readonly search: SearchQueries;
  /** Of all tenants; for the generator, and nobody else. */
  readonly unfinishedSocReports: UnfinishedSocReports;
  readonly reportSchedules: AllReportSchedules;
  /** Of all tenants; for links, which say of no tenant. */
  readonly shareTenants: ShareTenants;
  /** Of all tenants; for the distributor, and nobody else. */
  readonly distributionWork: DistributionWork;
  /** Of all tenants; for the clock of feeds, and nobody else. */
  readonly feedWork: FeedWork;
  readonly feedCredentials: FeedCredentialStore;
  /** Of all tenants; for the clock of pushes, and nobody else. */
  readonly taxiiPushWork: TaxiiPushWork;
  readonly collectionDirectory: CollectionDirectory;
  readonly instanceKey: InstanceKey;
  /** Undefined where another process runs the projections. */
  readonly projector: RunningProjector | undefined;
  close(): Promise<void>;
}

/** A store that cannot be reached at the start is a setting to correct. */
const unusable =
  (setting: string) =>
  (error: Error & { code?: unknown }): never => {
    if (error instanceof ConfigError) throw error;
    const { code, message } = error;
    throw new ConfigError(
      `${setting} cannot be used (${typeof code === 'string' ? code : message}); check that the store runs and that the address is right.`,
    );
  };

const started = async (projector: Projector): Promise<Projector> => {
  await projector.start();
  return projector;
};

/** At a time. */
const SEARCHES = 4;

export const openKernel = async (options: KernelOptions): Promise<Kernel> => {
  const { clock, warn } = options;
  const now = () => clock.now();
  const onError = (error: Error) => warn(`PostgreSQL connection: ${error.message}`);
  const reader = new Reader(options.databaseReadUrl, { max: 12, name: 'read', onError, statementTimeout: 30_000 });
  const writePool = createPool(options.databaseUrl, {
    max: models.length + 8 + REPORTS_AT_ONCE + EXCHANGES_AT_ONCE,
    name: 'write',
    onError,
    role: PROJECTOR,
  });
  const searchReader = new Reader(options.databaseReadUrl, { max: SEARCHES, name: 'search', onError, ...SEARCH_CONNECTION });
  const connection = new EventStoreConnection(options.eventStoreUrl);
  const log = new EsdbEventLog(connection, readEvent);
  const gate = new ReadGate(reader.pool);
  let projector: RunningProjector | undefined;
  const close = async (): Promise<void> => {
    await projector?.stop();
    await gate.close();
    await Promise.all([reader.end(), writePool.end(), searchReader.end()]);
    await connection.close();
  };
  try {
    await migrate(options.databaseUrl).catch(unusable('DATABASE_URL'));
    await log.head().catch(unusable('EVENTSTORE_URL'));
    if (options.projections !== 'external') {
      await buildOutdated(models, {
        pool: writePool,
        log,
        now,
        ...(options.onBuild ? { onProgress: options.onBuild } : {}),
      });
      projector =
        options.projections === 'thread'
          ? new ProjectorThread(options, warn)
          : await started(new Projector({ pool: writePool, log, models, now, onProblem: warn }));
    }
    await gate.open().catch(unusable('DATABASE_READ_URL'));
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  const compartments = new CompartmentRegistry(reader);
  const remarkings = new Remarkings(now);
  const readModels = new ReadModels(reader, gate, compartments, remarkings, now);
  return {
    options,
    models,
    pool: reader.pool,
    ledger: new EsdbLedger(connection, readEvent, {
      now,
      warn,
      remarked: (tenantId, position) => remarkings.note(tenantId, position),
    }),
    blobs: new EsdbBlobs(connection, now),
    log,
    readModels,
    people: new People(writePool),
    search: new SearchQueries(new ReadModels(searchReader, gate, compartments, remarkings, now)),
    unfinishedSocReports: new UnfinishedSocReports(writePool),
    reportSchedules: new AllReportSchedules(writePool),
    shareTenants: new ShareTenants(writePool),
    distributionWork: new DistributionWork(writePool),
    feedWork: new FeedWork(writePool),
    feedCredentials: new FeedCredentialStore(writePool, options.instanceKey),
    taxiiPushWork: new TaxiiPushWork(writePool),
    collectionDirectory: new CollectionDirectory(writePool, readModels, log),
    instanceKey: new InstanceKey(options.instanceKey),
    projector,
    close,
  };
};
