/** Feeds every model from one reader of the log; each applies batches in its own transactions and fails alone. */
import type { Pool } from 'pg';
import type { EventLog, LogItem } from '../../src/ledger/subscription.js';
import { beginAt, CheckpointMoved, commitAt, markStopped, type Poison, readCheckpoint, touch } from './checkpoint.js';
import { ItemQueue } from './item-queue.js';
import type { Model, ModelFold } from './model.js';
import { liveSchema } from './projection.js';

const BATCH = 1_000;
const QUEUE = 4_000;
const HEARTBEAT_MS = 1_000;
const RETRY_MS = 250;
const MAX_SKEW_MS = 2_000;

export interface ProjectorOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly models: readonly Model[];
  readonly now: () => Date;
  readonly onProblem: (message: string) => void;
}

export interface ModelHealth {
  readonly name: string;
  readonly position: string | null;
  readonly lagMs: number;
  readonly queued: number;
  readonly stopped: Poison | null;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

/** Applies batches of one model. */
class Applier {
  readonly queue = new ItemQueue(QUEUE);
  position: bigint | undefined;
  completeAt = 0;
  stopped: Poison | null = null;
  private readonly fold: ModelFold;
  private readonly schema: string;
  private busy = false;

  constructor(
    readonly model: Model,
    private readonly options: ProjectorOptions,
  ) {
    this.schema = liveSchema(model);
    this.fold = model.open(this.schema, false);
  }

  async readPosition(): Promise<void> {
    const checkpoint = await readCheckpoint(this.options.pool, this.schema);
    if (!checkpoint) throw new Error(`${this.schema} has not been built`);
    this.position = checkpoint.position;
  }

  get idle(): boolean {
    return !this.busy && this.queue.size === 0 && !this.stopped;
  }

  /** Runs until the queue is closed or an event cannot be folded. */
  async run(): Promise<void> {
    for (;;) {
      const items = await this.queue.take(BATCH);
      if (items.length === 0) return;
      this.busy = true;
      await this.applyUntilDone(items);
      this.busy = false;
      if (this.stopped) return;
    }
  }

  private async applyUntilDone(batch: readonly LogItem[]): Promise<void> {
    let pending = batch;
    for (let failures = 0; ; ) {
      const items = this.position === undefined ? pending : pending.filter(({ position }) => position > this.position!);
      if (items.length === 0) return;
      try {
        await this.apply(items);
        return;
      } catch (error) {
        this.fold.forget();
        failures += 1;
        if (!(error instanceof CheckpointMoved)) {
          if (failures === 1 || failures % 20 === 0) this.options.onProblem(`projection ${this.model.name}: ${(error as Error).message}`);
          await pause(Math.min(RETRY_MS * failures, 5_000));
        }
        pending = await this.recover(pending).catch(() => pending);
      }
      if (this.stopped) return;
    }
  }

  /**
   * Reads the checkpoint again. Transactions are committed without waiting for the disk, so a crash of PostgreSQL may have taken the
   * last ones back: what they held is read from the log once more.
   */
  private async recover(pending: readonly LogItem[]): Promise<readonly LogItem[]> {
    const before = this.position;
    await this.readPosition();
    if (before === undefined || (this.position !== undefined && this.position >= before)) return pending;
    const lost: LogItem[] = [];
    for await (const item of this.options.log.read(this.position)) {
      if (item.position >= pending[0]!.position) break;
      lost.push(item);
    }
    return [...lost, ...pending];
  }

  private async apply(items: readonly LogItem[]): Promise<void> {
    const client = await this.options.pool.connect();
    let broken: Error | undefined;
    try {
      await beginAt(client, this.schema, this.position);
      const { items: done, poison } = await this.fold.fold(client, items);
      if (done > 0) {
        await this.fold.flush(client, true);
        const last = items[done - 1]!;
        const now = this.options.now();
        const recordedAt = items.slice(0, done).findLast((item) => item.kind !== 'skipped') as { recordedAt?: string } | undefined;
        const completeAt = this.queue.size === 0 && !poison ? now.toISOString() : (recordedAt?.recordedAt ?? now.toISOString());
        await commitAt(client, this.schema, { position: last.position, recordedAt: recordedAt?.recordedAt, completeAt });
        this.position = last.position;
        this.completeAt = Date.parse(completeAt);
      } else await client.query('rollback');
      if (poison) await this.stop(poison);
    } catch (error) {
      broken = error as Error;
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release(broken && !(broken instanceof CheckpointMoved) ? broken : undefined);
    }
  }

  private async stop(poison: Poison): Promise<void> {
    this.stopped = poison;
    this.queue.close();
    this.options.onProblem(
      `projection ${this.model.name} stopped at position ${poison.position}, event ${poison.eventId} (${poison.type}): ${poison.error}`,
    );
    await markStopped(this.options.pool, this.schema, poison);
  }
}

export class Projector {
  private readonly appliers: readonly Applier[];
  private readonly abort = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private read: bigint | undefined;
  private skewMs = 0;

  constructor(private readonly options: ProjectorOptions) {
    this.appliers = options.models.map((model) => new Applier(model, options));
  }

  /** Starts from the checkpoints; the live schemas must be there (generation.ts builds them). */
  async start(): Promise<void> {
    await Promise.all(this.appliers.map((applier) => applier.readPosition()));
    this.running = Promise.all([this.readLog(), this.heartbeat(), ...this.appliers.map((applier) => applier.run())]);
  }

  async stop(): Promise<void> {
    this.abort.abort();
    for (const { queue } of this.appliers) queue.close();
    await this.running;
  }

  health(): { models: readonly ModelHealth[]; skewMs: number; skewed: boolean } {
    const now = this.options.now().getTime();
    const models = this.appliers.map(({ model, position, completeAt, stopped, queue, idle }) => ({
      name: model.name,
      position: position?.toString() ?? null,
      lagMs: idle && completeAt > 0 && now - completeAt <= 2 * HEARTBEAT_MS ? 0 : Math.max(0, now - completeAt),
      queued: queue.size,
      stopped,
    }));
    return { models, skewMs: this.skewMs, skewed: Math.abs(this.skewMs) > MAX_SKEW_MS };
  }

  private async readLog(): Promise<void> {
    const positions = this.appliers.map(({ position }) => position);
    const from = positions.some((position) => position === undefined)
      ? undefined
      : positions.reduce((least, position) => (position! < least! ? position : least));
    this.read = from;
    for await (const item of this.options.log.follow(from, this.abort.signal)) {
      for (const { queue } of this.appliers) {
        if (queue.isFull) await queue.put(item);
        else queue.add(item);
      }
      this.read = item.position;
      if (item.kind === 'event') this.skewMs = Math.max(0, Date.parse(item.recordedAt) - this.options.now().getTime());
    }
  }

  /** While nothing comes, says so once a second, so that readers can tell a quiet log from a dead projector. */
  private async heartbeat(): Promise<void> {
    while (!this.abort.signal.aborted) {
      await pause(HEARTBEAT_MS);
      try {
        const now = this.options.now();
        const head = await this.options.log.head();
        if (this.abort.signal.aborted || head !== this.read) continue;
        for (const applier of this.appliers) {
          if (!applier.idle) continue;
          await touch(this.options.pool, liveSchema(applier.model), applier.position, now.toISOString());
          applier.completeAt = now.getTime();
        }
      } catch (error) {
        this.options.onProblem(`heartbeat: ${(error as Error).message}`);
      }
    }
  }
}
