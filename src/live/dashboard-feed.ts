/** Follows the dashboard for every subscriber of this process: one look per distinct access in a window, however many subscribers share it. */
import type { Subject } from '../access/actor.js';
import type { ReadModels } from '../read-side/read-model.queries.js';
import type { Change, LiveQueries } from './live.queries.js';
import { type LiveEvent, tooSlow } from './live-event.js';

/** Changes that come together within this time are told together. */
const WINDOW_MS = 100;
/** Covers notifications that were missed. */
const LOOK_AGAIN_MS = 1_000;
/** Looks at a time; the reads of the API go on beside them. */
const LOOKS = 4;
/** Changes in one delivery. */
const PAGE = 200;
/** For a stretch that is a delivery to somebody already. */
const UNLIMITED = 1_000_000;

export interface DashboardChanged {
  readonly position: bigint;
  readonly changes: readonly Change[];
  /** The dashboard, read once for all who share this. */
  readonly dashboard: () => Promise<unknown>;
}

interface Waiting {
  readonly watch: DashboardWatch;
  readonly resolve: (result: IteratorResult<LiveEvent>) => void;
  readonly reject: (error: Error) => void;
}

export class DashboardFeed {
  private readonly waiting = new Map<DashboardWatch, Waiting>();
  private readonly endListening: () => void;
  private readonly lookAgain: NodeJS.Timeout;
  private latest = -1n;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private wanted = false;
  private startedAt = 0;
  private closed = false;

  /** @param read reads the dashboard that holds a position. */
  constructor(
    private readonly models: ReadModels,
    private readonly queries: LiveQueries,
    private readonly read: (subject: Subject, atLeast: bigint) => Promise<unknown>,
    private readonly maxUndelivered: number,
    private readonly onProblem: (error: Error) => void,
  ) {
    this.endListening = models.onReached('intelligence', (position) => {
      if (position > this.latest) this.latest = position;
      if (this.waiting.size > 0) this.schedule();
    });
    this.lookAgain = setInterval(() => void (this.waiting.size > 0 && this.schedule()), LOOK_AGAIN_MS).unref();
  }

  /** @param from the last position the reader knows; undefined: from now on. */
  async follow(subject: Subject, from: bigint | undefined): Promise<AsyncIterableIterator<LiveEvent>> {
    return new DashboardWatch(this, subject, from ?? (await this.queries.here(subject)), from === undefined);
  }

  /** Answers once something changed after the watch's position. */
  next(watch: DashboardWatch): Promise<IteratorResult<LiveEvent>> {
    if (this.closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.waiting.set(watch, { watch, resolve, reject });
      if (!watch.caughtUp || this.latest > watch.position) this.schedule();
    });
  }

  leave(watch: DashboardWatch): void {
    this.waiting.get(watch)?.resolve({ done: true, value: undefined });
    this.waiting.delete(watch);
  }

  close(): void {
    this.closed = true;
    this.endListening();
    clearInterval(this.lookAgain);
    clearTimeout(this.timer);
    for (const watch of this.waiting.keys()) this.leave(watch);
  }

  private schedule(): void {
    if (this.looking) this.wanted = true;
    if (this.looking || this.timer || this.closed) return;
    const pause = Math.max(0, this.startedAt + WINDOW_MS - performance.now());
    this.timer = setTimeout(() => void this.look(), pause);
  }

  private async look(): Promise<void> {
    this.timer = undefined;
    this.looking = true;
    this.wanted = false;
    this.startedAt = performance.now();
    const tenants = grouped([...this.waiting.values()], ({ watch }) => watch.subject.tenantId);
    const looks = await Promise.allSettled(tenants.map((waiting) => this.lookFor(waiting)));
    // What fails, as while PostgreSQL is away, is looked at again by and by; the subscribers wait where they are.
    const failed = looks.find((look) => look.status === 'rejected');
    if (failed) this.onProblem(failed.reason as Error);
    this.looking = false;
    if (this.wanted) this.schedule();
  }

  /** @param waiting subscribers of one tenant. */
  private async lookFor(waiting: readonly Waiting[]): Promise<void> {
    const keys = await this.keysOf(waiting);
    const keyOf = new Map(waiting.map((one, i) => [one, keys[i]]));
    const groups = grouped(waiting, (one) => `${one.watch.position} ${one.watch.caughtUp} ${keyOf.get(one)}`);
    const inTurn = async (): Promise<void> => {
      for (let group = groups.pop(); group; group = groups.pop()) await this.tell(group, keyOf.get(group[0])!);
    };
    await Promise.all(Array.from({ length: LOOKS }, inTurn));
  }

  private keysOf(waiting: readonly Waiting[]): Promise<readonly string[]> {
    const subjects = waiting.map(({ watch }) => watch.subject);
    return this.models.accessKeys(subjects[0].tenantId, subjects);
  }

  /** @param group subscribers at one position who may read the same. */
  private async tell(group: readonly Waiting[], accessKey: string): Promise<void> {
    const { subject, position: after, caughtUp } = group[0].watch;
    const limit = caughtUp ? this.maxUndelivered : PAGE;
    const found = await this.queries.changesAfter(subject, after, limit);
    if (found.position > after && found.position > this.latest) this.latest = found.position;
    const tooFar = found.more && caughtUp;
    const told = found.changes.slice(0, PAGE);
    const rest = found.more || told.length < found.changes.length;
    const position = rest ? told.at(-1)!.position : found.position;
    const event = told.length > 0 || found.lostSight ? this.eventOf(subject, accessKey, after, position, told) : undefined;
    // Whoever came to see something else while we looked is looked at anew.
    const keys = await this.keysOf(group);
    for (const [i, { watch, resolve, reject }] of group.entries()) {
      if (this.waiting.get(watch)?.resolve !== resolve) continue;
      if (keys[i] !== accessKey) {
        this.wanted = true;
        continue;
      }
      if (tooFar) {
        this.waiting.delete(watch);
        reject(tooSlow(this.maxUndelivered, after));
        continue;
      }
      watch.position = position;
      // Behind within the limit, it catches up by the page.
      watch.caughtUp = caughtUp || !rest;
      if (!event) continue;
      this.waiting.delete(watch);
      resolve({ done: false, value: event });
    }
  }

  private eventOf(subject: Subject, accessKey: string, after: bigint, position: bigint, changes: readonly Change[]): LiveEvent {
    const readFor = async (reader: Subject): Promise<LiveEvent> => {
      const { changes: own } = await this.queries.changesAfter(reader, after, UNLIMITED, position);
      return { position, dashboardChanged: this.changed(reader, position, own) };
    };
    return { position, dashboardChanged: this.changed(subject, position, changes), shared: { subject, accessKey, readFor } };
  }

  private changed(subject: Subject, position: bigint, changes: readonly Change[]): DashboardChanged {
    let dashboard: Promise<unknown> | undefined;
    return { position, changes, dashboard: () => (dashboard ??= this.read(subject, position)) };
  }
}

const grouped = <T>(all: readonly T[], keyOf: (one: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
};

/** One subscriber's place in the log; nothing is kept for it but that place. */
export class DashboardWatch implements AsyncIterableIterator<LiveEvent> {
  constructor(
    private readonly feed: DashboardFeed,
    readonly subject: Subject,
    /** The reader knows everything up to here. */
    public position: bigint,
    /** It has once been told everything there was: from then on it has to keep up. */
    public caughtUp: boolean,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<LiveEvent>> {
    return this.feed.next(this);
  }

  return(): Promise<IteratorResult<LiveEvent>> {
    this.feed.leave(this);
    return Promise.resolve({ done: true, value: undefined });
  }
}
