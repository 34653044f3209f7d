/** Builds read models anew beside the live ones and swaps them in by renaming schemas. */
import type { ClientBase, Pool } from 'pg';
import type { EventLog, LogItem } from '../../src/ledger/subscription.js';
import {
  beginAt,
  commitAt,
  createCheckpointSql,
  lastRecordedAt,
  lockKey,
  type Poison,
  readCheckpoint,
  touch,
} from './checkpoint.js';
import type { Model, ModelFold } from './model.js';
import { liveSchema } from './projection.js';

const FOLD_ITEMS = 2_000;
const FLUSH_ITEMS = 16_000;

export interface BuildProgress {
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Share of the log read, 0 to 1; undefined when the log is empty. */
  readonly share: number | undefined;
  readonly etaSeconds: number | undefined;
  readonly phase: 'reading' | 'indexing' | 'comparing' | 'swapping' | 'done';
}

export interface BuildOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly now: () => Date;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Events folded at once, and events between two writes. */
  readonly foldItems?: number;
  readonly flushItems?: number;
}

/** A rebuilt table is not what the live one says; the rebuilt schema is kept for inspection and nothing was swapped. */
export class ParityMismatch extends Error {
  constructor(
    readonly model: string,
    readonly position: bigint,
    readonly tables: Record<string, { live: string; rebuilt: string }>,
  ) {
    const lines = Object.entries(tables).map(([table, { live, rebuilt }]) => `${table}: live ${live}, rebuilt ${rebuilt}`);
    super(
      `${model} differs from its rebuild at position ${position}: ${lines.join('; ')}. rm_${model}_next is kept for inspection.`,
    );
    this.name = 'ParityMismatch';
  }
}

export class BuildStopped extends Error {
  constructor(model: string, poison: Poison) {
    super(`${model} cannot be built: event ${poison.eventId} (${poison.type}) at position ${poison.position}: ${poison.error}`);
    this.name = 'BuildStopped';
  }
}

interface Building {
  readonly model: Model;
  readonly schema: string;
  fold: ModelFold;
  client: ClientBase;
  pending: Promise<void>;
}

const nextSchema = (model: Model): string => `${liveSchema(model)}_next`;
const oldSchema = (model: { readonly name: string }): string => `${liveSchema(model)}_old`;

/** The models whose live schema is missing or of another version. */
export const outdated = async (pool: Pool, models: readonly Model[]): Promise<readonly Model[]> => {
  const checkpoints = await Promise.all(models.map((model) => readCheckpoint(pool, liveSchema(model))));
  return models.filter((model, i) => checkpoints[i]?.version !== model.version);
};

/**
 * Builds the models from the whole log, compares each with the live one where its definition did not change, and swaps them in.
 * @throws {ParityMismatch} {@link BuildStopped}
 */
export const rebuild = async (models: readonly Model[], options: BuildOptions): Promise<void> => {
  if (models.length === 0) return;
  const clients = await Promise.all(models.map(() => options.pool.connect()));
  let failed: Error | undefined;
  try {
    const buildings = await Promise.all(models.map((model, i) => prepare(model, clients[i])));
    const last = await readAll(buildings, options);
    for (const building of buildings) await finish(building, last, options);
    for (const building of buildings) await swapIn(building, options);
    options.onProgress?.({ events: last.events, eventsPerSecond: last.eventsPerSecond, share: 1, etaSeconds: 0, phase: 'done' });
  } catch (error) {
    failed = error as Error;
    throw error;
  } finally {
    for (const client of clients) client.release(failed);
  }
};

/** Builds what is {@link outdated}; where another process that starts does so already, it is waited for. */
export const buildOutdated = async (models: readonly Model[], options: BuildOptions): Promise<void> => {
  if ((await outdated(options.pool, models)).length === 0) return;
  const client = await options.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey('outdated models')]);
    await rebuild(await outdated(options.pool, models), options);
  } finally {
    // The lock ends with its connection.
    client.release(true);
  }
};

