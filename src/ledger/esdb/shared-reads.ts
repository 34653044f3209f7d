/** Lets callers who want the same thing at the same time share one read that begins after each of them asked. */
import { setTimeout as pause } from 'node:timers/promises';

/** Where a read is under way somebody else's is wanted soon: so long more callers are waited for, as a read costs more than what it reads. */
const GATHER_MS = 10;

export class SharedReads<T> {
  private readonly running = new Map<string, Promise<T>>();
  private readonly following = new Map<string, Promise<T>>();

  /** @param read is never answered with a result whose read began before this call: what the caller knows of is in it. */
  read(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.following.get(key);
    if (known) return known;
    const running = this.running.get(key);
    if (!running) return this.start(key, read);
    const next = Promise.allSettled([running, pause(GATHER_MS)]).then(() => {
      this.following.delete(key);
      return this.start(key, read);
    });
    this.following.set(key, next);
    return next;
  }

  private start(key: string, read: () => Promise<T>): Promise<T> {
    const started = read().finally(() => {
      if (this.running.get(key) === started) this.running.delete(key);
    });
    this.running.set(key, started);
    return started;
  }
}
