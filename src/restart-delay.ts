/** How long to wait before a process or thread that died is started again. */

const FIRST_MS = 50;
const LONGEST_MS = 5_000;
const STEADY_AFTER_MS = 10_000;

/** Doubles from 50 ms to 5 s while it keeps dying young; one that ran for 10 s starts the count again. */
export class RestartDelay {
  private failures = 0;

  /** Milliseconds to wait now, given how long what died had run. */
  next(ranForMs: number): number {
    this.failures = ranForMs >= STEADY_AFTER_MS ? 1 : this.failures + 1;
    return Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.failures - 1));
  }
}
