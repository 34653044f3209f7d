/** Applies batches of one model, each with its checkpoint in one transaction, until it is done or an event proves to be poison. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { BLOB_CHUNK, blobEvents } from '../../src/ledger/blob.events.js';
import type { EventLog, LogItem } from '../../src/ledger/subscription.js';
import {
  beginAt,
  CheckpointMoved,
  commitAt,
  lastRecordedAt,
  markStopped,
  type Poison,
  type Reached,
  readCheckpoint,
} from './checkpoint.js';
import { ItemQueue } from './item-queue.js';
import type { Model, ModelFold } from './model.js';
import { liveSchema } from './projection.js';
import type { Passes } from './passes.js';
import { ModelDamaged } from './table-writer.js';

const BATCH = 1_000;
const QUEUE = 2_000;
/** Of a chunk of a blob, beside other events, which are at most 64 KiB. */
const CHUNK_WEIGHT = Math.ceil(BLOB_CHUNK / (64 * 1024));
const GATHER_MS = 40;
/** So many items that came during one transaction are a stream: a transaction for every few of them would take the writers' time. */
const STREAM_ITEMS = 8;
const STREAM_GATHER_MS = 20;
const STREAM_ENOUGH = 250;
/** So many more that came while a stream was gathered are a flood, as of an import: it is gathered for longer. */
const FLOOD_ITEMS = 32;
const FLOOD_GATHER_MS = 80;
const FLOOD_ENOUGH = 600;
const RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;

export interface ApplierOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly now: () => Date;
  readonly onProblem: (message: string) => void;
}