const prepare = async (model: Model, client: ClientBase): Promise<Building> => {
  const schema = nextSchema(model);
  const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [lockKey(schema)]);
  if (!rows[0].mine) throw new Error(`${model.name} is being rebuilt by another process`);
  await client.query(`drop schema if exists "${schema}" cascade; create schema "${schema}"; set synchronous_commit to off`);
  await model.create(client, schema);
  for (const sql of createCheckpointSql(schema, model.version)) await client.query(sql);
  // Before the first row, and so before anybody can read one.
  await client.query('select app.wall($1)', [schema]);
  return { model, schema, fold: model.open(schema, true), client, pending: Promise.resolve() };
};

interface Read {
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly position: bigint | undefined;
  readonly recordedAt: string | undefined;
  /** The log was read as it stood at this instant, or later. */
  readonly startedAt: string;
}

const readAll = async (
  buildings: readonly Building[],
  { log, onProgress, now, foldItems = FOLD_ITEMS, flushItems = FLUSH_ITEMS }: BuildOptions,
): Promise<Read> => {
  const startedAt = now().toISOString();
  const head = await log.head();
  const started = performance.now();
  let events = 0;
  let unflushed = 0;
  let position: bigint | undefined;
  let recordedAt: string | undefined;
  let batch: LogItem[] = [];
  const rate = () => Math.round(events / Math.max(0.001, (performance.now() - started) / 1000));
  const foldBatch = async () => {
    for (const building of buildings) {
      if (!building.fold.overlaps) await building.pending;
      const { poison } = await building.fold.fold(building.client, batch);
      if (poison) throw new BuildStopped(building.model.name, poison);
    }
    unflushed += batch.length;
    batch = [];
    if (unflushed < flushItems) return;
    unflushed = 0;
    for (const building of buildings) {
      await building.pending;
      building.pending = building.fold.flush(building.client, false);
      // A failure shows where the promise is awaited.
      building.pending.catch(() => undefined);
    }
    const share = head ? Number((position! * 10_000n) / head) / 10_000 : undefined;
    const elapsed = (performance.now() - started) / 1000;
    const etaSeconds = share ? Math.max(0, elapsed / share - elapsed) : undefined;
    onProgress?.({ events, eventsPerSecond: rate(), share, etaSeconds, phase: 'reading' });
  };
  for await (const item of log.read(undefined)) {
    batch.push(item);
    position = item.position;
    if (item.kind !== 'skipped') {
      events += 1;
      recordedAt = item.recordedAt;
    }
    if (batch.length >= foldItems) await foldBatch();
  }
  await foldBatch();
  await Promise.all(buildings.map(({ pending }) => pending));
  return { events, eventsPerSecond: rate(), position, recordedAt, startedAt };
};

/** Writes what the bulk fold kept back, makes the indexes, and goes on as a live fold. */
const finish = async (building: Building, last: Read, { onProgress }: BuildOptions): Promise<void> => {
  const { client, schema, model } = building;
  onProgress?.({
    events: last.events,
    eventsPerSecond: last.eventsPerSecond,
    share: 1,
    etaSeconds: undefined,
    phase: 'indexing',
  });
  await building.fold.flush(client, true);
  await model.index(client, schema);
  await analyze(client, schema);
  building.fold = model.open(schema, false);
  if (last.position === undefined) return void (await touch(client, schema, undefined, last.startedAt));
  await beginAt(client, schema, undefined);
  await commitAt(client, schema, { position: last.position, recordedAt: last.recordedAt, completeAt: last.startedAt });
};

const analyze = async (client: ClientBase, schema: string): Promise<void> => {
  const { rows } = await client.query(
    'select relname as name from pg_class where relnamespace = $1::regnamespace and relkind = $2',
    [`"${schema}"`, 'r'],
  );
  for (const { name } of rows) await client.query(`analyze "${schema}"."${name}"`);
};

/** @param upTo the last position to apply; the whole log when left out. */
const catchUp = async (
  { client, schema, fold, model }: Omit<Building, 'pending'>,
  { log, now }: BuildOptions,
  upTo?: bigint,
): Promise<void> => {
  const from = (await readCheckpoint(client, schema))!.position;
  const startedAt = now().toISOString();
  let reached = from;
  const apply = async (items: readonly LogItem[], completeAt: string | undefined) => {
    await beginAt(client, schema, reached);
    const { poison } = await fold.fold(client, items);
    if (poison) throw new BuildStopped(model.name, poison);
    await fold.flush(client, true);
    const recordedAt = lastRecordedAt(items);
    reached = items.at(-1)!.position;
    await commitAt(client, schema, { position: reached, recordedAt, completeAt: completeAt ?? recordedAt });
  };
  const batch: LogItem[] = [];
  for await (const item of log.read(from)) {
    if (upTo !== undefined && item.position > upTo) break;
    if (batch.length >= FOLD_ITEMS) await apply(batch.splice(0), undefined);
    batch.push(item);
  }
  if (batch.length > 0) await apply(batch, upTo === undefined ? startedAt : undefined);
};

