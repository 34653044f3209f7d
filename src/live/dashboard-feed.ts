/** Follows the dashboard for every subscriber of this process: one look per distinct access in a window, however many subscribers share it. */
import type { Subject } from '../access/actor.js';
import type { Moment } from '../read-side/moment.queries.js';
import type { ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { DashboardClock } from './dashboard-clock.queries.js';
import type { Change, LiveQueries } from './live.queries.js';
import { type LiveEvent, tooSlow } from './live-event.js';

/** Changes that come together within this time are told together. */
const WINDOW_MS = 100;
/** Covers notifications that were missed. */
const LOOK_AGAIN_MS = 1_000;
/** How often it is looked whether time alone has changed a dashboard that somebody follows. */
const CLOCK_EVERY_MS = 30_000;
/** Looks at a time; the reads of the API go on beside them. */
const LOOKS = 4;
/** Changes in one delivery. */
const PAGE = 200;
/** For a stretch that is a delivery to somebody already. */
const UNLIMITED = 1_000_000;

/** Why a dashboard is told: EVENTS are in `changes`; ACCESS: a record was re-marked out of sight; CLOCK: time alone has changed it. */
export enum DashboardChangeReason {
  EVENTS = 'EVENTS',
  ACCESS = 'ACCESS',
  CLOCK = 'CLOCK',
}

export interface DashboardChanged {
  readonly position: bigint;
  readonly reason: DashboardChangeReason;
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
  private clockLookedAt = Number.NEGATIVE_INFINITY;
  private lookingAtClock = false;
  private closed = false;

  /** @param read reads the dashboard that holds a position. */
  constructor(
    private readonly models: ReadModels,
    private readonly queries: LiveQueries,
    private readonly clock: DashboardClock,
    private readonly read: (subject: Subject, atLeast: bigint) => Promise<unknown>,
    private readonly maxUndelivered: number,
    private readonly onProblem: (error: Error) => void,
  ) {
    this.endListening = models.onReached('intelligence', (position) => {
      if (position > this.latest) this.latest = position;
      if (this.waiting.size > 0) this.schedule();
    });
    this.lookAgain = setInterval(() => {
      if (this.waiting.size === 0) return;
      this.schedule();
      void this.lookAtClock();
    }, LOOK_AGAIN_MS).unref();
  }

  /** @param from the last position the reader knows; undefined: from now on. */
  async follow(subject: Subject, from: bigint | undefined): Promise<AsyncIterableIterator<LiveEvent>> {
    // A reader that comes back knows the dashboard as it was at its position.
    if (from !== undefined) return new DashboardWatch(this, subject, from, false, { position: from });
    return new DashboardWatch(this, subject, await this.queries.here(subject), true);
  }

  /** Answers once something changed after the watch's position. */
  next(watch: DashboardWatch): Promise<IteratorResult<LiveEvent>> {
    if (this.closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.waiting.set(watch, { watch, resolve, reject });
      if (!watch.caughtUp || !watch.known || this.latest > watch.position) this.schedule();
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
    const now = this.models.now().toISOString();
    const tenants = grouped([...this.waiting.values()], ({ watch }) => watch.subject.tenantId);
    const looks = await Promise.allSettled(tenants.map((waiting) => this.lookFor(waiting, now)));
    // What fails, as while PostgreSQL is away, is looked at again by and by; the subscribers wait where they are.
    const failed = looks.find((look) => look.status === 'rejected');
    if (failed) this.onProblem(failed.reason as Error);
    this.looking = false;
    if (this.wanted) this.schedule();
  }

  /** @param waiting subscribers of one tenant. */
  private lookFor(waiting: readonly Waiting[], now: string): Promise<void> {
    return this.forEachAccess(waiting, (group, accessKey) => this.tell(group, accessKey, now));
  }

  /** @param waiting subscribers of one tenant. */
  private async forEachAccess(
    waiting: readonly Waiting[],
    look: (group: readonly Waiting[], accessKey: string) => Promise<void>,
  ): Promise<void> {
    const keys = await this.keysOf(waiting);
    const keyOf = new Map(waiting.map((one, i) => [one, keys[i]]));
    const groups = grouped(waiting, (one) => `${one.watch.position} ${one.watch.caughtUp} ${keyOf.get(one)}`);
    const inTurn = async (): Promise<void> => {
      for (let group = groups.pop(); group; group = groups.pop()) await look(group, keyOf.get(group[0])!);
    };
    await Promise.all(Array.from({ length: LOOKS }, inTurn));
  }

  private keysOf(waiting: readonly Waiting[]): Promise<readonly string[]> {
    const subjects = waiting.map(({ watch }) => watch.subject);
    return this.models.accessKeys(subjects[0].tenantId, subjects);
  }

  /** @param group subscribers at one position who may read the same. */
  private async tell(group: readonly Waiting[], accessKey: string, now: string): Promise<void> {
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
      if (event || !watch.known) watch.known = { moment: momentOf(position, now) };
      if (!event) continue;
      this.waiting.delete(watch);
      resolve({ done: false, value: event });
    }
  }

  /** Tells whoever waits, and has been told everything else, that time has changed the dashboard; at most once in a while. */
  private async lookAtClock(): Promise<void> {
    const now = this.models.now();
    // The other way round: the clock was set back.
    if (this.lookingAtClock || Math.abs(now.getTime() - this.clockLookedAt) < CLOCK_EVERY_MS) return;
    this.clockLookedAt = now.getTime();
    this.lookingAtClock = true;
    const waiting = [...this.waiting.values()].filter(({ watch }) => watch.caughtUp && watch.known);
    const tenants = grouped(waiting, ({ watch }) => watch.subject.tenantId);
    const looks = await Promise.allSettled(tenants.map((ofTenant) => this.lookAtClockFor(ofTenant, now.toISOString())));
    const failed = looks.find((look) => look.status === 'rejected');
    if (failed && !this.closed) this.onProblem(failed.reason as Error);
    this.lookingAtClock = false;
  }

  /** @param waiting subscribers of one tenant. */
  private async lookAtClockFor(waiting: readonly Waiting[], now: string): Promise<void> {
    // A position that nothing has come to yet would be waited for.
    const here = await this.queries.here(waiting[0].watch.subject);
    const there = waiting.filter(({ watch }) => watch.position <= here);
    await this.forEachAccess(there, (group, accessKey) => this.tellOfClock(group, accessKey, now));
  }

  /**
   * Compares two instants of one stretch of the log in which nothing changed that the group may see, so that what differs is the clock's doing.
   * @param group subscribers at one position who may read the same.
   */
  private async tellOfClock(group: readonly Waiting[], accessKey: string, now: string): Promise<void> {
    const { subject, position } = group[0].watch;
    const state = await this.clock.stateAt(subject, { moment: momentOf(position, now) });
    const states = new Map<string, string>();
    const before = async (known: Known): Promise<string> => {
      if (typeof known === 'string') return known;
      const key = `${known.position} ${known.moment?.position} ${known.moment?.now}`;
      const read = states.get(key) ?? (await this.clock.stateAt(subject, known));
      states.set(key, read);
      return read;
    };
    const knew: string[] = [];
    for (const { watch } of group) knew.push(await before(watch.known!));
    const event = this.eventOfClock(subject, accessKey, position);
    const keys = await this.keysOf(group);
    for (const [i, { watch, resolve }] of group.entries()) {
      // Whoever was told something meanwhile, or came to see something else, is looked at the next time.
      if (this.waiting.get(watch)?.resolve !== resolve || keys[i] !== accessKey) continue;
      watch.known = state;
      if (knew[i] === state) continue;
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

  private eventOfClock(subject: Subject, accessKey: string, position: bigint): LiveEvent {
    const eventFor = (reader: Subject): LiveEvent => ({
      position,
      dashboardChanged: this.changed(reader, position, [], DashboardChangeReason.CLOCK),
    });
    return { ...eventFor(subject), shared: { subject, accessKey, readFor: (reader) => Promise.resolve(eventFor(reader)) } };
  }

  private changed(
    subject: Subject,
    position: bigint,
    changes: readonly Change[],
    reason = changes.length > 0 ? DashboardChangeReason.EVENTS : DashboardChangeReason.ACCESS,
  ): DashboardChanged {
    let dashboard: Promise<unknown> | undefined;
    return { position, reason, changes, dashboard: () => (dashboard ??= this.read(subject, position)) };
  }
}

/** The state of the clock that a reader knows, or when its dashboard was read. */
type Known = string | ReadOptions;

const momentOf = (position: bigint, now: string): Moment => ({ position, now, complete: true });

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
    /** Set at the first look for a reader that begins now. */
    public known?: Known,
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
