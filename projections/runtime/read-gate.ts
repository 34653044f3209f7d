/** Lets a query wait until a read model has come as far as a position the caller has seen. */
import type { Pool, PoolClient } from 'pg';
import { NOTIFY_CHANNEL, readCheckpoint } from './checkpoint.js';
import { liveSchema } from './projection.js';

const WAIT_MS = 2_000;
const POLL_MS = 200;
const RECONNECT_MS = 500;

interface Waiter {
  readonly schema: string;
  readonly position: bigint;
  readonly done: (reached: boolean) => void;
}

export class ReadGate {
  private readonly reached = new Map<string, bigint>();
  private readonly waiters = new Set<Waiter>();
  private readonly listeners = new Set<(model: string, position: bigint) => void>();
  private client: PoolClient | undefined;
  private closed = false;

  constructor(private readonly pool: Pool) {}

  async open(): Promise<void> {
    const client = await this.pool.connect();
    client.on('notification', ({ payload }) => {
      const [schema, position] = (payload ?? '').split(' ');
      if (schema && position) this.arrived(schema, BigInt(position));
    });
    try {
      await client.query(`listen ${NOTIFY_CHANNEL}`);
    } catch (error) {
      client.release(true);
      throw error;
    }
    if (this.closed) return client.release(true);
    this.client = client;
    client.once('error', () => this.reopen(client));
    client.once('end', () => this.reopen(client));
  }

  /**
   * Waits at most 2 s for the model to reach the position.
   * @returns false when it has not come that far; the answer is then older than the caller asked for.
   */
  async atLeast(model: string, position: bigint | undefined): Promise<boolean> {
    const schema = liveSchema({ name: model });
    if (position === undefined || (this.reached.get(schema) ?? -1n) >= position) return true;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        schema,
        position,
        done: (reached) => {
          clearTimeout(timeout);
          clearInterval(poll);
          this.waiters.delete(waiter);
          resolve(reached);
        },
      };
      const timeout = setTimeout(() => waiter.done(false), WAIT_MS);
      // Covers a notification that came before we listened, or while the listening connection was down.
      const poll = setInterval(() => void this.look(schema), POLL_MS);
      this.waiters.add(waiter);
      void this.look(schema);
    });
  }

  /**
   * Calls back when a model has come further. A call may be missed while the listening connection is down, so callers look now and then.
   * @returns ends the calls.
   */
  onReached(model: string, listener: (position: bigint) => void): () => void {
    const schema = liveSchema({ name: model });
    const heard = (which: string, position: bigint): void => {
      if (which === schema) listener(position);
    };
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.listeners.clear();
    for (const waiter of this.waiters) waiter.done(false);
    this.client?.release(true);
  }

  private async look(schema: string): Promise<void> {
    const checkpoint = await readCheckpoint(this.pool, schema).catch(() => undefined);
    if (checkpoint?.position !== undefined) this.arrived(schema, checkpoint.position);
  }

  private arrived(schema: string, position: bigint): void {
    const before = this.reached.get(schema) ?? -1n;
    this.reached.set(schema, position);
    if (position > before) for (const listener of this.listeners) listener(schema, position);
    for (const waiter of this.waiters) if (waiter.schema === schema && waiter.position <= position) waiter.done(true);
  }

  private reopen(broken: PoolClient): void {
    if (this.closed || this.client !== broken) return;
    this.client = undefined;
    // A crash of PostgreSQL may have taken the last transactions of the models back.
    this.reached.clear();
    broken.release(true);
    this.retry();
  }

  private retry(): void {
    setTimeout(() => {
      if (!this.closed) void this.open().catch(() => this.retry());
    }, RECONNECT_MS).unref();
  }
}
