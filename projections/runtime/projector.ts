/** Feeds every model from one reader of the log; each applies batches in its own transactions and fails alone. */
import { setMaxListeners } from 'node:events';
import { Applier, type ApplierOptions, pause } from './applier.js';
import { type Poison, touch } from './checkpoint.js';
import type { Model } from './model.js';
import { Passes } from './passes.js';

const HEARTBEAT_MS = 1_000;
/** How soon after the last event the models are said to be complete up to now. */
const SETTLE_MS = 100;
const MAX_SKEW_MS = 2_000;

export interface ProjectorOptions extends ApplierOptions {
  readonly models: readonly Model[];
}

export interface ModelHealth {
  readonly name: string;
  readonly position: string | null;
  readonly lagMs: number;
  readonly queued: number;
  readonly stopped: Poison | null;
}

/** By how much the clocks of this process and of the store differ for sure. */
export interface ClockSkew {
  readonly skewMs: number;
  /** By more than can be worked with. */
  readonly skewed: boolean;
}

/** A projector at work, wherever it runs. */
export interface RunningProjector {
  /** It ended without being asked to, and has not begun again. */
  readonly fallen: boolean;
  clockSkew(): ClockSkew;
  stop(): Promise<void>;
}

export class Projector implements RunningProjector {
  /** Where it runs, the process falls with it. */
  readonly fallen = false;
  private readonly appliers: readonly Applier[];
  private readonly abort = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private read: bigint | undefined;
  private skewMs = 0;

  constructor(private readonly options: ProjectorOptions) {
    // Each model that pauses listens, and so do the reader of the log and the heartbeat.
    setMaxListeners(options.models.length + 2, this.abort.signal);
    const passes = new Passes(options.pool);
    this.appliers = options.models.map((model) => new Applier(model, options, passes, this.abort.signal));
  }

  /** Starts from the checkpoints; the live schemas must be there (generation.ts builds them). */
  async start(): Promise<void> {
    await Promise.all(this.appliers.map((applier) => applier.start()));
    this.running = Promise.all([this.readLog(), this.heartbeat(), ...this.appliers.map((applier) => applier.run())]);
  }

  async stop(): Promise<void> {
    this.abort.abort();
    for (const { queue } of this.appliers) queue.close();
    await this.running;
  }

  health(): readonly ModelHealth[] {
    const now = this.options.now().getTime();
    return this.appliers.map(({ model, position, completeAt, stopped, queue, idle }) => ({
      name: model.name,
      position: position?.toString() ?? null,
      lagMs: idle && completeAt > 0 && now - completeAt <= 2 * HEARTBEAT_MS ? 0 : Math.max(0, now - completeAt),
      queued: queue.size,
      stopped,
    }));
  }

  clockSkew(): ClockSkew {
    return { skewMs: this.skewMs, skewed: Math.abs(this.skewMs) > MAX_SKEW_MS };
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
      if (item.kind === 'event') this.skewMs = skewOf(Date.parse(item.recordedAt), item.storedAt, this.options.now().getTime());
    }
  }

  /** When nothing more comes, says so, and then once a second, so that readers can tell a quiet log from a dead projector. */
  private async heartbeat(): Promise<void> {
    let said: { readonly position: bigint | undefined; readonly at: number } | undefined;
    while (!this.abort.signal.aborted) {
      const { read } = this;
      await pause(SETTLE_MS, this.abort.signal);
      if (read !== this.read) continue;
      if (said && said.position === this.read && Date.now() - said.at < HEARTBEAT_MS) continue;
      try {
        const now = this.options.now();
        const head = await this.options.log.head();
        if (this.abort.signal.aborted || head !== this.read) continue;
        const told = await Promise.all(this.appliers.map((applier) => this.sayComplete(applier, now)));
        if (told.every(Boolean)) said = { position: head, at: Date.now() };
      } catch (error) {
        this.options.onProblem(`heartbeat: ${(error as Error).message}`);
        await pause(HEARTBEAT_MS, this.abort.signal);
      }
    }
  }

  /** An applier is idle for a moment too between what it took and what it does with it: it has to have come as far as was read. @returns whether nothing is left to say. */
  private async sayComplete(applier: Applier, now: Date): Promise<boolean> {
    if (applier.stopped) return true;
    if (!applier.idle || (applier.position ?? -1n) < (this.read ?? -1n)) return false;
    if (await touch(this.options.pool, applier.schema, applier.position, now.toISOString())) applier.completeAt = now.getTime();
    else if (applier.idle) await applier.reapply();
    return applier.idle;
  }
}

/**
 * By how much our clock and the store's differ for sure, in milliseconds: ahead when an event was stored before it was recorded, behind
 * (negative) when it was stored after now. What was stored long after it was recorded, as a restored backup is, says nothing.
 */
export const skewOf = (recordedAt: number, storedAt: number, now: number): number => {
  if (recordedAt > storedAt) return recordedAt - storedAt;
  return storedAt > now ? now - storedAt : 0;
};
