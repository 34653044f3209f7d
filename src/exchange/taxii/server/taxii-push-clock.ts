/** Takes up pushes that ended with their process, whichever process looks. */
import type { Clock } from '../../../ledger/clock.js';
import type { TaxiiPushes } from './taxii-pushes.js';
import type { TaxiiPushWork } from './taxii-push-work.js';

export interface TaxiiPushClockOptions {
  readonly everyMs: number;
  readonly warn: (message: string) => void;
}

export class TaxiiPushClock {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly work: TaxiiPushWork,
    private readonly pushes: TaxiiPushes,
    private readonly clock: Clock,
    private readonly options: TaxiiPushClockOptions,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), this.options.everyMs);
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Takes in what was broken off, and waits for it. */
  look(): Promise<void> {
    this.looking ??= this.takeUp()
      .catch((error: unknown) => this.options.warn(`Pushes cannot be looked at: ${String(error)}`))
      .finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async takeUp(): Promise<void> {
    for (const place of await this.work.brokenOff(this.clock.now().toISOString())) await this.pushes.takeUp(place);
  }
}
