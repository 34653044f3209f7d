/** Keeps a projector running in a thread of its own, and begins another when it falls. */
import { once } from 'node:events';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ProjectorPlace } from './own-connections.js';
import type { ProjectorMessage } from './projector.worker.js';
import type { ClockSkew, RunningProjector } from './runtime/projector.js';

const BEGIN_AGAIN_MS = 1_000;
const STOP_MS = 10_000;

export class ProjectorThread implements RunningProjector {
  private skew: ClockSkew = { skewMs: 0, skewed: false };
  private worker: Worker | undefined;
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;

  /** Goes by the clock of the system. The read models must have been built. */
  constructor(
    private readonly place: ProjectorPlace,
    private readonly onProblem: (message: string) => void,
    private readonly module: URL = new URL(`./projector.worker${extname(import.meta.url)}`, import.meta.url),
  ) {
    this.running = this.run();
  }

  clockSkew(): ClockSkew {
    return this.skew;
  }

  async stop(): Promise<void> {
    this.ending.abort();
    this.worker?.postMessage('end');
    const tooLate = setTimeout(() => void this.worker?.terminate(), STOP_MS);
    await this.running;
    clearTimeout(tooLate);
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      const why = await this.runOne();
      if (signal.aborted) return;
      this.onProblem(`the projections fell (${why}); they begin again`);
      await delay(BEGIN_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** @returns why it ended. */
  private async runOne(): Promise<string> {
    let why = 'their thread ended';
    const { databaseUrl, eventStoreUrl } = this.place;
    const worker = new Worker(this.module, { workerData: { databaseUrl, eventStoreUrl } satisfies ProjectorPlace });
    this.worker = worker;
    worker.on('message', (message: ProjectorMessage) => {
      if ('skew' in message) this.skew = message.skew;
      else this.onProblem(message.problem);
    });
    worker.on('error', (error) => (why = error.message));
    await once(worker, 'exit').catch(() => once(worker, 'exit'));
    this.worker = undefined;
    return why;
  }
}