/** Waits, or less when the signal aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal, ref: false }).catch(() => undefined);

export class Applier {
  readonly queue: ItemQueue;
  readonly schema: string;
  position: bigint | undefined;
  /** The instant up to which the model is known to be complete, in milliseconds since the epoch. */
  completeAt = 0;
  stopped: Poison | null = null;
  private readonly fold: ModelFold;
  private busy = false;
  private gathering = false;
  private turn: Promise<void> = Promise.resolve();
  /** A crash of PostgreSQL took back what was applied up to here. */
  private takenBackTo: bigint | undefined;
  /** Shrinks while the one event is looked for that PostgreSQL refuses. */
  private most = BATCH;

  constructor(
    readonly model: Model,
    private readonly options: ApplierOptions,
    private readonly passes: Passes,
    private readonly signal: AbortSignal,
  ) {
    this.schema = liveSchema(model);
    this.queue = new ItemQueue(QUEUE, (item) => model.concerns(item), weightOf);
    this.fold = model.open(this.schema, false);
  }

  /** @throws when the model has not been built. */
  async start(): Promise<void> {
    this.position = await this.storedPosition();
  }

  get idle(): boolean {
    return !this.busy && !this.gathering && this.queue.size === 0 && !this.stopped;
  }

  /** Runs until the queue is closed or an event cannot be folded. */
  async run(): Promise<void> {
    for (;;) {
      const taken = await this.queue.take(BATCH);
      if (taken.length === 0) return;
      const items = await this.gather(taken);
      await this.inTurn(() => this.applyUntilDone(items, false));
      if (this.stopped) return;
    }
  }

  /** Nobody waits for items that do not concern the model, and many at a time are better applied together: they wait for more. */
  private async gather(taken: readonly LogItem[]): Promise<readonly LogItem[]> {
    const { patienceMs = 0 } = this.model;
    const concerned = taken.some((item) => this.model.concerns(item));
    const few = taken.length < STREAM_ITEMS && patienceMs === 0;
    if (concerned && (few || taken.length >= STREAM_ENOUGH)) return taken;
    this.gathering = true;
    const gathered = [...taken];
    const room = (): number => BATCH - gathered.length;
    if (concerned) {
      const more = await this.queue.gatherAll(Math.max(STREAM_GATHER_MS, patienceMs), room());
      gathered.push(...more);
      if (more.length >= FLOOD_ITEMS && gathered.length < FLOOD_ENOUGH)
        gathered.push(...(await this.queue.gatherAll(FLOOD_GATHER_MS, room())));
    } else gathered.push(...(await this.queue.gather(GATHER_MS, room())));
    this.gathering = false;
    return gathered;
  }

  /** Applies again what a crash of PostgreSQL took back, for a model that nothing new comes to. */
  async reapply(): Promise<void> {
    await this.inTurn(() => this.applyUntilDone([], true));
  }

  private async inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(async () => {
      this.busy = true;
      await work().finally(() => (this.busy = false));
    });
    this.turn = mine.catch(() => undefined);
    await mine;
  }

  private async applyUntilDone(items: readonly LogItem[], inDoubt: boolean): Promise<void> {
    this.most = BATCH;
    for (let failures = 0, doubt = inDoubt; !this.stopped && !this.signal.aborted;) {
      try {
        if (doubt) await this.readPosition();
        doubt = false;
        await this.applyTakenBack();
        await this.applyAll(items);
        return;
      } catch (error) {
        this.fold.forget();
        doubt = true;
        if (error instanceof CheckpointMoved) continue;
        failures += 1;
        if (failures === 1 || failures % 20 === 0)
          this.options.onProblem(`projection ${this.model.name}: ${(error as Error).message}`);
        if (!isRefusal(error)) await pause(Math.min(RETRY_MS * failures, MAX_RETRY_MS), this.signal);
      }
    }
  }

  /** Transactions are committed without waiting for the disk, so a crash of PostgreSQL may have taken the last ones back. */
  private async readPosition(): Promise<void> {
    const stored = await this.storedPosition();
    const { position, takenBackTo } = this;
    this.fold.forget();
    if (position !== undefined && (stored ?? -1n) < position)
      this.takenBackTo = takenBackTo !== undefined && takenBackTo > position ? takenBackTo : position;
    this.position = stored;
  }

  /** Reads once more from the log what was taken back. */
  private async applyTakenBack(): Promise<void> {
    if (this.takenBackTo === undefined) return;
    const items: LogItem[] = [];
    for await (const item of this.options.log.read(this.position)) {
      if (item.position > this.takenBackTo) break;
      items.push(item);
      if (items.length >= BATCH) await this.applyAll(items.splice(0));
      if (this.stopped || this.signal.aborted) return;
    }
    await this.applyAll(items);
    this.takenBackTo = undefined;
  }

  private async applyAll(items: readonly LogItem[]): Promise<void> {
    while (!this.stopped) {
      const { position } = this;
      const left = position === undefined ? items : items.filter((item) => item.position > position);
      if (left.length === 0) return;
      await this.apply(left.slice(0, this.most));
    }
  }

  private async apply(items: readonly LogItem[]): Promise<void> {
    const { model, passes, position, schema } = this;
    if (model.foldsAll || items.some((item) => model.concerns(item))) return this.foldAll(items);
    const reached = this.reachedBy(items);
    await passes.pass({ schema, expected: position, reached });
    this.moved(reached);
  }

  private async foldAll(items: readonly LogItem[]): Promise<void> {
    const client = await this.options.pool.connect();
    let broken: Error | undefined;
    try {
      await beginAt(client, this.schema, this.position);
      const { items: done, poison } = await this.fold.fold(client, items);
      if (done > 0) await this.commit(client, items.slice(0, done));
      else await client.query('rollback');
      if (poison) await this.stop(poison);
    } catch (error) {
      broken = error as Error;
      await client.query('rollback').catch(() => undefined);
      const refused = isRefusal(error) && this.refuse(items, error as Error);
      if (!refused) throw error;
      await this.stop(refused);
    } finally {
      client.release(broken && !(broken instanceof CheckpointMoved) ? broken : undefined);
    }
  }

  private async commit(client: Parameters<ModelFold['flush']>[0], items: readonly LogItem[]): Promise<void> {
    await this.fold.flush(client, true);
    const reached = this.reachedBy(items);
    await commitAt(client, this.schema, reached);
    this.moved(reached);
  }

  private reachedBy(items: readonly LogItem[]): Reached {
    const recordedAt = lastRecordedAt(items);
    const now = this.options.now().toISOString();
    // The log may hold more than has been read: complete is what was applied. The heartbeat says more when nothing is left to read.
    return {
      position: items.at(-1)!.position,
      recordedAt,
      completeAt: recordedAt === undefined || recordedAt < now ? recordedAt : now,
    };
  }

  private moved({ position, completeAt }: Reached): void {
    this.position = position;
    if (completeAt !== undefined) this.completeAt = Math.max(this.completeAt, Date.parse(completeAt));
  }

  /** What PostgreSQL refuses is looked for in ever smaller batches. @returns the poison once it is alone. */
  private refuse(items: readonly LogItem[], { message }: Error): Poison | undefined {
    this.most = Math.ceil(items.length / 2);
    const [item] = items;
    if (items.length > 1 || item?.kind !== 'event') return undefined;
    const { event, at } = item.recorded;
    return { position: `${at.position}`, eventId: at.eventId, type: event.type, error: message };
  }

  private async storedPosition(): Promise<bigint | undefined> {
    const checkpoint = await readCheckpoint(this.options.pool, this.schema);
    if (!checkpoint) throw new Error(`${this.schema} has not been built`);
    return checkpoint.position;
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

const weightOf = (item: LogItem): number =>
  item.kind === 'event' && item.recorded.at.category === blobEvents.category ? CHUNK_WEIGHT : 1;

/** PostgreSQL class 22 (data exception), 23 (integrity constraint violation) and 54 (program limit exceeded), or rows that are not there: no retry helps. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ModelDamaged || /^(?:2[23]|54)/.test(String((error as { code?: unknown }).code ?? ''));
