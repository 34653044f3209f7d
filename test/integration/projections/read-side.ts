/** The read side on real stores of its own: a log to append to, projectors, and the queries over their models. */
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { models } from '../../../projections/registry.js';
import { rebuild } from '../../../projections/runtime/generation.js';
import type { Model } from '../../../projections/runtime/model.js';
import { Projector } from '../../../projections/runtime/projector.js';
import { ReadGate } from '../../../projections/runtime/read-gate.js';
import { CompartmentRegistry } from '../../../src/access/compartment-registry.js';
import { migrate } from '../../../src/app-schema/migrate.js';
import { DashboardQueries } from '../../../src/dashboard/dashboard.queries.js';
import { catalogue, readEvent } from '../../../src/event-catalogue.js';
import { IntelReportQueries } from '../../../src/intel-reports/intel-report.queries.js';
import { newEvent } from '../../../src/ledger/esdb/batch-appends.js';
import { EventStoreConnection } from '../../../src/ledger/esdb/connection.js';
import { EsdbEventLog } from '../../../src/ledger/esdb/esdb-event-log.js';
import type { EventSpec, Meta, RecordedEvent } from '../../../src/ledger/event-contract.js';
import { streamName } from '../../../src/ledger/stream-name.js';
import type { ReadEvent } from '../../../src/ledger/upcast.js';
import { createPool } from '../../../src/postgres/pool.js';
import { Reader } from '../../../src/postgres/reader.js';
import { PROJECTOR } from '../../../src/postgres/roles.js';
import { ReadModels } from '../../../src/read-side/read-model.queries.js';
import { Remarkings } from '../../../src/read-side/remarkings.js';
import { SourceQueries } from '../../../src/sources/source.queries.js';
import { bareStores, type FreshStores } from '../../spec/stores.js';

/** An event as it is put on the log, past all commands. */
export interface Entry {
  readonly category: string;
  readonly tenantId: string;
  readonly recordId: string;
  /** Of the stream before it. */
  readonly expected: bigint | undefined;
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
  readonly meta?: Partial<Meta>;
}

export const metaFor = (tenantId: string, meta: Partial<Meta> = {}): Meta => ({
  tenantId,
  orgId: 'cti',
  actorId: 'actor-ana',
  actorKind: 'human',
  commandId: randomUUID(),
  commandHash: 'h',
  $correlationId: 'c',
  $causationId: 'c',
  schemaVersion: 1,
  recordedAt: '2026-01-05T10:00:00.000Z',
  saltData: 's',
  saltMeta: 's',
  ...meta,
});

const newest: ReadonlyMap<string, EventSpec> = new Map(
  catalogue.contracts.flatMap(({ spec }) => Object.entries<EventSpec>(spec)),
);

export class ReadSide {
  readonly gate: ReadGate;
  readonly readModels: ReadModels;
  readonly reports: IntelReportQueries;
  readonly sources: SourceQueries;
  readonly dashboard: DashboardQueries;
  readonly problems: string[] = [];
  private readonly projectors = new Set<Projector>();

  private constructor(
    readonly stores: FreshStores,
    /** As the projector. */
    readonly pool: Pool,
    readonly reader: Reader,
    readonly connection: EventStoreConnection,
    readonly log: EsdbEventLog,
  ) {
    this.gate = new ReadGate(reader.pool);
    this.readModels = new ReadModels(reader, this.gate, new CompartmentRegistry(reader), new Remarkings(this.now), this.now);
    this.reports = new IntelReportQueries(this.readModels);
    this.sources = new SourceQueries(this.readModels);
    this.dashboard = new DashboardQueries(this.readModels);
  }

  readonly now = () => new Date();

  static async open(): Promise<ReadSide> {
    const stores = await bareStores();
    await migrate(stores.databaseUrl);
    const pool = createPool(stores.databaseUrl, { max: 20, name: 'spec', onError: () => undefined, role: PROJECTOR });
    const reader = new Reader(stores.databaseUrl, { max: 8, name: 'spec', onError: () => undefined });
    const connection = new EventStoreConnection(stores.eventStoreUrl);
    const side = new ReadSide(stores, pool, reader, connection, new EsdbEventLog(connection, readEvent));
    await side.gate.open();
    return side;
  }

  /** Builds what is there and goes on with what comes. */
  async project(which: readonly Model[] = models): Promise<Projector> {
    await this.build(which);
    return this.follow(which);
  }

  build(which: readonly Model[] = models): Promise<void> {
    return rebuild(which, this);
  }

  /** Follows the log; `read` stands for the program's knowledge of event types. */
  async follow(which: readonly Model[] = models, read: ReadEvent = readEvent): Promise<Projector> {
    const log = new EsdbEventLog(this.connection, read);
    const onProblem = (problem: string) => void this.problems.push(problem);
    const projector = new Projector({ pool: this.pool, log, models: which, now: this.now, onProblem });
    this.projectors.add(projector);
    await projector.start();
    return projector;
  }

  async end(projector: Projector): Promise<void> {
    this.projectors.delete(projector);
    await projector.stop();
  }

  /** @returns the position of the last event appended. */
  async append({ category, tenantId, recordId, expected, events, meta }: Entry): Promise<bigint> {
    const stream = streamName(category, tenantId, recordId);
    const stored = events.map(({ type, data }) =>
      newEvent(randomUUID(), type, data, metaFor(tenantId, { schemaVersion: newest.get(type)?.version ?? 1, ...meta })),
    );
    return (await this.connection.append(stream, expected, stored)).position;
  }

  async appendAll(entries: readonly Entry[]): Promise<bigint> {
    let position = 0n;
    for (const entry of entries) position = await this.append(entry);
    return position;
  }

  /** The log in plain form. */
  async everything(): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const item of this.log.read(undefined)) if (item.kind === 'event') events.push(item.recorded);
    return events;
  }

  /** @throws when a model has not come as far within 15 s. */
  async reached(position: bigint, which: readonly { readonly name: string }[] = models): Promise<void> {
    const giveUpAt = Date.now() + 15_000;
    for (const { name } of which)
      while (!(await this.gate.atLeast(name, position)))
        if (Date.now() > giveUpAt) throw new Error(`${name} did not reach ${position}: ${this.problems.join('; ')}`);
    for (const { name } of which) {
      const { rows } = await this.pool.query(`select position from rm_${name}.checkpoint`);
      if (!(rows[0].position >= position)) throw new Error(`${name} stands at ${rows[0].position}`);
    }
  }

  /** Checksums of every table at a position, by model and table. */
  async sums(position: bigint, suffix = '', which: readonly Model[] = models): Promise<Record<string, string>> {
    const client = await this.pool.connect();
    try {
      const sums: Record<string, string> = {};
      for (const model of which)
        for (const [table, sum] of Object.entries(await model.checksums(client, `rm_${model.name}${suffix}`, position)))
          sums[`${model.name}.${table}`] = sum;
      return sums;
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    for (const projector of this.projectors) await projector.stop();
    await this.gate.close();
    await this.reader.end();
    await this.pool.end();
    await this.connection.close();
    await this.stores.stop();
  }
}

/** Asks again until it is so. @throws after 15 s */
export const eventually = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const giveUpAt = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