/** Brings the live model and its rebuild to one position while the live model's lock keeps the projector out. */
const bringTogether = async (building: Building, options: BuildOptions): Promise<void> => {
  const { model, client, schema } = building;
  const live = liveSchema(model);
  await client.query('select pg_advisory_lock($1)', [lockKey(live)]);
  const [there, here] = [(await readCheckpoint(client, live))?.position, (await readCheckpoint(client, schema))?.position];
  if (there === undefined || here === undefined || there === here) return;
  if (here < there) await catchUp(building, options, there);
  else await catchUp({ model, client, schema: live, fold: model.open(live, false) }, options, here);
};

/**
 * Compares with the live model at one position, then renames while the live model's lock keeps it from moving, so that no event falls
 * between.
 */
const swapIn = async (building: Building, options: BuildOptions): Promise<void> => {
  const { model, client, schema } = building;
  const live = liveSchema(model);
  await catchUp(building, options);
  const current = await readCheckpoint(client, live);
  if (current?.version === model.version && current.position !== undefined) {
    if (model.currentOnly) await bringTogether(building, options);
    await compare(building, (await readCheckpoint(client, live))?.position ?? current.position, options);
  }
  await catchUp(building, options);
  await client.query('select pg_advisory_lock($1)', [lockKey(live)]);
  await catchUp(building, options);
  // Waits for the disk, and so for everything the build wrote before it: a swapped model is there to stay.
  await client.query('set synchronous_commit to on; begin');
  if (await readCheckpoint(client, live))
    await client.query(
      `drop schema if exists "${oldSchema(model)}" cascade; alter schema "${live}" rename to "${oldSchema(model)}"`,
    );
  await client.query(`alter schema "${schema}" rename to "${live}"`);
  await client.query('commit');
  await client.query('select pg_advisory_unlock_all()');
};

const compare = async (
  { model, client, schema }: Building,
  livePosition: bigint,
  { onProgress }: BuildOptions,
): Promise<void> => {
  onProgress?.({ events: 0, eventsPerSecond: 0, share: 1, etaSeconds: undefined, phase: 'comparing' });
  const rebuilt = (await readCheckpoint(client, schema))!.position ?? 0n;
  const position = rebuilt < livePosition ? rebuilt : livePosition;
  const [liveSums, nextSums] = [
    await model.checksums(client, liveSchema(model), position),
    await model.checksums(client, schema, position),
  ];
  const different = Object.keys(nextSums).filter((table) => liveSums[table] !== nextSums[table]);
  if (different.length === 0) return;
  throw new ParityMismatch(
    model.name,
    position,
    Object.fromEntries(different.map((table) => [table, { live: liveSums[table], rebuilt: nextSums[table] }])),
  );
};

/** Puts the model that the last swap replaced back; what it missed is applied by the projector. */
export const rollBack = async (pool: Pool, model: Model): Promise<void> => {
  const client = await pool.connect();
  let failed: Error | undefined;
  try {
    const live = liveSchema(model);
    if (!(await readCheckpoint(client, oldSchema(model)))) throw new Error(`${model.name} has no earlier model to go back to`);
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockKey(live)]);
    await client.query(
      `alter schema "${live}" rename to "${live}_swap"; alter schema "${oldSchema(model)}" rename to "${live}"; alter schema "${live}_swap" rename to "${oldSchema(model)}"`,
    );
    await client.query('commit');
  } catch (error) {
    failed = error as Error;
    throw error;
  } finally {
    client.release(failed);
  }
};

export const dropOld = async (pool: Pool, model: Model): Promise<void> => {
  await pool.query(`drop schema if exists "${oldSchema(model)}" cascade`);
};
