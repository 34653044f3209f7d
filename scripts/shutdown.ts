/** Ends what was started, last first, once; a second signal ends it at once. */
interface Ending {
  readonly name: string;
  readonly end: () => Promise<void>;
  /** What must still be done when nobody waits any more. */
  readonly force: () => void;
}

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 500;
const FORCED_EXIT = 130;

/** Thrown by {@link Shutdown.check} when the start was interrupted. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

export class Shutdown {
  private readonly endings: Ending[] = [];
  private requestedAt: number | undefined;
  private started = false;
  private unwinding: Promise<void> | undefined;

  /** @param failed told what could not be ended. */
  constructor(private readonly failed: (message: string) => void) {}

  get requested(): boolean {
    return this.requestedAt !== undefined;
  }

  /** Registers how to end what was just started. */
  add(name: string, end: () => Promise<void>, force: () => void = () => undefined): void {
    this.endings.push({ name, end, force });
  }

  /** @throws {Interrupted} when a signal came while something was being started. */
  check(): void {
    if (this.requested) throw new Interrupted();
  }

  listen(onRequest: () => void): void {
    const stop = (): void => {
      if (this.requestedAt === undefined) {
        this.requestedAt = Date.now();
        onRequest();
        // While starting, the next check ends the start.
        if (this.started) void this.unwind().then(() => process.exit(0));
      } else if (Date.now() - this.requestedAt > SAME_SIGNAL_MS) this.force();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', stop);
  }

  /** From now on a signal ends everything instead of the start. @throws {Interrupted} */
  ready(): void {
    this.check();
    this.started = true;
  }

  /** Ends everything, last first; returns when all has ended. */
  unwind(): Promise<void> {
    this.unwinding ??= this.endAll();
    return this.unwinding;
  }

  private async endAll(): Promise<void> {
    while (this.endings.length > 0) {
      const { name, end } = this.endings.at(-1)!;
      await end().catch((error: unknown) => this.failed(`${name}: ${(error as Error).message}`));
      this.endings.pop();
    }
  }

  private force(): never {
    for (const { force } of this.endings.toReversed()) force();
    process.exit(FORCED_EXIT);
  }
}
