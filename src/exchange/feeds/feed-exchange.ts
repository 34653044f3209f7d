/** What polls and pushes have in common: one at a time for each feed, over a connection with its credentials. */
import type { Protection } from '../../access/marking.js';
import { LedgerError } from '../../ledger/errors.js';
import type { Loaded } from '../../ledger/ledger.js';
import { RemoteConnection, type RemoteNetwork } from '../remote/remote-connection.js';
import { RemoteFailure } from '../remote/remote-failure.js';
import type { FeedCredentialStore } from './feed-credentials.js';
import type { Fault } from './feed.events.js';
import type { FeedRecord } from './feed.record.js';
import { EXCHANGES_AT_ONCE, type FeedWork } from './feeds.queries.js';
import { Turns } from '../turns.js';

export const protectionOf = ({ tenantId, ownerOrganisation, record }: Loaded<FeedRecord>): Protection => ({
  tenantId,
  ownerOrganisation,
  marking: record.marking,
});

/** Why an exchange failed, as its event says it. */
export const faultOf = ({ fault, message }: RemoteFailure): Fault => ({ code: fault, message });

const LONGEST_LEAVE_MS = 86_400_000;

/** Until when a server asked to be left alone, UTC ISO 8601; null: it did not. */
export const askAgainAt = (failure: RemoteFailure | null | undefined, now: Date): string | null => {
  const leaveMs = failure?.retryAfterMs;
  return leaveMs === undefined ? null : new Date(now.getTime() + Math.min(leaveMs, LONGEST_LEAVE_MS)).toISOString();
};

const LOST: Fault = {
  code: 'credentials_lost',
  message: 'The credentials of the feed are not on this instance, or were sealed with another instance key. Set them again.',
};

export class FeedExchange {
  private readonly turns = new Turns(EXCHANGES_AT_ONCE);
  private readonly ending = new AbortController();

  constructor(
    private readonly work: FeedWork,
    private readonly credentials: FeedCredentialStore,
    readonly network: RemoteNetwork,
  ) {}

  /** Ends what is under way: what was imported stays, and a later poll goes on from there. */
  end(): void {
    this.ending.abort(new LedgerError('UNAVAILABLE', 'This instance is stopping. Ask again shortly.'));
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  /** @returns undefined when somebody exchanges with it at this moment. */
  async alone<T>(place: { readonly tenantId: string; readonly id: string }, work: () => Promise<T>): Promise<T | undefined> {
    return this.turns.take(async () => {
      this.signal.throwIfAborted();
      let done: T | undefined;
      await this.work.whileMine(place, async () => {
        done = await work();
      });
      return done;
    });
  }

  /** Works over a connection that ends with it; a fault instead of a result when the credentials cannot be opened. */
  async connected<T>(
    { tenantId, id, record }: Loaded<FeedRecord>,
    work: (connection: RemoteConnection) => Promise<T>,
  ): Promise<{ readonly result: T } | { readonly fault: Fault }> {
    const key = record.credentials && { tenantId, feedId: id, credentialsId: record.credentials.id };
    const credentials = key ? await this.credentials.open(key).catch(() => undefined) : undefined;
    if (key && !credentials) return { fault: LOST };
    const server = { url: record.apiRoot, credentials, authority: record.authority ?? undefined };
    const connection = new RemoteConnection(server, this.network, this.signal);
    try {
      return { result: await work(connection) };
    } finally {
      connection.close();
    }
  }
}
