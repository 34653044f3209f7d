/** Keeps a projector running in a thread of its own, and begins another when it falls. */
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import { RestartDelay } from '../src/restart-delay.js';
import type { ProjectorPlace } from './own-connections.js';
import type { ProjectorMessage } from './projector.worker.js';
import type { ClockSkew, RunningProjector } from './runtime/projector.js';

const MODULE = new URL(`./projector.worker${extname(import.meta.url)}`, import.meta.url);
/** Far more than its queues and batches hold; without a limit it would let garbage lie until there is twice as much. */
const MEMORY: ResourceLimits = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 16 };
const STOP_MS = 10_000;

export class ProjectorThread implements RunningProjector {
  fallen = false;
  private skew: ClockSkew = { skewMs: 0, skewed: false };
  private worker: Worker | undefined;
  private projectsSince: number | undefined;
  private readonly restartDelay = new RestartDelay();
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;

  /** Goes by the clock of the system. The read models must have been built. */
  constructor(
    private readonly place: ProjectorPlace,
    private readonly onProblem: (message: string) => void,
    private readonly options: { readonly module?: URL; readonly resourceLimits?: ResourceLimits } = {},
  ) {
    this.running = this.run();
  }

  clockSkew(): ClockSkew {
    return this.skew;
  }

  async stop(): Promise<void> {
    this.ending.abort();
    this.worker?.postMessage('end');
    const tooLate = setTimeout(() => {
      this.onProblem(`the projections did not end within ${STOP_MS / 1_000} s; their thread is ended`);
      void this.worker?.terminate();
    }, STOP_MS);
    await this.running;
    clearTimeout(tooLate);
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      this.projectsSince = undefined;
      const why = await this.runOne().catch((error: unknown) => (error as Error).message);
      if (signal.aborted && why === undefined) return;
      this.onProblem(`the projections fell (${why ?? 'their thread ended'})${signal.aborted ? '' : '; they begin again'}`);
      this.fallen = true;
      const projectedMs = this.projectsSince === undefined ? 0 : performance.now() - this.projectsSince;
      await delay(this.restartDelay.next(projectedMs), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** @returns why it fell, where it says so. */
  private async runOne(): Promise<string | undefined> {
    let why: string | undefined;
    const { databaseUrl, eventStoreUrl } = this.place;
    const { module = MODULE, resourceLimits = MEMORY } = this.options;
    const worker = new Worker(module, { workerData: { databaseUrl, eventStoreUrl } satisfies ProjectorPlace, resourceLimits });
    this.worker = worker;
    worker.on('message', (message: ProjectorMessage) => {
      if ('problem' in message) return this.onProblem(message.problem);
      this.skew = message.skew;
      this.fallen = false;
      this.projectsSince ??= performance.now();
    });
    worker.on('error', (error) => (why = error.message));
    // Not by the module `events`: where memory runs out, the error and the end come at once, and it would wait for ever for the second.
    await new Promise((resolve) => worker.once('exit', resolve));
    this.worker = undefined;
    return why;
  }
}
