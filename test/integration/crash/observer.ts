/** Watches $all during the whole run: what it was shown, in the order it was shown it. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ResolvedEvent } from '@eventstore/db-client';
import { EventStoreConnection } from '../../../src/ledger/esdb/connection.js';

/** One event, everything that readers can see of it. */
export interface Sighting {
  readonly position: bigint;
  readonly fingerprint: string;
}

export const sightingOf = ({ event }: ResolvedEvent): Sighting => {
  const { position, streamId, revision, type, id, data, metadata, created } = event!;
  const content = createHash('sha256')
    .update(JSON.stringify([type, data, metadata, created]))
    .digest('base64url');
  return { position: position!.commit, fingerprint: `${position!.commit} ${streamId}@${revision} ${id} ${content}` };
};

export class Observer {
  readonly seen: Sighting[] = [];
  /** How often it had to subscribe again. */
  reconnections = 0;
  private readonly connection: EventStoreConnection;
  private readonly abort = new AbortController();
  private readonly watching: Promise<void>;

  constructor(eventStoreUrl: string) {
    this.connection = new EventStoreConnection(eventStoreUrl);
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.watching;
    await this.connection.close();
  }

  private async watch(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        for await (const events of this.connection.subscribeAllAfter(this.seen.at(-1)?.position, signal))
          for (const event of events) this.seen.push(sightingOf({ event }));
      } catch {
        this.reconnections += 1;
        await delay(50);
      }
    }
  }
}
