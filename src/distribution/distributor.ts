/** Sees to it that every receiver is told, also of what only time shows: by this process or another, whichever is there, also after a crash. */
import type { Clock } from '../ledger/clock.js';
import type { DeliverySending } from './delivery.sending.js';
import { subjectOf } from './delivery.record.js';
import type { DistributionWork } from './distribution.queries.js';

export interface DistributorOptions {
  /** Planned or sent between two looks, at most. */
  readonly atOnce: number;
  readonly lookEveryMs: number;
  readonly warn: (message: string) => void;
}

export class Distributor {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly work: DistributionWork,
    private readonly sending: DeliverySending,
    private readonly clock: Clock,
    private readonly options: DistributorOptions,
  ) {}

  start(): void {
    this.next(0);
  }

  /** Finishes what is being sent. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private next(afterMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .catch((error: unknown) => this.options.warn(`Nothing can be distributed: ${messageOf(error)}`))
        .finally(() => this.next(this.options.lookEveryMs));
    }, afterMs);
  }

  private async look(): Promise<void> {
    const { atOnce } = this.options;
    const now = (): string => this.clock.now().toISOString();
    const ofFeeds = await this.work.untoldOfFeeds(atOnce, now());
    for (const untold of [...ofFeeds, ...(await this.work.untold(atOnce))]) {
      if (this.stopped) return;
      await this.attempt(`What is to be said of ${subjectOf(untold.about)}`, () => this.sending.plan(untold));
    }
    const due = await this.work.due(atOnce, now(), this.sending.reachable);
    for (const delivery of due) {
      if (this.stopped) return;
      await this.attempt(`Delivery ${delivery.id}`, () => this.work.whileMine(delivery, () => this.sending.deliver(delivery)));
    }
  }

  /** One that cannot be sent keeps no other waiting. */
  private async attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => this.options.warn(`${what} has to wait: ${messageOf(error)}`));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
